/**
 * Coordinates as people paste them: decimal or degrees and minutes, either order, datum by its name.
 * Knows notations and datums; where a place lies is the service's business.
 */

/** A place as the service takes it: longitude (or easting) first. */
export interface Place {
  lon: number;
  lat: number;
  /** `CRS84` is left out. */
  crs?: string;
}

export interface Reading extends Place {
  /** Whether the text said which datum it is in. */
  datumNamed: boolean;
}

const DATUMS: [RegExp, string][] = [
  [/EPSG[:：\s]*(\d{4,5})/i, ''],
  [/GCJ[-_\s]?0?2|火星坐标系?|高德(?:地图)?|腾讯(?:地图)?|amap|gaode/i, 'GCJ02'],
  [/BD[-_\s]?0?9(?:LL)?|百度(?:地图)?|baidu/i, 'BD09'],
  [/WGS[-_\s]?(?:19)?84|CGCS[-_\s]?2000|CRS84|国家2000|大地2000|GPS|北斗/i, 'CRS84'],
];

type Axis = 'lon' | 'lat';

interface Angle {
  value: number;
  axis?: Axis;
}

const AXIS_WORDS: [RegExp, Axis, number][] = [
  [/东经|(?<![a-z])(?:lng|long?|longitude|经度)(?![a-z])|(?<![a-z])[E](?![a-z])/i, 'lon', 1],
  [/西经|(?<![a-z])W(?![a-z])/i, 'lon', -1],
  [/北纬|(?<![a-z])(?:lat|latitude|纬度)(?![a-z])|(?<![a-z])N(?![a-z])/i, 'lat', 1],
  [/南纬|(?<![a-z])S(?![a-z])/i, 'lat', -1],
];

/** What the text says, or undefined where it holds no pair of coordinates. */
export function readCoordinates(text: string): Reading | undefined {
  let rest = text.normalize('NFKC').slice(0, 400);
  let crs = 'CRS84';
  let datumNamed = false;
  for (const [word, name] of DATUMS) {
    const found = word.exec(rest);
    if (!found) continue;
    crs = name || `EPSG:${found[1]}`;
    if (crs === 'EPSG:4326' || crs === 'EPSG:4490') crs = 'CRS84';
    datumNamed = true;
    rest = rest.replace(word, ' ');
    break;
  }
  const projected = crs.startsWith('EPSG:');
  const angles = readAngles(rest);
  if (angles?.length !== 2) return undefined;
  const [first, second] = angles as [Angle, Angle];
  const place = inOrder(first, second, projected);
  if (!place) return undefined;
  if (!projected && (Math.abs(place.lat) > 90 || Math.abs(place.lon) > 180)) return undefined;
  return { ...place, ...(crs === 'CRS84' ? {} : { crs }), datumNamed };
}

/** Axis by word or letter; without one by size, since Beihai's longitude can't be a latitude; else as we write it. */
function inOrder(first: Angle, second: Angle, projected: boolean): { lon: number; lat: number } | undefined {
  if (first.axis && first.axis === second.axis) return undefined;
  const swapped = first.axis === 'lat' || second.axis === 'lon';
  const named = first.axis !== undefined || second.axis !== undefined;
  if (named ? swapped : !projected && Math.abs(first.value) <= 90 && Math.abs(second.value) > 90) {
    return { lon: second.value, lat: first.value };
  }
  return { lon: first.value, lat: second.value };
}

const NUMBER = /[-+]?\d+(?:\.\d+)?/g;

/** Splits the text into angles of one to three numbers, each with the axis that stands before or after it. */
function readAngles(text: string): Angle[] | undefined {
  const numbers = [...text.matchAll(NUMBER)];
  if (numbers.length < 2 || numbers.length > 6) return undefined;
  // What stands before each number, and behind the last.
  const gaps: string[] = [];
  let end = 0;
  for (const number of numbers) {
    gaps.push(text.slice(end, number.index));
    end = number.index + number[0].length;
  }
  gaps.push(text.slice(end));
  const groups: { first: number; parts: number[]; negative: boolean }[] = [];
  numbers.forEach((number, n) => {
    const group = groups.at(-1);
    if (group && continues(gaps[n] ?? '', group.parts, number[0], gaps[n + 1] ?? '')) {
      group.parts.push(Number(number[0]));
    } else {
      groups.push({ first: n, parts: [Number(number[0])], negative: number[0].startsWith('-') });
    }
  });
  // Words stand before every angle or behind every angle.
  const before = axisOf(gaps[0] ?? '') !== undefined;
  const angles: Angle[] = [];
  for (const { first, parts, negative } of groups) {
    const [degrees = 0, minutes = 0, seconds = 0] = parts;
    if (minutes >= 60 || seconds >= 60) return undefined;
    const word = axisOf(gaps[before ? first : first + parts.length] ?? '');
    const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
    const angle: Angle = { value: (negative ? -1 : 1) * (word?.sign ?? 1) * size };
    if (word) angle.axis = word.axis;
    angles.push(angle);
  }
  return angles;
}

function axisOf(between: string): { axis: Axis; sign: number } | undefined {
  for (const [word, axis, sign] of AXIS_WORDS) if (word.test(between)) return { axis, sign };
  return undefined;
}

/** Whether a number is the minutes or seconds of the ones before it. */
function continues(between: string, parts: number[], number: string, behind: string): boolean {
  if (parts.length > 2 || /^[-+]/.test(number) || /[,;]/.test(between) || /^\s*[°度º]/.test(behind)) return false;
  if (/[°º]|(?<![经纬])度/.test(between)) return parts.length === 1;
  if (/['′’分]/.test(between)) return parts.length === 2 && Number(number) < 60;
  return /^\s*:\s*$/.test(between);
}

/** Six decimals are a decimetre; more is noise in a link. */
export function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
