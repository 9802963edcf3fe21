/** The roster of chiefs: down the units, and by kind of post. */
import { useAsked } from '../asked';
import { Chain } from '../card/chain';
import { Skeleton, Trouble } from '../card/trouble';
import { lookup, usePage } from '../page';
import type { Unit, UnitChiefs } from '../wire';

const CITY = '450500';

export function RosterPanel() {
  const { state, words, go } = usePage();
  const code = state.of ?? CITY;
  const path = `v1/units/${encodeURIComponent(code)}`;
  const unit = useAsked<Unit & { parent?: { code: string; name: string } }>(lookup(state, path));
  const chiefs = useAsked<UnitChiefs>(lookup(state, `${path}/chiefs`));
  if (unit.is === 'refused') return <Trouble refusal={unit.refusal} again={unit.again} />;
  if (unit.is !== 'answered') return <Skeleton />;
  const parent = unit.answer.parent;
  return (
    <div class="panel">
      <h2>{words.roster.title}</h2>
      <p class="where" lang="zh">
        {unit.answer.path.join(' › ')}
      </p>
      <p class="links">
        {parent && (
          <button type="button" class="link" lang="zh" onClick={() => go({ of: parent.code })}>
            ↑ {parent.name}
          </button>
        )}
        {unit.answer.children.map((child) => (
          <button type="button" class="link" lang="zh" key={child.code} onClick={() => go({ of: child.code })}>
            {child.name}
          </button>
        ))}
      </p>
      {chiefs.is === 'refused' && <Trouble refusal={chiefs.refusal} again={chiefs.again} />}
      {chiefs.is === 'answered' && (
        <>
          <p class="fine">
            {words.roster.count(chiefs.answer.general_chiefs.length + chiefs.answer.river_chiefs.length)}
          </p>
          <Chain answer={{ chain: [], general_chiefs: chiefs.answer.general_chiefs, direct_responsible: [] }} />
          <Chain answer={{ chain: chiefs.answer.river_chiefs, general_chiefs: [], direct_responsible: [] }} />
        </>
      )}
    </div>
  );
}
