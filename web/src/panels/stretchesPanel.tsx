/** Stretches of a unit by the state of their seat: which have no chief, and which are waiting for one. */
import { useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { Skeleton, Trouble } from '../card/trouble';
import { belowCity, called, titled, within } from '../names';
import { lookup, usePage } from '../page';
import { station } from '../quantities';
import { LEVELS, type Level, type SeatState, type SegmentList } from '../wire';
import { Choice, Pages, Where } from './narrow';

const STATES = ['UNFILLED', 'VACANT', 'GAP', 'NOT_ESTABLISHED', 'NOT_YET', 'FILLED'] as const;
const ON_A_PAGE = 50;
/** What `seats` says for stretches without a village chief, which is what is asked for most. */
export const WITHOUT_VILLAGE_CHIEF = '.village.UNFILLED';

export function StretchesPanel() {
  const { state, words, go } = usePage();
  const [, level = '', held = ''] = (state.seats ?? '').split('.');
  const query = { unit: state.of, level: level || undefined, state: held || undefined };
  const first = JSON.stringify([query, state.date]);
  const [place, setPlace] = useState({ first, offset: 0 });
  const offset = place.first === first ? place.offset : 0;
  const asked = useAsked<SegmentList>(lookup(state, 'v1/segments', { ...query, limit: ON_A_PAGE, offset }));
  const narrow = (next: string[]) => go({ seats: ['', ...next].join('.') }, 'slide');
  const say = words.stretches;
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      <Where />
      <div class="row filters">
        <Choice
          name={words.roster.level}
          value={level}
          all={LEVELS}
          word={(l) => words.level[l as Level]}
          choose={(l) => narrow([l, held])}
        />
        <Choice
          name={say.state}
          value={held}
          all={[...STATES]}
          word={(s) => (s === 'UNFILLED' ? say.unfilled : words.state[s as SeatState])}
          choose={(s) => narrow([level, s])}
        />
      </div>
      {asked.is === 'refused' && <Trouble refusal={asked.refusal} again={asked.again} />}
      {asked.is === 'loading' && <Skeleton />}
      {asked.is === 'answered' && (
        <>
          <p class="fine" role="status">
            {asked.answer.total === 0 ? say.none : say.count(asked.answer.total)}
          </p>
          <ul class="gaps stretches">
            {asked.answer.rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  class="link"
                  lang="zh"
                  onClick={() =>
                    go({
                      picked: { kind: 'segment', id: row.id },
                      place: undefined,
                      view: 'map',
                      of: undefined,
                      seats: undefined,
                    })
                  }
                >
                  {called(row.water)} · {within(belowCity(row.path, row.level)) || called(row.unit)}
                </button>{' '}
                {row.state === 'FILLED' ? (
                  <span lang="zh">{row.holders.map(titled).join('、')}</span>
                ) : (
                  <span class={`absent absent-${row.state.toLowerCase()}`}>{words.state[row.state]}</span>
                )}
                <span class="fine"> {[words.level[row.level], ...along(row, words.bank)].join(' · ')}</span>
              </li>
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
            {words.roster.print}
          </button>
        </>
      )}
    </div>
  );
}

/** Where along the water; a piece of an area has no stations. */
function along(row: SegmentList['rows'][number], banks: Record<string, string>): string[] {
  if (row.from_m === undefined || row.to_m === undefined) return [];
  return [`${station(row.from_m)} – ${station(row.to_m)}`, ...(row.bank ? [banks[row.bank] ?? ''] : [])];
}
