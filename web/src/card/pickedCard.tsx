/** What a search or a neighbour's link picked: a segment, water, unit or post. */
import { useAsked } from '../asked';
import { called } from '../names';
import { lookup, usePage } from '../page';
import { area, distance, station } from '../quantities';
import type { Picked } from '../state';
import {
  type Coded,
  LEVELS,
  type Level,
  type Post,
  type Responsibilities,
  type Seat,
  type Seated,
  type Segment,
  type SegmentChiefs,
  type SegmentList,
  type Unit,
  type UnitChiefs,
  type UnitWaters,
  type Water,
  type WaterConference,
} from '../wire';
import { FirstContact, Villages } from './along';
import { Conference, Neighbours } from './around';
import { Chain, Direct } from './chain';
import { Dial, Holders, SeatRow } from './seat';
import { Skeleton, Trouble } from './trouble';

export function PickedCard({ picked }: { picked: Picked }) {
  switch (picked.kind) {
    case 'segment':
      return <SegmentCard id={picked.id} />;
    case 'water':
      return <WaterCard id={picked.id} />;
    case 'unit':
      return <UnitCard id={picked.id} />;
    case 'post':
      return <PostCard id={picked.id} />;
  }
}

/** Something that another card tells more about. */
function Links({ kind, all }: { kind: Picked['kind']; all: Seated[] }) {
  const { go } = usePage();
  return (
    <>
      {all.map((one) => (
        <button
          type="button"
          class="link"
          lang="zh"
          key={one.id}
          onClick={() => go({ picked: { kind, id: one.id }, place: undefined })}
        >
          {called(one)}
        </button>
      ))}
    </>
  );
}

const coded = (all: Coded[]): Seated[] => all.map((one) => ({ id: one.code, name: called(one) }));

function useLookup<T>(path: string) {
  const { state } = usePage();
  return useAsked<T>(lookup(state, path));
}

function Heading({ kind, name, fine }: { kind: string; name: string; fine?: string | undefined }) {
  return (
    <header class="picked-heading">
      <p class="where">
        <span class="tag">{kind}</span> {fine && <span lang="zh">{fine}</span>}
      </p>
      <h2 lang="zh">{name}</h2>
    </header>
  );
}

function SegmentCard({ id }: { id: string }) {
  const { state, words, go } = usePage();
  const path = `v1/segments/${encodeURIComponent(id)}`;
  const asked = useLookup<Segment>(path);
  const chiefs = useLookup<SegmentChiefs>(`${path}/chiefs`);
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const segment = asked.answer;
  const stretch = segment.stretch;
  // Below its own level a segment has as many chiefs as units along it; the service tells those at its middle.
  const chain = chiefs.is === 'answered' ? chiefs.answer.chain.filter((s) => isOver(s.level, segment.level)) : [];
  const posts = chain.map((s) => s.post);
  const own = chain.find((s) => s.post !== undefined && s.post === segment.post?.id);
  return (
    <div class="answer">
      <Heading
        kind={`${words.picked.segment} · ${words.level[segment.level]}`}
        name={`${called(segment.water)} · ${called(segment.unit)}`}
        fine={segment.id}
      />
      {own && (
        <ol class="own">
          <SeatRow seat={own} reporting={[]} />
        </ol>
      )}
      <p class="fine">
        {stretch &&
          `${words.picked.length} ${distance(stretch.length_m, state.language)} · ${station(stretch.from_m)} – ${station(stretch.to_m)} · ${words.bank[stretch.bank]}`}
        {segment.area_m2 !== undefined && `${words.picked.area} ${area(segment.area_m2, state.language)}`}
      </p>
      {segment.level !== 'village' && <Villages along={id} />}
      {segment.level === 'village' && chiefs.is === 'answered' && chiefs.answer.first_contact && (
        <FirstContact post={chiefs.answer.first_contact} />
      )}
      <p class="actions">
        <button type="button" class="button" onClick={() => go({ view: 'board' })}>
          {words.card.board}
        </button>
      </p>
      {chiefs.is === 'answered' && (
        <>
          <Direct
            answer={{
              ...chiefs.answer,
              chain,
              direct_responsible: chiefs.answer.direct_responsible.filter((post) => posts.includes(post.id)),
            }}
          />
          <Chain answer={{ ...chiefs.answer, chain }} />
        </>
      )}
      <Neighbours id={id} />
    </div>
  );
}

