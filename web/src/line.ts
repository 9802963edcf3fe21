/** The part of a centreline between two measures: for drawing, never for deciding. */
import { roughMetres } from './quantities';

type Vertices = [number, number][];

/** The vertices between two measures, the ends cut in; `whole_m` is the line's length by the service. */
export function between(line: Vertices, whole_m: number, from_m: number, to_m: number): Vertices {
  const place = (v: [number, number]) => ({ lon: v[0], lat: v[1] });
  const rough: number[] = [0];
  for (let n = 1; n < line.length; n += 1) {
    rough.push(
      (rough[n - 1] ?? 0) + roughMetres(place(line[n - 1] as [number, number]), place(line[n] as [number, number])),
    );
  }
  // The service's metres, spread over ours.
  const scale = (rough.at(-1) ?? 0) / whole_m;
  const [from, to] = [from_m * scale, to_m * scale];
  const cut: Vertices = [];
  for (let n = 1; n < line.length; n += 1) {
    const [a, b] = [line[n - 1] as [number, number], line[n] as [number, number]];
    const [start, end] = [rough[n - 1] ?? 0, rough[n] ?? 0];
    if (end < from || start > to || end === start) continue;
    const along = (m: number): [number, number] => {
      const t = Math.max(0, Math.min(1, (m - start) / (end - start)));
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    };
    if (cut.length === 0) cut.push(along(from));
    cut.push(along(to));
    if (end < to) cut[cut.length - 1] = b;
  }
  return cut;
}

export function boundsOf(lines: Vertices[]): [number, number, number, number] | undefined {
  const all = lines.flat();
  if (all.length === 0) return undefined;
  const lons = all.map((v) => v[0]);
  const lats = all.map((v) => v[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
