/** What the page notices by itself: a new edition or epoch, a day that isn't today, a schematic world. */
import { useEffect, useState } from 'preact/hooks';
import { listen, type News } from './news';
import { usePage } from './page';

export function Notices({ unread }: { unread: string[] }) {
  const { state, words, settings, go } = usePage();
  const [heard, setHeard] = useState<News>();
  // A link that names its edition stays with it.
  const fixed = state.edition !== undefined;
  useEffect(() => {
    if (fixed) return;
    // Of a new world and a new day the world weighs more.
    return listen((news) => setHeard((before) => (before === 'edition' ? before : news)));
  }, [fixed]);
  // Midnight changes nothing of a day that was chosen.
  const news = heard === 'epoch' && state.date ? undefined : heard;
  return (
    <div class="notices">
      {news && (
        <div class="notice notice-news" role="status">
          {words.events[news]}
          <p class="actions">
            <button type="button" class="button" onClick={() => location.reload()}>
              {words.events.reload}
            </button>
            <button type="button" class="link" onClick={() => setHeard(undefined)}>
              {words.events.later}
            </button>
          </p>
        </div>
      )}
      {unread.length > 0 && (
        <div class="notice notice-unread" role="alert">
          {words.events.unread(unread.join(words.language === 'zh' ? '、' : ', '))}
        </div>
      )}
      {state.date && state.date !== settings?.world.as_of && (
        <div class="notice notice-day" role="status">
          {words.date.notToday(state.date)} {settings && state.date > settings.world.as_of && words.date.future}{' '}
          <button type="button" class="link" onClick={() => go({ date: undefined })}>
            {words.date.back}
          </button>
        </div>
      )}
    </div>
  );
}