/** Whether a level is the other's own or above it. */
function isOver(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(other);
}

function WaterCard({ id }: { id: string }) {
  const { state, words } = usePage();
  const path = `v1/waters/${encodeURIComponent(id)}`;
  const asked = useLookup<Water>(path);
  const meeting = useLookup<WaterConference>(`${path}/conference`);
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const water = asked.answer;
  const length = water.branches.find((b) => b.branch === 0)?.inside_m;
  return (
    <div class="answer">
      <Heading
        kind={words.picked.waterKind[water.kind] ?? words.picked.water}
        name={water.name}
        fine={[water.grade, water.code].filter(Boolean).join(' · ')}
      />
      <p class="fine">
        {length !== undefined && `${words.picked.length} ${distance(length, state.language)} `}
        {water.area_m2 !== undefined && `${words.picked.area} ${area(water.area_m2, state.language)}`}
      </p>
      <section class="chain">
        <h3>{words.picked.chiefs}</h3>
        {LEVELS.map((level) => (
          <ChiefsOf level={level} seats={water.chiefs.filter((seat) => seat.level === level)} key={level} />
        ))}
      </section>
      <dl>
        <div class="pair">
          <dt>{words.picked.units}</dt>
          <dd>
            <Links kind="unit" all={coded(water.units)} />
          </dd>
        </div>
        {water.downstream && (
          <div class="pair">
            <dt>{words.picked.flowsInto}</dt>
            <dd>
              <Links kind="water" all={coded([water.downstream])} />
            </dd>
          </div>
        )}
        {water.tributaries.length > 0 && (
          <div class="pair">
            <dt>{words.picked.tributaries}</dt>
            <dd>
              <Links kind="water" all={coded(water.tributaries)} />
            </dd>
          </div>
        )}
      </dl>
      <Conference conference={meeting.is === 'answered' ? meeting.answer.conference : undefined} />
    </div>
  );
}

/** A few are listed at once; a river's villages, of which there may be a hundred, when they are asked for. */
const AT_ONCE = 4;

function ChiefsOf({ level, seats }: { level: Level; seats: Seat[] }) {
  const { words } = usePage();
  const list = (
    <ol>
      {seats.map((seat, n) => (
        <SeatRow key={seat.post ?? n} seat={seat} reporting={[]} />
      ))}
    </ol>
  );
  if (seats.length <= AT_ONCE) return list;
  const vacant = seats.filter((seat) => seat.state !== 'FILLED').length;
  return (
    <details class="level-group">
      <summary>
        {words.level[level]}
        {words.aside(words.roster.count(seats.length))}
        {vacant > 0 && (
          <span class="absent">
            {words.coverage.vacant} {vacant}
          </span>
        )}
      </summary>
      {list}
    </details>
  );
}

