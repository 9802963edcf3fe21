/** Taking it away: several layers as one file, made by the service in the background, followed here until it is there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { followed, remove, start } from '../export';
import { lookup, usePage } from '../page';
import { address, ours, Refusal } from '../service';
import type { Camera, State } from '../state';
import type { CollectionName, Export, ExportRequest, Unit } from '../wire';
import { Choice } from './narrow';

interface Collection {
  id: CollectionName;
  title: string;
  extent: { spatial?: unknown };
  /** By which areas an export chooses among its features. */
  exportBy: string[];
}
const FORMATS = ['gpkg-one', 'shp', 'geojson', 'xlsx', 'csv', 'kml', 'fgb', 'parquet', 'gpkg', 'geojsonseq'] as const;
type Format = (typeof FORMATS)[number];
const SYSTEMS = ['EPSG:4490', 'EPSG:4326', 'EPSG:4545', 'EPSG:4546', 'EPSG:3857'];
/** Those whose coordinates are metres. */
const METRES = ['EPSG:4545', 'EPSG:4546', 'EPSG:3857'];
/** As the service calls them. */
const AREAS = { view: 'bbox', unit: 'unit' } as const;
type Area = keyof typeof AREAS;
/** By name: decimals of degrees, and metres. */
const PRECISIONS = { centimetre: [7, 0.01], decimetre: [6, 0.1], metre: [5, 1] } as const;
const EXAMPLE = "name LIKE '南%'";
/** What most people take first. */
const FIRST = ['counties', 'townships', 'waters', 'segments_county'];
const TILE_PIXELS = 512;
const POLL_MS = 700;

export function ExportPanel() {
  const { state, words } = usePage();
  const say = words.exports;
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      {state.job ? <Followed id={state.job} key={state.job} /> : <Order />}
    </div>
  );
}

