/** Why: every step with the clause it rests on, in the plan's own words. */
import { usePage } from '../page';
import type { Step } from '../wire';

export function Reasons({ steps }: { steps: Step[] }) {
  const { words } = usePage();
  if (steps.length === 0) return null;
  // The clauses that decided come first to the eye; the rest is one tap away.
  const clauses = steps.filter((step) => step.quote);
  const shown = clauses.slice(0, 2);
  return (
    <section class="reasons">
      <h3>{words.card.why}</h3>
      {shown.map((step, n) => (
        <blockquote key={`${step.rule}-${n}`} lang="zh">
          <p>{step.text}</p>
          <q>{step.quote}</q> <cite>{words.card.clause(step.section ?? '')}</cite>
        </blockquote>
      ))}
      <details>
        <summary>{words.card.whySteps(steps.length)}</summary>
        <ol class="steps">
          {steps.map((step, n) => (
            <li key={`${step.rule}-${n}`} lang="zh">
              <p>
                {step.text} <span class={`tag tag-${step.basis}`}>{words.basis[step.basis]}</span>{' '}
                <code title={words.card.why}>{step.rule}</code>
              </p>
              {step.quote && (
                <p class="quote">
                  <q>{step.quote}</q> {step.section && <cite>{words.card.clause(step.section)}</cite>}
                </p>
              )}
              {(step.rejected ?? []).map((lost) => (
                <p class="rejected" key={lost}>
                  {words.card.rejected}：{lost}
                </p>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
