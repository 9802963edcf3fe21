/** What the plan asks for and what is there: seats by county and level, the gaps, the milestones. */
import { useAsked } from '../asked';
import { Skeleton, Trouble } from '../card/trouble';
import { called } from '../names';
import { lookup, usePage } from '../page';
import { type Coverage, type CoverageRow, LEVELS, type Missing } from '../wire';
import { WITHOUT_VILLAGE_CHIEF } from './stretchesPanel';

export function CoveragePanel() {
  const { state, words, go } = usePage();
  const asked = useAsked<Coverage>(lookup(state, 'v1/coverage'));
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const coverage = asked.answer;
  const say = words.coverage;
  const counties = [
    ...new Map(coverage.rows.flatMap((row) => (row.county ? [[row.county.code, called(row.county)]] : []))).entries(),
  ] as [string, string][];
  const county = counties.some(([code]) => code === state.of) ? state.of : undefined;
  const rows = coverage.rows.filter((row) => county === undefined || row.county?.code === county);
  const notYet = rows.some((row) => row.not_yet > 0);
  const missing = coverage.missing.filter((gap) => county === undefined || gap.county?.code === county);
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      <label class="row">
        {say.county}{' '}
        <select value={county ?? ''} onChange={(event) => go({ of: event.currentTarget.value || undefined }, 'slide')}>
          <option value="">{say.all}</option>
          {counties.map(([code, name]) => (
            <option key={code} value={code} lang="zh">
              {name}
            </option>
          ))}
        </select>
      </label>
      <table class="counts">
        <caption>{say.seats}</caption>
        <thead>
          <tr>
            <th scope="col">{say.level}</th>
            <th scope="col">{say.required}</th>
            <th scope="col">{say.filled}</th>
            <th scope="col">{say.vacant}</th>
            <th scope="col">{say.gap}</th>
            {notYet && <th scope="col">{say.notYet}</th>}
          </tr>
        </thead>
        <tbody>
          {byLevel(rows).map((row) => (
            <tr key={`${row.level}-${row.kind}`}>
              <th scope="row">
                {words.level[row.level]} {words.kind[row.kind] ?? row.kind}
              </th>
              <td>{row.required}</td>
              <td>{row.filled}</td>
              <td class={row.vacant > 0 ? 'bad' : ''}>{row.vacant}</td>
              <td class={row.gap > 0 ? 'bad' : ''}>{row.gap}</td>
              {notYet && <td>{row.not_yet}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="fine">
        {say.optional(
          rows.reduce((n, row) => n + row.optional_established, 0),
          rows.reduce((n, row) => n + row.optional_not_established, 0),
        )}
      </p>
      <h3>{missing.length === 0 ? say.none : say.missing(missing.length)}</h3>
      <ul class="gaps">
        {missing.map((gap) => (
          <Gap key={gap.text} gap={gap} />
        ))}
      </ul>
      <button
        type="button"
        class="button"
        onClick={() => go({ view: 'stretches', of: county, seats: WITHOUT_VILLAGE_CHIEF })}
      >
        {words.stretches.withoutVillageChief}
      </button>
      <h3>{say.milestones}</h3>
      <ul class="milestones">
        {coverage.milestones.map((milestone) => (
          <li key={milestone.rule}>
            <span class={`tag tag-${milestone.state.toLowerCase()}`}>
              {say.milestoneState[milestone.state] ?? milestone.state}
            </span>{' '}
            {state.language === 'en' && milestone.rule_en && <>{milestone.rule_en} </>}
            <span class={state.language === 'en' ? 'fine' : undefined} lang="zh">
              {milestone.quote}
            </span>
            {milestone.required > 0 && (
              <span class="fine">
                {' '}
                {milestone.done}/{milestone.required}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Gap({ gap }: { gap: Missing }) {
  const { state, words, go } = usePage();
  // What is missing stands before it already; names are all that is left to say in English.
  const names = (gap.post ? [gap.post] : [gap.unit, gap.water])
    .filter((one) => one !== undefined)
    .map(called)
    .join(' · ');
  const text = state.language === 'en' && names !== '' ? names : gap.text;
  const target = gap.post
    ? ({ kind: 'post', id: gap.post.id } as const)
    : gap.unit
      ? ({ kind: 'unit', id: gap.unit.code } as const)
      : undefined;
  return (
    <li>
      <span class={`tag tag-${gap.what}`}>{words.coverage.what[gap.what] ?? gap.what}</span>{' '}
      {target ? (
        <button
          type="button"
          class="link"
          lang="zh"
          onClick={() => go({ picked: target, place: undefined, view: 'map', of: undefined })}
        >
          {text}
        </button>
      ) : (
        <span lang="zh">{text}</span>
      )}
      {state.language === 'en' && <span class="fine"> {words.level[gap.level]}</span>}
    </li>
  );
}

/** The counties' rows added up by level and kind. */
function byLevel(rows: CoverageRow[]): CoverageRow[] {
  const sums = new Map<string, CoverageRow>();
  for (const row of rows) {
    const key = `${row.level} ${row.kind}`;
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, { ...row });
      continue;
    }
    for (const count of ['required', 'established', 'filled', 'vacant', 'gap', 'not_yet'] as const)
      sum[count] += row[count];
  }
  return [...sums.values()].sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || a.kind.localeCompare(b.kind),
  );
}
