/** The roster of chiefs: down the units, and by kind, level and state of the post; to be printed too. */
import { useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { telephone } from '../card/seat';
import { Skeleton, Trouble } from '../card/trouble';
import { titled } from '../names';
import { lookup, usePage } from '../page';
import { LEVELS, type Level, type Roster, type RosterRow, type SeatState } from '../wire';
import { Choice, Pages, Where } from './narrow';

const KINDS = ['general_chief', 'river_chief', 'reservoir_chief'];
const STATES = ['FILLED', 'VACANT'] as const;
const ON_A_PAGE = 50;

export function RosterPanel() {
  const { state, words, go } = usePage();
  const [kind = '', level = '', held = ''] = (state.seats ?? '').split('.');
  const query = { unit: state.of, kind: kind || undefined, level: level || undefined, state: held || undefined };
  // By unit: unit after unit; by post: kind after kind over the whole.
  const sort = kind || level ? 'post' : 'unit';
  const first = JSON.stringify([query, state.date]);
  const [place, setPlace] = useState({ first, offset: 0 });
  const offset = place.first === first ? place.offset : 0;
  const asked = useAsked<Roster>(lookup(state, 'v1/roster', { ...query, sort, limit: ON_A_PAGE, offset }));
  const narrow = (next: string[]) => go({ seats: next.some(Boolean) ? next.join('.') : undefined }, 'slide');
  const say = words.roster;
  return (
    <div class="panel roster">
      <h2>{say.title}</h2>
      <Where />
      <div class="row filters">
        <Choice
          name={say.byPost}
          value={kind}
          all={KINDS}
          word={(k) => words.kind[k] ?? k}
          choose={(k) => narrow([k, level, held])}
        />
        <Choice
          name={say.level}
          value={level}
          all={LEVELS}
          word={(l) => words.level[l as Level]}
          choose={(l) => narrow([kind, l, held])}
        />
        <Choice
          name={say.state}
          value={held}
          all={[...STATES]}
          word={(s) => words.state[s as SeatState]}
          choose={(s) => narrow([kind, level, s])}
        />
      </div>
      {asked.is === 'refused' && <Trouble refusal={asked.refusal} again={asked.again} />}
      {asked.is === 'loading' && <Skeleton />}
      {asked.is === 'answered' && (
        <>
          <p class="fine" role="status">
            {say.count(asked.answer.total)}
          </p>
          <ul class="posts">
            {asked.answer.rows.map((row) => (
              <Row key={row.post} row={row} />
            ))}
          </ul>
          <Pages
            total={asked.answer.total}
            offset={offset}
            shown={asked.answer.rows.length}
            size={ON_A_PAGE}
            turn={(to) => setPlace({ first, offset: to })}
          />
          <button type="button" class="button" onClick={() => print()}>
            {say.print}
          </button>
        </>
      )}
    </div>
  );
}

function Row({ row }: { row: RosterRow }) {
  const { words, go } = usePage();
  return (
    <li class={row.state === 'FILLED' ? '' : 'posts-vacant'}>
      <button
        type="button"
        class="link"
        lang="zh"
        onClick={() =>
          go({ picked: { kind: 'post', id: row.post }, place: undefined, view: 'map', of: undefined, seats: undefined })
        }
      >
        {row.name}
      </button>{' '}
      {row.state === 'FILLED' ? (
        <span lang="zh">{row.holders.map(titled).join('、')}</span>
      ) : (
        <span class="absent">
          {row.vacant_since ? words.card.vacantSince(row.vacant_since) : words.state[row.state]}
        </span>
      )}{' '}
      {row.phone && telephone(row.phone)}
    </li>
  );
}
