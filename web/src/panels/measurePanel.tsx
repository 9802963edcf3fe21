/** Distance along a river: two points, the service's stations, and the course between them. */
import { useEffect, useState } from 'preact/hooks';
import { between } from '../line';
import { called } from '../names';
import { lookup, type Page, reachOf, usePage } from '../page';
import { distance, roughMetres, station } from '../quantities';
import { ask } from '../service';
import type { Answer, Segment, Segments } from '../wire';

export interface Measured {
  is: 'first' | 'second' | 'waiting' | 'measured' | 'off-river' | 'apart' | 'refused';
  water?: string;
  length_m?: number;
  straight_m?: number;
  from_m?: number;
  to_m?: number;
  line: [number, number][];
}

export function useMeasured({ state }: Page): Measured {
  const [measured, setMeasured] = useState<Measured>({ is: 'first', line: [] });
  const [a, b] = state.view === 'measure' ? state.ends : [];
  const key = [state.view === 'measure', a?.lon, a?.lat, b?.lon, b?.lat, state.date, state.edition].join();
  // Depends on less than it reads: key says what it rests on
  useEffect(() => {
    const cancel = new AbortController();
    const at = (p: { lon: number; lat: number }) =>
      ask<Answer>(
        lookup(state, 'v1/chiefs/at', { lon: p.lon, lat: p.lat, ...reachOf(state), explain: 'false' }),
        cancel.signal,
      );
    const work = async (): Promise<Measured> => {
      if (!a) return { is: 'first', line: [] };
      const first = (await at(a)).stationing;
      if (!first) return { is: 'off-river', line: [] };
      if (!b) return { is: 'second', from_m: first.measure_m, water: called(first.water), line: [] };
      const second = (await at(b)).stationing;
      if (!second) return { is: 'off-river', line: [] };
      if (first.water.code !== second.water.code || first.branch !== second.branch) return { is: 'apart', line: [] };
      const [from, to] = [first, second].sort((x, y) => x.measure_m - y.measure_m);
      if (!from || !to) return { is: 'apart', line: [] };
      return {
        is: 'measured',
        water: called(first.water),
        from_m: from.measure_m,
        to_m: to.measure_m,
        length_m: to.measure_m - from.measure_m,
        straight_m: roughMetres(a, b),
        line: await course(from.water.code, from.branch, from.measure_m, to.measure_m),
      };
    };
    // The centreline as segments of the highest level that has them over the whole stretch.
    const course = async (water: string, branch: number, from_m: number, to_m: number): Promise<[number, number][]> => {
      for (const level of ['county', 'township']) {
        const rows = (
          await ask<Segments>(
            lookup(state, `v1/waters/${encodeURIComponent(water)}/segments`, { level }),
            cancel.signal,
          )
        ).segments;
        const seen = new Set<number>();
        const parts = rows
          .filter(
            (row) =>
              row.branch === branch &&
              row.from_m !== undefined &&
              row.to_m !== undefined &&
              row.from_m < to_m &&
              row.to_m > from_m,
          )
          .sort((x, y) => (x.from_m ?? 0) - (y.from_m ?? 0))
          .filter((row) => !seen.has(row.from_m ?? 0) && seen.add(row.from_m ?? 0));
        const line: [number, number][] = [];
        for (const part of parts) {
          const stretch = (
            await ask<Segment>(lookup(state, `v1/segments/${encodeURIComponent(part.id)}`), cancel.signal)
          ).stretch;
          if (!stretch) continue;
          const start = Math.max(from_m, stretch.from_m) - stretch.from_m;
          const end = Math.min(to_m, stretch.to_m) - stretch.from_m;
          line.push(...between(stretch.geometry.coordinates, stretch.length_m, start, end));
        }
        if (line.length > 1) return line;
      }
      return [];
    };
    if (a) setMeasured({ is: 'waiting', line: [] });
    work().then(setMeasured, () => {
      if (!cancel.signal.aborted) setMeasured({ is: 'refused', line: [] });
    });
    return () => cancel.abort();
  }, [key]);
  return measured;
}

export function MeasurePanel({ measured }: { measured: Measured }) {
  const { state, words, go } = usePage();
  const say = words.measure;
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      <div aria-live="polite">
        {measured.is === 'first' && <p>{say.first}</p>}
        {measured.is === 'second' && (
          <p>
            <span lang="zh">{measured.water}</span>{' '}
            {measured.from_m !== undefined && say.from(station(measured.from_m))}
            {say.stop}
            {say.second}
          </p>
        )}
        {measured.is === 'waiting' && <p>{words.loading}</p>}
        {measured.is === 'off-river' && <p>{say.notRiver}</p>}
        {measured.is === 'apart' && <p>{say.apart}</p>}
        {measured.is === 'refused' && <p>{words.trouble.network}</p>}
        {measured.is === 'measured' && (
          <>
            <p class="measured">{say.result(measured.water ?? '', distance(measured.length_m ?? 0, state.language))}</p>
            <p class="fine">
              {say.from(station(measured.from_m ?? 0))} · {say.to(station(measured.to_m ?? 0))} ·{' '}
              {say.straight(distance(measured.straight_m ?? 0, state.language))}
            </p>
          </>
        )}
      </div>
      {state.ends.length > 0 && (
        <button type="button" class="button" onClick={() => go({ ends: [] })}>
          {say.again}
        </button>
      )}
    </div>
  );
}
