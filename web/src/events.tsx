/** What the page notices by itself: a new edition or epoch, a day that isn't today, a schematic world. */
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './page';
import { address } from './service';

interface News {
  edition: number;
  epoch: number;
}

export function Notices() {
  const { state, words, go } = usePage();
  const [news, setNews] = useState<'edition' | 'epoch'>();
  useEffect(() => {
    // A link that names its edition stays with it.
    if (state.edition !== undefined) return;
    const events = new EventSource(address('v1/events'));
    let before: News | undefined;
    events.addEventListener('world', (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as News;
      if (before && now.edition !== before.edition) setNews('edition');
      else if (before && now.epoch !== before.epoch) setNews('epoch');
      before = now;
    });
    return () => events.close();
  }, [state.edition]);
  return (
    <div class="notices">
      {news && (
        <div class="notice notice-news" role="status">
          {words.events[news]}{' '}
          <button type="button" class="button" onClick={() => location.reload()}>
            {words.events.reload}
          </button>{' '}
          <button type="button" class="link" onClick={() => setNews(undefined)}>
            {words.events.later}
          </button>
        </div>
      )}
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
