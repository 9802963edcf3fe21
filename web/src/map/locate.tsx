/** Where I am: asked of the browser, and why not where it won't say. */
import { useState } from 'preact/hooks';
import { rounded } from '../coordinates';
import { usePage } from '../page';
import { distance } from '../quantities';

const WAIT_MS = 15_000;

export function Locate() {
  const { state, words, go } = usePage();
  const [said, setSaid] = useState<string>();
  const [waiting, setWaiting] = useState(false);
  const locate = () => {
    if (said) {
      setSaid(undefined);
      return;
    }
    if (!isSecureContext || !navigator.geolocation) {
      setSaid(words.locate.insecure);
      return;
    }
    setWaiting(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setWaiting(false);
        setSaid(words.locate.accuracy(distance(coords.accuracy, state.language)));
        go({
          place: { lon: rounded(coords.longitude), lat: rounded(coords.latitude) },
          picked: undefined,
          view: 'map',
        });
      },
      (refusal) => {
        setWaiting(false);
        setSaid(refusal.code === refusal.PERMISSION_DENIED ? words.locate.denied : words.locate.failed);
      },
      { enableHighAccuracy: true, timeout: WAIT_MS },
    );
  };
  return (
    <>
      <button
        type="button"
        class="locate"
        aria-label={words.locate.label}
        title={words.locate.label}
        aria-busy={waiting}
        onClick={locate}
      >
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <circle cx="12" cy="12" r="6" fill="none" stroke="currentColor" stroke-width="2" />
          <circle cx="12" cy="12" r="2.2" fill="currentColor" />
          <path d="M12 1v5M12 18v5M1 12h5M18 12h5" stroke="currentColor" stroke-width="2" />
        </svg>
      </button>
      {said && (
        <p class="locate-said" role="status">
          {said}
        </p>
      )}
    </>
  );
}
