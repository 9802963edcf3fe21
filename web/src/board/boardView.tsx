/** The notice board (公示牌) of a segment as an A4 page to print; what the data has nothing of is printed as missing. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAsked } from '../asked';
import { Skeleton, Trouble } from '../card/trouble';
import { within } from '../names';
import { lookup, usePage } from '../page';
import { QrCode } from '../qrCode';
import { area, distance, station } from '../quantities';
import { START, writeState } from '../state';
import { LEVELS } from '../wire';
import { SketchMap } from './sketchMap';
import type { Board, BoardChief, BoardEnd } from './wire';

export function BoardView({ id }: { id: string }) {
  const { state, words, go } = usePage();
  const asked = useAsked<Board>(lookup(state, `v1/segments/${encodeURIComponent(id)}/notice-board`));
  useEffect(() => {
    document.title = `${words.board.title} ${id}`;
    return () => {
      document.title = words.title;
    };
  }, [id, words]);
  return (
    <div class="board-page">
      <nav class="board-tools">
        <button type="button" class="button" onClick={() => go({ view: 'map' })}>
          {words.back}
        </button>
        <button type="button" class="button button-first" disabled={asked.is !== 'answered'} onClick={() => print()}>
          {words.board.print}
        </button>
      </nav>
      {asked.is === 'answered' ? (
        <Sheet board={asked.answer} />
      ) : asked.is === 'refused' ? (
        <Trouble refusal={asked.refusal} again={asked.again} />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

function Sheet({ board }: { board: Board }) {
  const { state, words, settings } = usePage();
  const say = words.board;
  const schematic = board.world.schematic;
  const base = settings?.public_url ?? location.origin + location.pathname.replace(/\/$/, '');
  const link = `${base}/${writeState({ ...START, picked: { kind: 'segment', id: board.id }, language: state.language })}`;
  // A township's stretch runs through many villages: their chiefs stand on their own boards.
  const lowest = LEVELS.indexOf(board.level);
  const chiefs = board.chiefs.filter((chief) => LEVELS.indexOf(chief.level) <= lowest);
  const versions = [...new Set(board.boards.map((b) => b.content_version).filter((v) => v !== null))];
  return (
    <main class="board">
      <header>
        <p class="board-kind">{say.title}</p>
        <h1 lang="zh">
          {board.water.name}
          <small>{`（${within(board.path.slice(1)) || board.unit.name}）`}</small>
        </h1>
        {schematic && <p class="board-schematic">{say.schematic}</p>}
      </header>
      <section class="board-overview">
        <dl>
          <Row name={say.overview}>{overview(board, words.picked.waterKind, words.picked.units, state.language)}</Row>
          <Row name={say.start}>{board.stretch && end(board.stretch.start, board.stretch.from_m)}</Row>
          <Row name={say.end}>{board.stretch && end(board.stretch.end, board.stretch.to_m)}</Row>
          <Row name={say.length}>
            {board.stretch
              ? `${distance(board.stretch.length_m, state.language)}（${words.bank[board.stretch.bank]}）`
              : board.area_m2 !== null && area(board.area_m2, state.language)}
          </Row>
        </dl>
        <figure>
          <SketchMap board={board} />
          <figcaption>{[say.sketch, schematic && say.schematic].filter(Boolean).join(' · ')}</figcaption>
        </figure>
      </section>
      <table>
        <thead>
          <tr>
            <th scope="col">{say.level}</th>
            <th scope="col">{say.post}</th>
            <th scope="col">{say.name}</th>
            <th scope="col">{say.contact}</th>
          </tr>
        </thead>
        <tbody>
          {chiefs.map((chief) => (
            <Chief chief={chief} key={`${chief.level} ${chief.kind}`} />
          ))}
        </tbody>
      </table>
      <section class="board-duties">
        <h2>{say.duties}</h2>
        <Duties chiefs={chiefs} />
        <h2>{say.goals}</h2>
        {board.goals.plan || board.goals.policies ? (
          <div lang="zh">
            {board.goals.plan && <p>{board.goals.plan.quote}</p>}
            {board.goals.policies?.map((policy) => (
              <p key={policy.id}>
                {policy.title}
                {policy.issued && `（${policy.issued}）`}
              </p>
            ))}
          </div>
        ) : (
          <Missing />
        )}
      </section>
      <footer>
        <dl>
          <Row name={say.phones}>
            {board.supervision_phones && <strong class="board-phone">{board.supervision_phones.join(' ')}</strong>}
          </Row>
          <Row name={say.issuer}>
            {board.office && (
              <span lang="zh">{[board.office.name, board.office.phone].filter(Boolean).join('　')}</span>
            )}
          </Row>
          <Row name={say.date}>{board.issued_on}</Row>
          <Row name={say.version}>
            {[...versions, words.date.edition(board.world.edition), words.date.asOf(board.world.as_of)].join(' · ')}
          </Row>
        </dl>
        <figure class="board-qr">
          <QrCode text={link} label={say.qr} />
          <figcaption>{say.qr}</figcaption>
        </figure>
      </footer>
    </main>
  );
}

function Missing() {
  const { words } = usePage();
  return <span class="board-missing">{words.board.missing}</span>;
}

function Row({ name, children }: { name: string; children?: ComponentChildren }) {
  return (
    <div class="board-row">
      <dt>{name}</dt>
      <dd lang="zh">{children || <Missing />}</dd>
    </div>
  );
}

function Chief({ chief }: { chief: BoardChief }) {
  const { words } = usePage();
  const held = chief.holders.map((h) => h.name).join('、');
  const empty = chief.vacant_since ? words.card.vacantSince(chief.vacant_since) : words.state[chief.state];
  return (
    <tr>
      <th scope="row">{words.level[chief.level]}</th>
      <td lang="zh">{chief.post_name ?? words.kind[chief.kind]}</td>
      <td lang="zh">{chief.state === 'FILLED' ? held : empty}</td>
      <td>{chief.phone ?? <Missing />}</td>
    </tr>
  );
}

/** Chiefs of one clause share its words. */
function Duties({ chiefs }: { chiefs: BoardChief[] }) {
  const { words } = usePage();
  const duties = new Map<string, { who: string[]; quote: string }>();
  for (const chief of chiefs) {
    if (!chief.duty) continue;
    const who = `${words.level[chief.level]}${words.kind[chief.kind] ?? ''}`;
    const known = duties.get(chief.duty.clause);
    if (known) known.who.push(who);
    else duties.set(chief.duty.clause, { who: [who], quote: chief.duty.quote });
  }
  if (duties.size === 0) return <Missing />;
  return (
    <ul lang="zh">
      {[...duties].map(([clause, { who, quote }]) => (
        <li key={clause}>
          <b>{who.join('、')}</b>：{quote}
        </li>
      ))}
    </ul>
  );
}

function end(at: BoardEnd, measure_m: number): string {
  const where = at.path ? within(at.path.slice(1)) : '';
  return `${where} ${station(measure_m)}（${at.at.lon.toFixed(5)}, ${at.at.lat.toFixed(5)}）`.trim();
}

function overview({ water }: Board, kinds: Record<string, string>, through: string, language: 'zh' | 'en'): string {
  if (water.description) return water.description;
  return [
    [water.grade, kinds[water.kind]].filter(Boolean).join(''),
    water.length_m !== null && distance(water.length_m, language),
    water.area_m2 !== null && area(water.area_m2, language),
    water.counties.length > 0 &&
      `${through}${language === 'zh' ? '' : ' '}${water.counties.map((c) => c.name).join('、')}`,
    water.flows_into && `→ ${water.flows_into.name}`,
  ]
    .filter(Boolean)
    .join('，');
}