function Order() {
  const { state, words, go } = usePage();
  const say = words.exports;
  const asked = useAsked<{ collections: Collection[] }>(address('collections', { f: 'json' }));
  const code = state.picked?.kind === 'unit' ? state.picked.id : state.of;
  const unit = useAsked<Unit>(code && lookup(state, `v1/units/${encodeURIComponent(code)}`));
  const [layers, setLayers] = useState<string[]>(state.take ?? FIRST);
  const [format, setFormat] = useState<Format>(FORMATS[0]);
  const [named, setNamed] = useState('');
  const [wish, setWish] = useState('');
  const [filter, setFilter] = useState('');
  const [precision, setPrecision] = useState('');
  const [trouble, setTrouble] = useState<Trouble>();
  const [waiting, setWaiting] = useState(false);
  const refused = useRef<HTMLDivElement>(null);
  // Below the button, where a phone's sheet may end.
  useEffect(() => {
    if (trouble) refused.current?.scrollIntoView({ block: 'nearest' });
  }, [trouble]);
  if (asked.is === 'refused') return <p role="alert">{asked.refusal.message}</p>;
  if (asked.is !== 'answered') return <div class="skeleton skeleton-block" />;
  const name = unit.is === 'answered' ? unit.answer.name : undefined;
  const areas: Area[] = [...(state.camera ? ['view' as const] : []), ...(name ? ['unit' as const] : [])];
  const area = areas.find((a) => a === wish);
  // FlatGeobuf is made of places, and so are its files; other layers have none to choose by.
  const offered = (c: Collection) =>
    (format !== 'fgb' || c.extent.spatial !== undefined) && (!area || c.exportBy.includes(AREAS[area]));
  const all = asked.answer.collections.filter(offered);
  const chosen = layers.flatMap((id) => all.find((c) => c.id === id)?.id ?? []);
  const system = format === 'kml' ? '' : named;
  const metres = METRES.includes(system);
  const begin = async () => {
    const passing = filter.trim() ? { filter: filter.trim() } : {};
    const [first, ...others] = chosen.map((collection) => ({ collection, ...passing }));
    if (!first) return;
    setWaiting(true);
    setTrouble(undefined);
    try {
      const grid = PRECISIONS[precision as keyof typeof PRECISIONS]?.[metres ? 1 : 0];
      const wanted: ExportRequest = {
        collections: [first, ...others],
        ...(format === 'gpkg-one' ? { package: 'gpkg' } : { package: 'zip', format }),
        ...(system ? { crs: system } : {}),
        ...(grid === undefined ? {} : { precision: grid }),
        ...(area === 'view' && state.camera ? { bbox: seen(state.camera) } : {}),
        ...(area === 'unit' && code ? { unit: code } : {}),
        ...(state.date ? { datetime: state.date } : {}),
        ...(state.edition ? { edition: state.edition } : {}),
      };
      go({ job: (await start(wanted)).id });
    } catch (error) {
      setTrouble(told(error, say.busy, (at) => all.find((c) => c.id === chosen[at])?.title));
      setWaiting(false);
    }
  };
  return (
    <>
      <p>{say.text(state.date)}</p>
      <fieldset class="choices">
        <legend>{say.layers}</legend>
        {all.map(({ id, title }) => (
          <label key={id} class={`choice${chosen.includes(id) ? ' choice-on' : ''}`} lang="zh">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => {
                const others = layers.filter((l) => l !== id);
                setLayers(event.currentTarget.checked ? [...others, id] : others);
              }}
            />
            {inTongue(title, state)}
          </label>
        ))}
      </fieldset>
      <label class="filter">
        <span>{say.format}</span>
        <select value={format} onChange={(event) => setFormat(event.currentTarget.value as Format)}>
          {FORMATS.map((one) => (
            <option key={one} value={one}>
              {say.formats[one]}
            </option>
          ))}
        </select>
      </label>
      {format !== 'kml' && (
        <label class="filter">
          <span>{say.system}</span>
          <select value={named} onChange={(event) => setNamed(event.currentTarget.value)}>
            <option value="">{say.usual}</option>
            {SYSTEMS.map((one) => (
              <option key={one} value={one}>
                {say.systems[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <Choice
        name={say.area}
        value={area ?? ''}
        all={areas}
        word={(a) => (a === 'unit' ? say.unit(name ?? '') : say.view)}
        choose={setWish}
      />
      <details class="more">
        <summary>{say.more}</summary>
        <label class="filter">
          <span>{say.precision}</span>
          <select value={precision} onChange={(event) => setPrecision(event.currentTarget.value)}>
            <option value="">{say.exact}</option>
            {Object.entries(PRECISIONS).map(([one, [decimals, size_m]]) => (
              <option key={one} value={one}>
                {say.precisions[one]}
                {words.aside(metres ? say.grid(size_m) : say.decimals(decimals))}
              </option>
            ))}
          </select>
        </label>
        <label class="filter">
          <span>{say.filter}</span>
          <textarea
            rows={2}
            lang="en"
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
            placeholder={EXAMPLE}
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
        <p class="fine">
          {say.example} <code>{EXAMPLE}</code>
          {chosen.length === 1 && (
            <>
              {' · '}
              <a
                href={address(`collections/${chosen[0]}/queryables`, { f: 'html', lang: state.language })}
                target="_blank"
                rel="noreferrer"
              >
                {say.fields}
              </a>
            </>
          )}
        </p>
      </details>
      <p class="row">
        <button type="button" class="button" disabled={chosen.length === 0 || waiting} onClick={begin}>
          {say.start}
        </button>
      </p>
      {trouble && (
        <div class="refused" role="alert" ref={refused}>
          {trouble.layer && <p>{say.refused(inTongue(trouble.layer, state))}</p>}
          <p lang={trouble.layer && 'en'}>{trouble.words}</p>
          {trouble.allowed && (
            <p class="fine">
              {say.known} <code>{trouble.allowed.join(', ')}</code>
            </p>
          )}
        </div>
      )}
    </>
  );
}

interface Trouble {
  words: string;
  /** The title of the layer whose filter was refused. */
  layer?: string;
  /** What would have been accepted in its place. */
  allowed?: string[];
}

function told(error: unknown, busy: string, title: (at: number) => string | undefined): Trouble {
  if (!(error instanceof Refusal)) return { words: String((error as Error).message) };
  if (error.kind === 'busy') return { words: busy };
  const at = error.parameter?.match(/^collections\[(\d+)\]\.filter$/)?.[1];
  const layer = at === undefined ? undefined : title(Number(at));
  if (layer === undefined) return { words: error.message };
  return { words: error.message, layer, ...(error.allowed ? { allowed: error.allowed } : {}) };
}

function Followed({ id }: { id: string }) {
  const { words, go } = usePage();
  const say = words.exports;
  const [found, setFound] = useState<Export | 'gone'>();
  const [trouble, setTrouble] = useState<string>();
  const over = found === 'gone' || (found && found.state !== 'queued' && found.state !== 'running');
  useEffect(() => {
    if (over) return;
    const cancel = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const now = await followed(id, cancel.signal);
        setFound(now);
        setTrouble(undefined);
      } catch (error) {
        if (cancel.signal.aborted) return;
        if (error instanceof Refusal && error.status === 404) setFound('gone');
        else setTrouble(String((error as Error).message));
      }
      timer = setTimeout(look, POLL_MS);
    };
    look();
    return () => {
      cancel.abort();
      clearTimeout(timer);
    };
  }, [id, over]);
  const leave = async () => {
    try {
      await remove(id);
      go({ job: undefined });
    } catch (error) {
      setTrouble(String((error as Error).message));
    }
  };
  const another = (
    <button type="button" class="button" onClick={() => go({ job: undefined })}>
      {say.another}
    </button>
  );
  if (found === 'gone') {
    return (
      <>
        <p role="status">{say.gone}</p>
        <p class="row">{another}</p>
      </>
    );
  }
  const { features = 0, of_features } = found?.progress ?? {};
  const file = found?.links.find(({ rel }) => rel === 'enclosure');
  return (
    <>
      <p role="status">{found ? (say.states[found.state] ?? found.state) : say.states.queued}</p>
      {found && !over && (
        <progress
          aria-label={say.title}
          max={of_features ?? 1}
          value={of_features === undefined ? undefined : features}
        />
      )}
      {found?.failure && (
        <p role="alert" lang={say.reasons[found.failure.reason] ? undefined : 'en'}>
          {say.reasons[found.failure.reason] ?? found.failure.detail}
        </p>
      )}
      {file && found?.file && (
        <p class="row">
          <a class="button" href={ours(file.href)} download={found.file.name}>
            {say.download(found.file.bytes)}
          </a>
        </p>
      )}
      {found && over && (
        <ul class="fine">
          {found.collections.map(({ collection, features }) => (
            <li key={collection}>
              {collection}: {features ?? '–'}
            </li>
          ))}
          {found.remarks.map((remark) => (
            <li key={remark} lang="en">
              {remark}
            </li>
          ))}
        </ul>
      )}
      {found?.expires && found.state === 'succeeded' && (
        <p class="fine">{say.expires(new Date(found.expires).toLocaleString())}</p>
      )}
      <p class="row">
        <button type="button" class="button" onClick={leave}>
          {over ? say.remove : say.cancel}
        </button>
        {over && another}
      </p>
      <p class="fine">{say.secret}</p>
      {trouble && <p role="alert">{trouble}</p>}
    </>
  );
}

/** A collection's title is Chinese, a space, English. */
function inTongue(title: string, state: State): string {
  const at = title.indexOf(' ');
  return state.language === 'en' ? title.slice(at + 1) : title.slice(0, at);
}

/** What the map shows, in Web Mercator as it is drawn. */
function seen({ zoom, lon, lat }: Camera): number[] {
  const map = document.querySelector('main');
  const pixels = TILE_PIXELS * 2 ** zoom;
  const half = { x: (map?.clientWidth ?? innerWidth) / 2 / pixels, y: (map?.clientHeight ?? innerHeight) / 2 / pixels };
  const middle = Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  const latitude = (y: number) => (Math.atan(Math.sinh(y * 2 * Math.PI)) * 180) / Math.PI;
  const clamped = (value: number, most: number) => Math.max(-most, Math.min(most, value));
  return [
    clamped(lon - half.x * 360, 180),
    latitude(middle - half.y),
    clamped(lon + half.x * 360, 180),
    latitude(middle + half.y),
  ];
}
