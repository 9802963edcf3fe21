/** What lies beside the place: other answers across an edge, neighbours along the water, the joint conference. */
import { useAsked } from '../asked';
import { lookup, usePage } from '../page';
import { distance } from '../quantities';
import type { Alternative, Conference as ConferenceOf, Reached, Segment } from '../wire';
import { Trouble } from './trouble';

export function Alternatives({ alternatives }: { alternatives: Alternative[] }) {
  const { state, words, go } = usePage();
  if (alternatives.length === 0) return null;
  const there = (other: Alternative) =>
    [other.water?.name, other.units.village?.name ?? other.units.township?.name ?? other.units.county?.name]
      .filter(Boolean)
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
                <span lang="zh">{other.first_contact.name}</span>
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
  const asked = useAsked<Segment>(lookup(state, `v1/segments/${encodeURIComponent(id)}`));
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <div class="skeleton skeleton-block" aria-hidden="true" />;
  const segment = asked.answer;
  const open = (to: string) => go({ picked: { kind: 'segment', id: to }, place: undefined });
  const row = (title: string, reached: Reached[], beyond: string | undefined) => (
    <div class="pair">
      <dt>{title}</dt>
      <dd>
        {reached.map((next) => (
          <button type="button" class="link" lang="zh" key={next.segment} onClick={() => open(next.segment)}>
            {next.water.code === segment.water.code ? next.unit.name : `${next.water.name}（${next.unit.name}）`}
          </button>
        ))}
        {beyond && <span>{beyond}</span>}
        {reached.length === 0 && !beyond && <span class="absent">{words.card.noNeighbour}</span>}
      </dd>
    </div>
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
                  {other.post?.name ?? other.unit.name}
                </button>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

export function Conference({ conference }: { conference: ConferenceOf | undefined }) {
  const { state, words } = usePage();
  if (!conference) return null;
  return (
    <section class="conference">
      <h3>{words.card.conference}</h3>
      <p>
        {words.card.conferenceText(conference.county.name)}
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
        {conference.post ? <span lang="zh">{conference.post.name}</span> : words.card.noNeighbour}
        {conference.state !== 'FILLED' && <span class="absent">{words.aside(words.state[conference.state])}</span>}
      </p>
      <p class="fine" lang="zh">
        {conference.lengths.map((l) => `${l.county.name} ${distance(l.total_m, state.language)}`).join(' · ')}
      </p>
    </section>
  );
}