function UnitCard({ id }: { id: string }) {
  const { words, go } = usePage();
  const path = `v1/units/${encodeURIComponent(id)}`;
  const asked = useLookup<Unit>(path);
  const chiefs = useLookup<UnitChiefs>(`${path}/chiefs`);
  const waters = useLookup<UnitWaters>(`${path}/waters`);
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const unit = asked.answer;
  return (
    <div class="answer">
      <Heading kind={words.level[unit.level]} name={unit.name} fine={unit.path.slice(0, -1).join('')} />
      {chiefs.is === 'answered' && (
        <Chain answer={{ chain: [], general_chiefs: chiefs.answer.general_chiefs, direct_responsible: [] }} />
      )}
      <p class="actions">
        <button type="button" class="button" onClick={() => go({ view: 'roster', of: unit.code })}>
          {words.roster.title}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => go({ view: 'stretches', of: unit.code, seats: '..UNFILLED' })}
        >
          {words.stretches.without}
        </button>
      </p>
      <dl>
        {waters.is === 'answered' && waters.answer.waters.length > 0 && (
          <div class="pair">
            <dt>{words.picked.waters}</dt>
            <dd>
              <Links kind="water" all={coded(waters.answer.waters.map((w) => w.water))} />
            </dd>
          </div>
        )}
        {unit.children.length > 0 && (
          <div class="pair">
            <dt>{words.picked.children}</dt>
            <dd>
              <Links kind="unit" all={coded(unit.children)} />
            </dd>
          </div>
        )}
        {unit.offices.length > 0 && (
          <div class="pair">
            <dt>{words.card.offices}</dt>
            <dd lang="zh">{unit.offices.map(called).join('、')}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

/** What the stretches of a post are called, instead of their ids. */
function useNamed(post: Post | undefined): Map<string, string> {
  const { state, words } = usePage();
  const { water, unit, level } = post ?? {};
  const asked = useAsked<SegmentList>(
    water && unit ? lookup(state, 'v1/segments', { water: water.code, unit: unit.code, level, limit: 200 }) : undefined,
  );
  const rows = asked.is === 'answered' ? asked.answer.rows : [];
  return new Map(
    rows.map((row) => [
      row.id,
      [
        called(row.water),
        row.branch ? words.picked.branch(row.branch) : '',
        row.from_m !== undefined && row.to_m !== undefined
          ? `${station(row.from_m)} – ${station(row.to_m)}`
          : called(row.unit),
        row.bank && row.bank !== 'both' ? words.bank[row.bank] : '',
      ]
        .filter(Boolean)
        .join(' '),
    ]),
  );
}

function PostCard({ id }: { id: string }) {
  const { words } = usePage();
  const path = `v1/posts/${encodeURIComponent(id)}`;
  const asked = useLookup<Post>(path);
  const answers = useLookup<Responsibilities>(`${path}/responsibilities`);
  const named = useNamed(asked.is === 'answered' ? asked.answer : undefined);
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const post = asked.answer;
  return (
    <div class="answer">
      <Heading
        kind={`${words.kind[post.kind] ?? post.kind} · ${words.level[post.level]}`}
        name={post.name}
        fine={called(post.unit)}
      />
      <p class="held">
        <Holders seat={post} />
      </p>
      {post.phone && (
        <p class="numbers">
          <Dial what={words.card.phone} phone={post.phone} first />
        </p>
      )}
      {post.duty && (
        <blockquote lang="zh">
          <q>{post.duty.quote}</q>
        </blockquote>
      )}
      <dl>
        {answers.is === 'answered' && (
          <div class="pair">
            <dt>{words.picked.responsibilities}</dt>
            <dd>
              {answers.answer.whole_unit && <Links kind="unit" all={coded([answers.answer.whole_unit])} />}
              <Links kind="segment" all={answers.answer.segments.map((s) => ({ id: s, name: named.get(s) ?? s }))} />
              {answers.answer.zones.map((zone) => (
                <span key={zone}>{zone}</span>
              ))}
            </dd>
          </div>
        )}
        {post.other_posts.length > 0 && (
          <div class="pair">
            <dt>{words.picked.otherPosts}</dt>
            <dd>
              <Links kind="post" all={post.other_posts} />
            </dd>
          </div>
        )}
        <div class="pair">
          <dt>{words.picked.tenures}</dt>
          <dd>
            <ul class="tenures" lang="zh">
              {post.tenures.map((tenure) => (
                <li key={`${tenure.holder.id}-${tenure.valid_from}`}>
                  {tenure.holder.name} {tenure.valid_from ?? ''} – {tenure.valid_to ?? ''}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      </dl>
    </div>
  );
}
