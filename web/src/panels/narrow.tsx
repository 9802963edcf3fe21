/** What long lists are narrowed by: the unit, a choice, the page. */
import { useAsked } from '../asked';
import { called } from '../names';
import { lookup, usePage } from '../page';
import type { Roster, Unit } from '../wire';

/** The unit, what lies above it and what within it. */
export function Where() {
  const { state, words, go } = usePage();
  // Without a unit the list is the whole city's, whichever that is.
  const top = useAsked<Roster>(
    state.of === undefined ? lookup(state, 'v1/roster', { level: 'city', limit: 1 }) : undefined,
  );
  const code = state.of ?? (top.is === 'answered' ? top.answer.rows[0]?.unit.code : undefined);
  const unit = useAsked<Unit>(code && lookup(state, `v1/units/${encodeURIComponent(code)}`));
  if (unit.is !== 'answered') return null;
  const { parent, path, children } = unit.answer;
  return (
    <>
      <p class="where" lang="zh">
        {path.join(' › ')}
      </p>
      <p class="links">
        {parent && (
          <button type="button" class="link" lang="zh" onClick={() => go({ of: parent.code })}>
            ↑ {called(parent)}
          </button>
        )}
        {children.map((child) => (
          <button type="button" class="link" lang="zh" key={child.code} onClick={() => go({ of: child.code })}>
            {called(child)}
          </button>
        ))}
        {children.length === 0 && !parent && words.card.noNeighbour}
      </p>
    </>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  all: string[];
  word: (value: string) => string;
  choose: (value: string) => void;
}

export function Choice({ name, value, all, word, choose }: ChoiceProps) {
  const { words } = usePage();
  return (
    <label class="filter">
      <span>{name}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{words.roster.any}</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {word(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface PagesProps {
  total: number;
  offset: number;
  shown: number;
  size: number;
  turn: (offset: number) => void;
}

export function Pages({ total, offset, shown, size, turn }: PagesProps) {
  const { words } = usePage();
  if (total <= size) return null;
  return (
    <p class="row">
      <button type="button" class="button" disabled={offset === 0} onClick={() => turn(offset - size)}>
        {words.roster.previous}
      </button>
      <span class="fine">
        {offset + 1}–{offset + shown}
      </span>
      <button type="button" class="button" disabled={offset + size >= total} onClick={() => turn(offset + size)}>
        {words.roster.next}
      </button>
    </p>
  );
}
