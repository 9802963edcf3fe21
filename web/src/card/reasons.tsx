/** Why: every step with the clause it rests on, in the plan's own words. */
import type { ComponentChildren } from 'preact';
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
        <blockquote key={`${step.rule}-${n}`}>
          <Said step={step} />
          <q lang="zh">{step.quote}</q> <cite>{words.card.clause(step.section ?? '')}</cite>
        </blockquote>
      ))}
      <details>
        <summary>{words.card.whySteps(steps.length)}</summary>
        <ol class="steps">
          {steps.map((step, n) => (
            <li key={`${step.rule}-${n}`}>
              <Said step={step}>
                <span class={`tag tag-${step.basis}`}>{words.basis[step.basis]}</span>{' '}
                <code title={words.card.why}>{step.rule}</code>
              </Said>
              {step.quote && (
                <p class="quote">
                  <q lang="zh">{step.quote}</q> {step.section && <cite>{words.card.clause(step.section)}</cite>}
                </p>
              )}
              {(step.rejected ?? []).map((lost) => (
                <p class="rejected" key={lost}>
                  {words.card.rejected}
                  {words.colon}
                  <span lang="zh">{lost}</span>
                </p>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

/** What was found here, which the service says in Chinese; in English the rule comes first, in its own words. */
function Said({ step, children }: { step: Step; children?: ComponentChildren }) {
  const { state } = usePage();
  const rule = state.language === 'en' ? step.rule_en : undefined;
  return (
    <>
      {rule && (
        <p>
          {rule} {children}
        </p>
      )}
      <p class={rule ? 'fine' : undefined}>
        <span lang="zh">{step.text}</span> {!rule && children}
      </p>
    </>
  );
}
