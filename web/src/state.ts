/**
 * Everything the page shows, as one value, and its spelling in the address: a link reproduces it.
 * Parameters that others add are dropped here and nowhere else.
 */
import { type Place, rounded } from './coordinates';

export const STYLES = ['responsibility', 'inventory', 'coverage', 'planning'] as const;
export type StyleName = (typeof STYLES)[number];
export const GROUPS = ['zones', 'borders', 'names', 'boards', 'base'] as const;
/** What can be hidden, whatever the style. */
export type Group = (typeof GROUPS)[number];
export const VIEWS = [
  'map',
  'layers',
  'date',
  'measure',
  'coverage',
  'stretches',
  'roster',
  'share',
  'export',
  'board',
] as const;
export type View = (typeof VIEWS)[number];
export type Language = 'zh' | 'en';
export interface Camera {
  zoom: number;
  lon: number;
  lat: number;
}
/** How far beside the place tapped a water may lie and still be meant, and on a map of which zoom. */
export interface Finger {
  pixels: number;
  zoom: number;
}
/** What a search or a link picked. */
export interface Picked {
  kind: 'segment' | 'water' | 'unit' | 'post';
  id: string;
}
export interface State {
  language: Language;
  view: View;
  style: StyleName;
  hidden: Group[];
  /** The place asked about. */
  place?: Place;
  /** What tapped the place, or the ends of a distance; what was typed or located has none. */
  finger?: Finger;
  picked?: Picked;
  concern?: string;
  /** Legal time, YYYY-MM-DD; today without it. */
  date?: string;
  edition?: number;
  camera?: Camera;
  /** Ends of the distance measured along a river. */
  ends: Place[];
  /** The unit that a roster or the coverage is narrowed to. */
  of?: string;
  /** Which seats a roster lists, as `kind.level.state`; each may be empty. */
  seats?: string;
  /** Collections that an export begins with. */
  take?: string[];
  /** The export that is followed, by its id. */
  job?: string;
  /** What was open when sharing was opened: that is what a shared link opens. */
  from?: View;
}

export const START: State = { language: 'zh', view: 'map', style: 'responsibility', hidden: [], ends: [] };

const PICKED = ['segment', 'water', 'unit', 'post'] as const;
const ID = /^[^\s,;&?#/\\]{1,100}$/u;

/** Reads an address; what can't be read is left out. */
export function readState(search: string): State {
  const query = new URLSearchParams(search);
  const state: State = { ...START, hidden: [], ends: [] };
  if (query.get('lang') === 'en') state.language = 'en';
  const view = VIEWS.find((v) => v === query.get('view'));
  if (view) state.view = view;
  const style = STYLES.find((s) => s === query.get('style'));
  if (style) state.style = style;
  const hidden = (query.get('hide') ?? '').split(',');
  state.hidden = GROUPS.filter((g) => hidden.includes(g));
  const place = readPlace(query.get('at'), query.get('crs'));
  if (place) state.place = place;
  const finger = /^(\d{1,2}),(\d{1,2}(?:\.\d{1,2})?)$/.exec(query.get('tap') ?? '');
  const [pixels, over] = finger ? finger.slice(1).map(Number) : [];
  if (pixels !== undefined && over !== undefined && pixels <= 64 && over <= 24) state.finger = { pixels, zoom: over };
  for (const kind of PICKED) {
    const id = query.get(kind);
    if (id && ID.test(id)) state.picked = { kind, id };
  }
  const concern = query.get('concern');
  if (concern && concern.length <= 100) state.concern = concern;
  const date = query.get('date');
  if (date && isDate(date)) state.date = date;
  const edition = Number(query.get('edition'));
  if (Number.isInteger(edition) && edition > 0) state.edition = edition;
  const camera = (query.get('map') ?? '').split('/').map(Number);
  const [zoom, lat, lon] = camera;
  if (
    camera.length === 3 &&
    zoom !== undefined &&
    lat !== undefined &&
    lon !== undefined &&
    inRange(lon, lat) &&
    zoom >= 0 &&
    zoom <= 22
  ) {
    state.camera = { zoom, lon, lat };
  }
  state.ends = (query.get('ends') ?? '')
    .split(';')
    .map((end) => readPlace(end, null))
    .filter((end) => end !== undefined)
    .slice(0, 2);
  const seats = query.get('seats');
  if (seats && /^[a-z_]*\.[a-z]*\.[A-Z_]*$/.test(seats)) state.seats = seats;
  const from = VIEWS.find((v) => v === query.get('from'));
  if (from && from !== 'share' && state.view === 'share') state.from = from;
  const take = (query.get('take') ?? '').split(',').filter((id) => /^[a-z_]{1,40}$/.test(id));
  if (take.length > 0) state.take = take;
  const job = query.get('job');
  if (job && /^[0-9a-f]{32}$/.test(job)) state.job = job;
  const of = query.get('of');
  if (of && ID.test(of)) state.of = of;
  return state;
}

/** Parameters that decide what is asked, and that a wrong spelling must not silently turn into another question. */
const DECIDING = ['at', 'date', 'edition', 'concern', 'of', ...PICKED];

/** Those of them that an address names and that can't be read. */
export function unreadable(search: string): string[] {
  const query = new URLSearchParams(search);
  const read = new URLSearchParams(writeState(readState(search)));
  return DECIDING.filter((name) => query.get(name)?.trim() && !read.has(name));
}

/** The query of the address, beginning with `?`, or empty. */
export function writeState(state: State): string {
  const pairs: [string, string][] = [];
  const put = (name: string, value: string | undefined) => {
    if (value) pairs.push([name, value]);
  };
  if (state.place) {
    put('at', writePlace(state.place));
    put('crs', state.place.crs);
  }
  if (state.finger) put('tap', `${state.finger.pixels},${state.finger.zoom}`);
  if (state.picked) put(state.picked.kind, state.picked.id);
  put('concern', state.concern);
  put('view', state.view === 'map' ? undefined : state.view);
  put('from', state.from);
  put('take', state.take?.join(','));
  put('job', state.job);
  put('of', state.of);
  put('seats', state.seats);
  put('ends', state.ends.map(writePlace).join(';'));
  put('date', state.date);
  put('edition', state.edition?.toString());
  put('style', state.style === START.style ? undefined : state.style);
  put('hide', state.hidden.join(','));
  if (state.camera) {
    const { zoom, lat, lon } = state.camera;
    put('map', `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  put('lang', state.language === 'zh' ? undefined : state.language);
  if (pairs.length === 0) return '';
  // Commas, semicolons and slashes may stand in a query as they are, and read better.
  const spelt = (text: string) =>
    encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3B/g, ';').replace(/%2F/g, '/').replace(/%3A/g, ':');
  return `?${pairs.map(([name, value]) => `${name}=${spelt(value)}`).join('&')}`;
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function writePlace(place: Place): string {
  return `${rounded(place.lon)},${rounded(place.lat)}`;
}

function readPlace(text: string | null, crs: string | null): Place | undefined {
  const numbers = (text ?? '').split(',');
  const [lon, lat] = numbers.map((n) => (n.trim() === '' ? Number.NaN : Number(n)));
  if (numbers.length !== 2 || lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat))
    return undefined;
  const named = crs && crs !== 'CRS84' ? crs : undefined;
  // A place in an unknown system is no place: read in another it would be somebody else's.
  if (named && !/^(GCJ02|BD09|EPSG:\d{4,5})$/.test(named)) return undefined;
  if (!named?.startsWith('EPSG') && !inRange(lon, lat)) return undefined;
  return named ? { lon, lat, crs: named } : { lon, lat };
}

function inRange(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}
