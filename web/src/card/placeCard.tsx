/** The answer for a place, most urgent first. */
import type { Asked } from '../asked';
import { called } from '../names';
import { usePage } from '../page';
import { distance } from '../quantities';
import type { Answer } from '../wire';
import { Alternatives, Conference, Neighbours, PoolNeighbours } from './around';
import { Chain, Direct } from './chain';
import { Concern } from './concern';
import { Contact, stationed } from './contact';
import { Reasons } from './reasons';
import { Skeleton, Trouble } from './trouble';

export function PlaceCard({ asked }: { asked: Asked<Answer> }) {
  const { state, words, go } = usePage();
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const answer = asked.answer;
  const inForce = answer.chain.length > 0 || answer.general_chiefs.length > 0;
  return (
    <div class="answer">
      <Contact answer={answer} />
      {state.finger && answer.rule === 'N4c' && (
        <p class="note">{words.card.snappedTap(distance(answer.thresholds.tolerance_m, state.language))}</p>
      )}
      {answer.warnings.length > 0 && (
        <p class="note">
          {words.card.warnings}
          {words.colon}
          <span lang="zh">{answer.warnings.join(' ')}</span>
        </p>
      )}
      {answer.shared_river && <p class="note">{words.card.shared}</p>}
      <Concern answer={answer} />
      {inForce && <Direct answer={answer} />}
      <Chain answer={answer} />
      {answer.nearest && answer.nearest.chain.length > 0 && (
        <section class="nearest">
          <h3>
            {words.card.nearestTitle}
            {words.colon}
            <span lang="zh">{called(answer.nearest.water)}</span>
          </h3>
          <Chain answer={{ chain: answer.nearest.chain, general_chiefs: [], direct_responsible: [] }} />
        </section>
      )}
      <Reasons steps={answer.explanation ?? []} />
      <Alternatives alternatives={answer.alternatives} />
      {answer.segment && <Neighbours id={answer.segment} />}
      {answer.status === 'WATER_ZONE' && answer.zone && answer.water && (
        <PoolNeighbours zone={answer.zone} water={answer.water.code} />
      )}
      <Conference conference={answer.conference} />
      {(answer.adjacent ?? []).length > 0 && (
        <p class="fine">
          {words.card.adjacent}
          {words.colon}
          <span lang="zh">{answer.adjacent?.map(called).join('、')}</span>
        </p>
      )}
      {answer.offices.length > 0 && (
        <p class="fine">
          {words.card.offices}
          {words.colon}
          <span lang="zh">{answer.offices.map(called).join('、')}</span>
        </p>
      )}
      {answer.segment && (
        <p class="actions">
          <button
            type="button"
            class="button"
            onClick={() => go({ view: 'board', picked: { kind: 'segment', id: answer.segment as string } })}
          >
            {words.card.board}
          </button>
        </p>
      )}
      {answer.world.faults && (
        <p class="fine" role="note">
          {state.language === 'en' ? answer.world.faults.notice_en : answer.world.faults.notice}
        </p>
      )}
      <p class="fine coordinates">
        {words.card.place} {answer.at.lon.toFixed(6)}, {answer.at.lat.toFixed(6)}
        {words.aside('CGCS2000')}
        {!answer.crs_defaulted && ` · ${words.card.inputCrs(answer.input_crs)}`}
        {stationed(answer, words) && ` · ${stationed(answer, words)}`}
        {answer.reference_level && ` · ${words.card.levelRef(answer.reference_level)}`} ·{' '}
        {words.date.asOf(answer.world.as_of)} · {words.date.edition(answer.world.edition)}
      </p>
    </div>
  );
}
