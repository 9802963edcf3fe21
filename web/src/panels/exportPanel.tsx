/** Taking it away: several layers as one file, made by the service in the background, followed here until it is there. */
import { useEffect, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { followed, remove, type Standing, start, type Wanted } from '../export';
import { usePage } from '../page';
import { address, ask, ours, Refusal } from '../service';
import type { Camera, State } from '../state';
import { Choice } from './narrow';

interface Collection {
  id: string;
  title: string;
  extent: { spatial?: unknown };
}
const FORMATS = ['gpkg-one', 'shp', 'geojson', 'xlsx', 'csv', 'kml', 'fgb', 'parquet', 'gpkg', 'geojsonseq'] as const;
const SYSTEMS = ['EPSG:4490', 'EPSG:4326', 'EPSG:4545', 'EPSG:4546', 'EPSG:3857'];
const AREAS = ['view', 'unit'] as const;
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
  const unit = state.picked?.kind === 'unit' ? state.picked.id : state.of;
  const [layers, setLayers] = useState<string[]>(state.take ?? FIRST);
  const [format, setFormat] = useState<string>(FORMATS[0]);
  const [system, setSystem] = useState('');
  const [area, setArea] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [waiting, setWaiting] = useState(false);
  if (asked.is === 'refused') return <p role="alert">{asked.refusal.message}</p>;
  if (asked.is !== 'answered') return <div class="skeleton skeleton-block" />;
  // FlatGeobuf is made of places.
  const all = asked.answer.collections.filter((c) => format !== 'fgb' || c.extent.spatial !== undefined);
  const chosen = layers.filter((id) => all.some((c) => c.id === id));
  const areas = AREAS.filter((a) => (a === 'view' ? state.camera : unit) !== undefined);
  const begin = async () => {
    setWaiting(true);
    setTrouble(undefined);
    try {
      const bbox = await box(area, state, unit);
      const one = format === 'gpkg-one';
      const wanted: Wanted = {
        collections: chosen.map((collection) => ({ collection })),
        ...(one ? { package: 'gpkg' } : { package: 'zip', format }),
        ...(system && format !== 'kml' ? { crs: system } : {}),
        ...(bbox ? { bbox } : {}),
        ...(state.date ? { datetime: state.date } : {}),
        ...(state.edition ? { edition: state.edition } : {}),
      };
      go({ job: (await start(wanted)).id });
    } catch (error) {
      setTrouble(error instanceof Refusal && error.kind === 'busy' ? say.busy : String((error as Error).message));
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
            {named(title, state)}
          </label>
        ))}
      </fieldset>
      <label class="filter">
        <span>{say.format}</span>
        <select value={format} onChange={(event) => setFormat(event.currentTarget.value)}>
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
          <select value={system} onChange={(event) => setSystem(event.currentTarget.value)}>
            <option value="">{say.usual}</option>
            {SYSTEMS.map((one) => (
              <option key={one} value={one}>
                {say.systems[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <Choice name={say.area} value={area} all={[...areas]} word={(a) => say.areas[a] ?? a} choose={setArea} />
      <p class="row">
        <button type="button" class="button" disabled={chosen.length === 0 || waiting} onClick={begin}>
          {say.start}
        </button>
      </p>
      {trouble && <p role="alert">{trouble}</p>}
    </>
  );
}

function Followed({ id }: { id: string }) {
  const { words, go } = usePage();
  const say = words.exports;
  const [found, setFound] = useState<Standing | 'gone'>();
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
function named(title: string, state: State): string {
  const at = title.indexOf(' ');
  return state.language === 'en' ? title.slice(at + 1) : title.slice(0, at);
}

/** West, south, east, north of what is chosen. */
async function box(area: string, state: State, unit: string | undefined): Promise<number[] | undefined> {
  if (area === 'view' && state.camera) return seen(state.camera);
  if (area !== 'unit' || !unit) return undefined;
  const level = unit.length === 9 ? 'townships' : unit.length === 12 ? 'villages' : 'counties';
  const places = unit.endsWith('00') && unit.length === 6 ? 'cities' : level;
  const query = { f: 'json', datetime: state.date, edition: state.edition };
  const found = await ask<{ geometry: { coordinates: unknown } }>(
    address(`collections/${places}/items/${encodeURIComponent(unit)}`, query),
  );
  const corners = [180, 90, -180, -90] as [number, number, number, number];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part;
    if (typeof x === 'number' && typeof y === 'number') {
      corners[0] = Math.min(corners[0], x);
      corners[1] = Math.min(corners[1], y);
      corners[2] = Math.max(corners[2], x);
      corners[3] = Math.max(corners[3], y);
    } else part.forEach(walk);
  };
  walk(found.geometry.coordinates);
  return corners;
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
