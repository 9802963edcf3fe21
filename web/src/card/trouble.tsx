/** Why there is no answer, and a way on. */
import { usePage } from '../page';
import type { Refusal } from '../service';
import type { State } from '../state';
import type { Words } from '../words/zh';

/** What an old link may name and the service no longer know; the rest of it is still good. */
const STATE_OF: Record<string, keyof State> = { concern: 'concern', as_of: 'date', edition: 'edition' };

export function Trouble({ refusal, again }: { refusal: Refusal; again: () => void }) {
  const { words, go } = usePage();
  const without = refusal.kind === 'refused' && STATE_OF[refusal.parameter ?? ''];
  return (
    <div class="trouble" role="alert">
      <p>{said(refusal, words)}</p>
      {refusal.kind === 'refused' && refusal.status !== 404 && (
        <p class="fine" lang="en">
          {refusal.message}
        </p>
      )}
      {without && (
        <button type="button" class="button" onClick={() => go({ [without]: undefined })}>
          {words.trouble.without}
        </button>
      )}
      {refusal.kind !== 'refused' && (
        <button type="button" class="button" onClick={again}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

/** In the reader's language; what the service says of it is English. */
function said({ kind, status, parameter }: Refusal, { trouble }: Words): string {
  if (kind !== 'refused') return trouble[kind];
  if (status === 404) return trouble.unknown;
  return parameter ? trouble.parameter(parameter) : trouble.refused;
}

export function Skeleton() {
  const { words } = usePage();
  return (
    <div class="waiting" role="status">
      <span class="sr">{words.loading}</span>
      <div class="skeleton skeleton-title" />
      <div class="skeleton" />
      <div class="skeleton skeleton-short" />
      <div class="skeleton skeleton-block" />
    </div>
  );
}
