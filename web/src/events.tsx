/** What the page notices by itself: a day that isn't today. */
import { usePage } from './page';

export function Notices() {
  const { state, words, go } = usePage();
  return (
    <div class="notices">
      {state.date && (
        <div class="notice notice-day" role="status">
          {words.date.notToday(state.date)}{' '}
          <button type="button" class="link" onClick={() => go({ date: undefined })}>
            {words.date.back}
          </button>
        </div>
      )}
    </div>
  );
}
