/** News of the service, for as long as a page stays open: another edition or world, another epoch. */
import { address } from './service';
import type { News as Told } from './wire';

export type News = 'edition' | 'epoch';

/** The browser comes again by itself when a stream ends, but never after a refusal, such as a proxy's 502 during a new start. */
const AGAIN_MS = 5000;

/** Listens until the function that it gives is called. */
export function listen(heard: (news: News) => void): () => void {
  let before: Told | undefined;
  let events: EventSource;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    events = new EventSource(address('v1/events'));
    events.addEventListener('world', (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as Told;
      if (before && (now.edition !== before.edition || now.version !== before.version)) heard('edition');
      else if (before && now.epoch !== before.epoch) heard('epoch');
      before = now;
    });
    events.addEventListener('error', () => {
      if (events.readyState === EventSource.CLOSED) pause = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(pause);
    events.close();
  };
}
