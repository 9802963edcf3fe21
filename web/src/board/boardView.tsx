/** The notice board (公示牌) of a segment as an A4 page to print; what the data has nothing of is printed as missing. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAsked } from '../asked';
import { Skeleton, Trouble } from '../card/trouble';
import { lookup, usePage } from '../page';
import { QrCode } from '../qrCode';
import { area, distance, station } from '../quantities';
import { START, writeState } from '../state';
import { LEVELS, type NoticeBoard, type Position, type Seat, type Segment, type Water } from '../wire';
import { SketchMap } from './sketchMap';

interface Chiefs {
  chain: Seat[];
  general_chiefs: Seat[];
}

export function BoardView({ id }: { id: string }) {
  const { state, words, go } = usePage();
  const path = `v1/segments/${encodeURIComponent(id)}`;
  const segment = useAsked<Segment>(lookup(state, path));
  const chiefs = useAsked<Chiefs>(lookup(state, `${path}/chiefs`));
  const known = segment.is === 'answered' ? segment.answer : undefined;
  const water = useAsked<Water>(known && lookup(state, `v1/waters/${encodeURIComponent(known.water.code)}`));
  const boardId = known?.boards[0];
  const board = useAsked<NoticeBoard>(boardId && lookup(state, `v1/notice-boards/${encodeURIComponent(boardId)}`));
  useEffect(() => {
    document.title = `${words.board.title} ${id}`;
    return () => {
      document.title = words.title;
    };
  }, [id, words]);
  for (const asked of [segment, chiefs, water, board]) {
    if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  }
  const complete =
    known && chiefs.is === 'answered' && water.is === 'answered' && (!boardId || board.is === 'answered');
  return (
    <div class="board-page">
      <nav class="board-tools">
        <button type="button" class="button" onClick={() => go({ view: 'map' })}>
          {words.back}
        </button>
        <button type="button" class="button button-first" disabled={!complete} onClick={() => print()}>
          {words.board.print}
        </button>
      </nav>
      {complete ? (
        <Board
          segment={known}
          water={water.answer}
          chiefs={chiefs.answer}
          board={board.is === 'answered' ? board.answer : undefined}
        />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

interface Parts {
  segment: Segment;
  water: Water;
  chiefs: Chiefs;
  board: NoticeBoard | undefined;
}

function Board({ segment, water, chiefs, board }: Parts) {
  const { state, words } = usePage();
  const say = words.board;
  const link =
    location.origin +
    location.pathname +
    writeState({ ...START, picked: { kind: 'segment', id: segment.id }, language: state.language });
  const office = segment.world;
  const length = segment.stretch?.length_m;
  // A township's stretch runs through many villages: their chiefs stand on their own boards.
  const seats = chiefs.chain.filter((seat) => LEVELS.indexOf(seat.level) <= LEVELS.indexOf(segment.level)).reverse();
  return (
    <article class="board" lang={state.language === 'zh' ? 'zh-CN' : 'en'}>
      <header>
        <p class="board-kind">{say.title}</p>
        <h1 lang="zh">
          {water.name}
          <small>{`（${segment.unit.name}）`}</small>
        </h1>
        {office.schematic && <p class="board-schematic">{say.schematic}</p>}
      </header>
      <section class="board-overview">
        <dl>
          <Row name={say.overview}>
            <span lang="zh">{overview(water, words.picked.waterKind[water.kind] ?? '', state.language)}</span>
          </Row>
          <Row name={say.start}>{segment.stretch && end(segment.stretch.start, segment.stretch.from_m)}</Row>
          <Row name={say.end}>{segment.stretch && end(segment.stretch.end, segment.stretch.to_m)}</Row>
          <Row name={say.length}>
            {length !== undefined
              ? `${distance(length, state.language)}（${words.bank[segment.stretch?.bank ?? 'both']}）`
              : segment.area_m2 !== undefined
                ? area(segment.area_m2, state.language)
                : undefined}
          </Row>
        </dl>
        <figure>
          <SketchMap segment={segment} />
          <figcaption>
            {say.sketch}
            {office.schematic && ` · ${say.schematic}`}
          </figcaption>
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
          {seats.map((seat, n) => (
            <SeatLine seat={seat} key={seat.post ?? n} />
          ))}
        </tbody>
      </table>
      <section class="board-duties">
        <h2>{say.duties}</h2>
        <ul lang="zh">
          {seats
            .filter((seat) => seat.duty)
            .map((seat) => (
              <li key={seat.level}>
                {words.level[seat.level]}：{seat.duty?.quote}
              </li>
            ))}
        </ul>
        <h2>{say.goals}</h2>
        <p>
          <Missing />
        </p>
      </section>
      <footer>
        <dl>
          <Row name={say.phones}>
            {board?.supervision_phone && <strong class="board-phone">{board.supervision_phone}</strong>}
          </Row>
          <Row name={say.issuer}>{undefined}</Row>
          <Row name={say.date}>{office.as_of}</Row>
          <Row name={say.version}>
            {[board?.content_version, words.date.edition(office.edition)].filter(Boolean).join(' · ')}
          </Row>
        </dl>
        <figure class="board-qr">
          <QrCode text={link} label={say.qr} />
          <figcaption>{say.qr}</figcaption>
        </figure>
      </footer>
    </article>
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

function SeatLine({ seat }: { seat: Seat }) {
  const { words } = usePage();
  return (
    <tr>
      <th scope="row">{words.level[seat.level]}</th>
      <td lang="zh">{seat.post_name ?? <Missing />}</td>
      <td lang="zh">
        {seat.state === 'FILLED' ? seat.holders.map((h) => h.name).join('、') : words.state[seat.state]}
      </td>
      <td>{seat.phone ?? <Missing />}</td>
    </tr>
  );
}

function end(at: Position, measure_m: number): string {
  return `${station(measure_m)}（${at.lon.toFixed(5)}, ${at.lat.toFixed(5)}）`;
}

function overview(water: Water, kind: string, language: 'zh' | 'en'): string {
  const main = water.branches.find((branch) => branch.branch === 0)?.length_m;
  return [
    kind,
    water.grade,
    main !== undefined && distance(main, language),
    water.area_m2 !== undefined && area(water.area_m2, language),
    water.downstream && `→ ${water.downstream.name}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
