/** Stretches of a county for which no village has a chief: vacant, missing, or not established since the township decides. */
import { useEffect, useState } from 'preact/hooks';
import { lookup, usePage } from '../page';
import { ask } from '../service';
import type { Coded, SegmentRow, Segments } from '../wire';

interface Found {
  rows: (SegmentRow & { water: Coded })[];
  is: 'asking' | 'complete' | 'refused';
}

export function Unfilled({ county }: { county: string }) {
  const { state, words, go } = usePage();
  const [found, setFound] = useState<Found>({ rows: [], is: 'asking' });
  useEffect(() => {
    const cancel = new AbortController();
    const work = async () => {
      setFound({ rows: [], is: 'asking' });
      const path = `v1/units/${encodeURIComponent(county)}/waters`;
      const { waters } = await ask<{ waters: { water: Coded }[] }>(lookup(state, path), cancel.signal);
      const rows: Found['rows'] = [];
      // One after the other: this is a report, not a flood.
      for (const { water } of waters) {
        const one = lookup(state, `v1/waters/${encodeURIComponent(water.code)}/segments`, { level: 'village' });
        const { segments } = await ask<Segments>(one, cancel.signal);
        rows.push(
          ...segments
            .filter((s) => s.unit.code.startsWith(county) && s.state !== 'FILLED')
            .map((s) => ({ ...s, water })),
        );
        setFound({ rows: [...rows], is: 'asking' });
      }
      setFound({ rows, is: 'complete' });
    };
    work().catch(() => {
      if (!cancel.signal.aborted) setFound((before) => ({ ...before, is: 'refused' }));
    });
    return () => cancel.abort();
  }, [county, state]);
  return (
    <section>
      <h3>
        {words.coverage.unfilled}：{found.is === 'complete' && words.coverage.unfilledCount(found.rows.length)}
        {found.is === 'asking' && words.loading}
        {found.is === 'refused' && words.trouble.network}
      </h3>
      <ul class="gaps">
        {found.rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              class="link"
              lang="zh"
              onClick={() =>
                go({ picked: { kind: 'segment', id: row.id }, place: undefined, view: 'map', of: undefined })
              }
            >
              {row.water.name} · {row.unit.name}
            </button>{' '}
            <span class={`absent absent-${row.state.toLowerCase()}`}>{words.state[row.state]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
