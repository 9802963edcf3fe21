/** The notice board (公示牌) of a segment as an A4 page to print; what the data has nothing of is printed as missing. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { Skeleton, Trouble } from '../card/trouble';
import { belowCity, called, titled, within } from '../names';
import { lookup, usePage } from '../page';
import { QrCode } from '../qrCode';
import { area, distance, station } from '../quantities';
import { START, writeState } from '../state';
import { type BoardChief, type BoardEnd, LEVELS, type SegmentBoard } from '../wire';
import type { Words } from '../words/zh';
import { SketchMap } from './sketchMap';

export function BoardView({ id }: { id: string }) {
  const { state, words, go } = usePage();
  const asked = useAsked<SegmentBoard>(lookup(state, `v1/segments/${encodeURIComponent(id)}/notice-board`));
  // A board is printed with its sketch, or with a word that it has none.
  const [sketched, setSketched] = useState(false);
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
        <button type="button" class="button button-first" disabled={!sketched} onClick={() => print()}>
          {words.board.print}
        </button>
      </nav>
      {asked.is === 'answered' ? (
        <Sheet board={asked.answer} onSketched={() => setSketched(true)} />
      ) : asked.is === 'refused' ? (
        <Trouble refusal={asked.refusal} again={asked.again} />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

function Sheet({ board, onSketched }: { board: SegmentBoard; onSketched: () => void }) {
  const { state, words, settings } = usePage();
  const say = words.board;
  const schematic = board.world.schematic;
  const base = settings?.public_url ?? location.origin + location.pathname.replace(/\/$/, '');
  const link = `${base}/${writeState({ ...START, picked: { kind: 'segment', id: board.id }, language: state.language })}`;
  // A township's stretch runs through many villages: their chiefs stand on their own boards.
  const lowest = LEVELS.indexOf(board.level);
  const chiefs = board.chiefs.filter(
    (chief) => chief.state !== 'NOT_APPLICABLE' && LEVELS.indexOf(chief.level) <= lowest,
  );
  const versions = [...new Set(board.boards.map((b) => b.content_version).filter((v) => v !== null))];
  return (
    <main class="board">
      <header>
        <p class="board-kind">{say.title}</p>
        <h1 lang="zh">
          {board.water.name}
          <small>{`（${within(belowCity(board.path, board.level)) || called(board.unit)}）`}</small>
        </h1>
        {schematic && <p class="board-schematic">{say.schematic}</p>}
      </header>
      <section class="board-overview">
        <dl>
          <Row name={say.overview}>{overview(board, words)}</Row>
          {board.stretch ? (
            <>
              <Row name={say.start}>{end(board.stretch.start, board.stretch.from_m, words)}</Row>
              <Row name={say.end}>{end(board.stretch.end, board.stretch.to_m, words)}</Row>
              <Row name={say.length}>
                {distance(board.stretch.length_m, state.language)}
                {words.aside(words.bank[board.stretch.bank])}
              </Row>
            </>
          ) : (
            <>
              <Row name={say.extent}>
                {say.piece(board.water.name, within(belowCity(board.path, board.level)) || called(board.unit))}
              </Row>
              <Row name={say.area}>{board.area_m2 !== null && area(board.area_m2, state.language)}</Row>
            </>
          )}
        </dl>
        <figure>
          <SketchMap board={board} onDone={onSketched} />
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
      <dd>{children || <Missing />}</dd>
    </div>
  );
}

function Chief({ chief }: { chief: BoardChief }) {
  const { words } = usePage();
  const held = chief.holders.map(titled).join('、');
  const empty = chief.vacant_since ? words.card.vacantSince(chief.vacant_since) : words.state[chief.state];
  return (
    <tr>
      <th scope="row">{words.level[chief.level]}</th>
      <td lang="zh">{chief.post_name ?? words.kind[chief.kind]}</td>
      <td lang={chief.state === 'FILLED' ? 'zh' : undefined}>{chief.state === 'FILLED' ? held : empty}</td>
      <td>{chief.phone ?? <Missing />}</td>
    </tr>
  );
}

/** Chiefs of one clause share its words. */
function Duties({ chiefs }: { chiefs: BoardChief[] }) {
  const { words } = usePage();
  const duties = new Map<string, { who: string[]; quote: string }>();
  for (const chief of chiefs) {
    if (!chief.duty || chief.state === 'NOT_ESTABLISHED') continue;
    const who = `${words.level[chief.level]}${words.language === 'zh' ? '' : ' '}${words.kind[chief.kind] ?? ''}`;
    const known = duties.get(chief.duty.clause);
    if (known) known.who.push(who);
    else duties.set(chief.duty.clause, { who: [who], quote: chief.duty.quote });
  }
  if (duties.size === 0) return <Missing />;
  return (
    <ul>
      {[...duties].map(([clause, { who, quote }]) => (
        <li key={clause}>
          <b>{who.join(words.and)}</b>
          {words.colon}
          <span lang="zh">{quote}</span>
        </li>
      ))}
    </ul>
  );
}

function end(at: BoardEnd, measure_m: number, words: Words): string {
  // The last name of the path is that of a single unit itself, and stands in the text.
  const above = belowCity(at.path ?? []).slice(0, at.units.length === 1 ? -1 : undefined);
  const where = at.text === null ? '' : within([...above, at.text]);
  const place = words.aside(`${at.at.lon.toFixed(5)}, ${at.at.lat.toFixed(5)}`);
  return `${where} ${station(measure_m)}${place}`.trim();
}

function overview({ water }: SegmentBoard, words: Words): string {
  if (water.description) return water.description;
  const say = words.board;
  const { language } = words;
  const space = language === 'zh' ? '' : ' ';
  const { length_m, area_m2, counties } = water;
  return [
    [water.grade, words.picked.waterKind[water.kind]].filter(Boolean).join(space),
    length_m !== null && (water.cross_city ? say.lengthHere : say.lengthWhole)(distance(length_m, language)),
    area_m2 !== null && say.areaWhole(area(area_m2, language)),
    counties.length > 0 && `${words.picked.units.toLowerCase()}${space}${counties.map(called).join('、')}`,
    water.flows_into && `${words.picked.flowsInto.toLowerCase()}${space}${called(water.flows_into)}`,
  ]
    .filter(Boolean)
    .join(words.comma);
}
