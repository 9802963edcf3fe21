/** Why there is no answer, and a way on. */
import { usePage } from '../page';
import type { Refusal } from '../service';

export function Trouble({ refusal, again }: { refusal: Refusal; again: () => void }) {
  const { words } = usePage();
  return (
    <div class="trouble" role="alert">
      <p>
        {words.trouble[refusal.kind]}
        {refusal.kind === 'refused' && <span lang="en">{refusal.message}</span>}
      </p>
      {refusal.kind !== 'refused' && (
        <button type="button" class="button" onClick={again}>
          {words.retry}
        </button>
      )}
    </div>
  );
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
