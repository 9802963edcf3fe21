/** Which member units are competent for a concern picked from the world's own list. */
import { useAsked } from '../asked';
import { lookup, usePage } from '../page';
import type { Answer, Concerns, MemberUnit } from '../wire';

export function Concern({ answer }: { answer: Answer | undefined }) {
  const { state, words, go } = usePage();
  const asked = useAsked<Concerns>(lookup(state, 'v1/concerns'));
  if (asked.is !== 'answered' || asked.answer.concerns.length === 0) return null;
  const competence = answer?.competence;
  return (
    <section class="concern">
      <h3>
        <label for="concern">{words.card.concern}</label>
      </h3>
      <select
        id="concern"
        value={state.concern ?? ''}
        onChange={(event) => go({ concern: event.currentTarget.value || undefined }, 'slide')}
      >
        <option value="">{words.card.concernNone}</option>
        {asked.answer.concerns.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {competence && (
        <div class="competence" aria-live="polite">
          <h4>{words.card.departments}</h4>
          <Departments all={competence.departments} />
          {competence.task && (
            <details>
              <summary>
                {words.card.lead}
                {words.and}
                {words.card.responsible}
              </summary>
              <p lang="zh">{competence.task.title}</p>
              <h4>{words.card.lead}</h4>
              <Departments all={competence.task.lead} />
              <h4>{words.card.responsible}</h4>
              <Departments all={competence.task.responsible} />
            </details>
          )}
          <p class="fine">{words.card.source(competence.source)}</p>
        </div>
      )}
    </section>
  );
}

function Departments({ all }: { all: MemberUnit[] }) {
  const { words } = usePage();
  return (
    <ul class="departments" lang="zh">
      {all.map((unit) => (
        <li key={unit.code}>
          {unit.duty ? (
            <details>
              <summary>
                {unit.name}
                {unit.in_place_of && unit.in_place_of.length > 0 && (
                  <span class="fine"> {words.card.inPlaceOf(unit.in_place_of.map((u) => u.name).join('、'))}</span>
                )}
              </summary>
              <p>{unit.duty}</p>
            </details>
          ) : (
            unit.name
          )}
        </li>
      ))}
    </ul>
  );
}
