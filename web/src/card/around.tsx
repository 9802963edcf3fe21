/** What lies beside the place: other answers across an edge, neighbours along the water, the joint conference. */
import { useAsked } from '../asked';
import { called } from '../names';
import { lookup, usePage } from '../page';
import { distance } from '../quantities';
import type { Alternative, Conference as ConferenceOf, ReachedSegment, ReachedSegments, Segment } from '../wire';
import { Trouble } from './trouble';

export function Alternatives({ alternatives }: { alternatives: Alternative[] }) {
  const { state, words, go } = usePage();
  if (alternatives.length === 0) return null;
  const there = (other: Alternative) =>
    [other.water, other.units.village ?? other.units.township ?? other.units.county]
      .filter((one) => one !== undefined)
      .map(called)
      .join(' · ') || words.status[other.status];
  return (
    <section class="alternatives">
      <h3>{words.card.near}</h3>
      <ul>
        {alternatives.map((other) => (
          <li key={`${other.key}-${other.distance_m}`}>
            {words.card.nearText(distance(other.distance_m, state.language), '')}
            <button
              type="button"
              class="link"
              lang="zh"
              onClick={() => go({ place: other.towards, picked: undefined })}
            >
              {there(other)}
            </button>
            {other.first_contact && (
              <>
                {' '}
                {words.card.nearCall('')}
                <span lang="zh">{called(other.first_contact)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Neighbours({ id }: { id: string }) {
  const { state, words, go } = usePage();
  const open = (id: string) => go({ picked: { kind: 'segment', id }, place: undefined });
  const asked = useAsked<Segment>(lookup(state, `v1/segments/${encodeURIComponent(id)}`));
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <div class="skeleton skeleton-block" aria-hidden="true" />;
  const segment = asked.answer;
  const row = (title: string, reached: ReachedSegment[], beyond: string | undefined) => (
    <Along title={title} reached={reached} water={segment.water.code} beyond={beyond} />
  );
  const outside = segment.continues_outside;
  return (
    <section class="neighbours">
      <h3>{words.card.neighbours}</h3>
      <dl>
        {row(words.card.upstream, segment.upstream, outside?.upstream ? words.card.fromOutside : undefined)}
        {row(words.card.downstream, segment.downstream, outside?.downstream ? words.card.outside : undefined)}
        {segment.opposite_bank.length > 0 && (
          <div class="pair">
            <dt>{words.card.opposite}</dt>
            <dd>
              {segment.opposite_bank.map((other) => (
                <button type="button" class="link" lang="zh" key={other.segment} onClick={() => open(other.segment)}>
                  {called(other.post ?? other.unit)}
                </button>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** What lies up- and downstream of a pool. */
export function PoolNeighbours({ zone, water }: { zone: string; water: string }) {
  const { state, words } = usePage();
  const path = `v1/segments/${encodeURIComponent(zone)}`;
  const upstream = useAsked<ReachedSegments>(lookup(state, `${path}/upstream`, { distance_km: '0' }));
  const downstream = useAsked<ReachedSegments>(lookup(state, `${path}/downstream`, { distance_km: '0' }));
  if (upstream.is !== 'answered' || downstream.is !== 'answered') return null;
  return (
    <section class="neighbours">
      <h3>{words.card.neighbours}</h3>
      <dl>
        <Along title={words.card.upstream} reached={upstream.answer.segments} water={water} />
        <Along title={words.card.downstream} reached={downstream.answer.segments} water={water} />
      </dl>
    </section>
  );
}

/** One direction: each segment by its unit, a pool by its reservoir, with what may be known beyond the city limit. */
function Along(props: { title: string; reached: ReachedSegment[]; water: string; beyond?: string | undefined }) {
  const { words, go } = usePage();
  const { title, reached, water, beyond } = props;
  const name = (next: ReachedSegment) => {
    if (next.what === 'water_zone') return `${called(next.water)}（${words.kind.reservoir_chief}）`;
    const unit = next.unit ? called(next.unit) : words.level[next.level];
    return next.water.code === water ? unit : `${called(next.water)}（${unit}）`;
  };
  const open = (next: ReachedSegment) => {
    const pool = next.what === 'water_zone';
    const picked = pool
      ? { kind: 'water' as const, id: next.water.code }
      : { kind: 'segment' as const, id: next.segment };
    go({ picked, place: undefined });
  };
  return (
    <div class="pair">
      <dt>{title}</dt>
      <dd>
        {reached.map((next) => (
          <button type="button" class="link" lang="zh" key={next.segment} onClick={() => open(next)}>
            {name(next)}
          </button>
        ))}
        {beyond && <span>{beyond}</span>}
        {reached.length === 0 && !beyond && <span class="absent">{words.card.noNeighbour}</span>}
      </dd>
    </div>
  );
}

export function Conference({ conference }: { conference: ConferenceOf | undefined }) {
  const { state, words } = usePage();
  if (!conference) return null;
  return (
    <section class="conference">
      <h3>{words.card.conference}</h3>
      <p>
        {words.card.conferenceText(called(conference.county))}
        {words.aside(
          [
            words.card.conferenceRule[conference.rule] ?? conference.rule,
            ...(conference.tie ? [words.card.conferenceTie] : []),
          ].join(words.comma),
        )}
      </p>
      <p>
        {words.card.convener}
        {words.colon}
        {conference.post ? <span lang="zh">{called(conference.post)}</span> : words.card.noNeighbour}
        {conference.state !== 'FILLED' && <span class="absent">{words.aside(words.state[conference.state])}</span>}
      </p>
      <p class="fine" lang="zh">
        {conference.lengths.map((l) => `${called(l.county)} ${distance(l.total_m, state.language)}`).join(' · ')}
      </p>
    </section>
  );
}
