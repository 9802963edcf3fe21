/** The day whose law is shown. */
import { usePage } from '../page';
import { isDate } from '../state';

export function DatePanel() {
  const { state, words, settings, go } = usePage();
  const say = words.date;
  const today = settings?.world.as_of;
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      <p>{say.text}</p>
      <p class="row">
        <label>
          {say.label}{' '}
          <input
            type="date"
            value={state.date ?? today ?? ''}
            onChange={(event) => {
              const date = event.currentTarget.value;
              go({ date: isDate(date) && date !== today ? date : undefined });
            }}
          />
        </label>
        <button
          type="button"
          class="button"
          disabled={state.date === undefined}
          onClick={() => go({ date: undefined })}
        >
          {say.back}
        </button>
      </p>
    </div>
  );
}
