/** A look-up as a component sees it: on its way, answered or refused; a new question cancels the one before. */
import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal } from './service';

export type Asked<T> =
  | { is: 'idle' }
  | { is: 'loading' }
  | { is: 'answered'; answer: T }
  | { is: 'refused'; refusal: Refusal; again: () => void };

export function useAsked<T>(url: string | undefined): Asked<T> {
  const [asked, setAsked] = useState<{ url: string | undefined; value: Asked<T> }>({
    url: undefined,
    value: { is: 'idle' },
  });
  const [attempt, setAttempt] = useState(0);
  // Depends on less than it reads: attempt is the button that asks again
  useEffect(() => {
    if (url === undefined) {
      setAsked({ url, value: { is: 'idle' } });
      return;
    }
    const cancel = new AbortController();
    setAsked({ url, value: { is: 'loading' } });
    ask<T>(url, cancel.signal).then(
      (answer) => setAsked({ url, value: { is: 'answered', answer } }),
      (error: unknown) => {
        if (cancel.signal.aborted) return;
        const refusal = error instanceof Refusal ? error : new Refusal('network', String(error));
        setAsked({ url, value: { is: 'refused', refusal, again: () => setAttempt((n) => n + 1) } });
      },
    );
    return () => cancel.abort();
  }, [url, attempt]);
  // An answer to the question before must never stand under the new one.
  if (asked.url !== url) return url === undefined ? { is: 'idle' } : { is: 'loading' };
  return asked.value;
}
