/** Whom to call along a stretch: one post, or village by village. */
import { useAsked } from '../asked';
import { called, titled } from '../names';
import { lookup, usePage } from '../page';
import { station } from '../quantities';
import type { Responsible, SegmentList } from '../wire';
import { Dial } from './seat';
import { Skeleton, Trouble } from './trouble';

/** Whom to call along the stretch of one village: its own chief, or who stands above where that seat is empty. */
export function FirstContact({ post }: { post: Responsible }) {
  const { words } = usePage();
  return (
    <section class="along">
      <h3>{words.picked.call}</h3>
      <p class="held" lang="zh">
        {called(post)} {post.holders.map(titled).join('、')}
      </p>
      {post.phone && (
        <p class="numbers">
          <Dial what={words.card.phone} phone={post.phone} first />
        </p>
      )}
    </section>
  );
}

/** Whom to call along a stretch of several villages: each by its own part of it, from upstream on. */
export function Villages({ along }: { along: string }) {
  const { state, words, go } = usePage();
  const asked = useAsked<SegmentList>(lookup(state, 'v1/segments', { along, level: 'village', limit: 200 }));
  if (asked.is === 'refused') return <Trouble refusal={asked.refusal} again={asked.again} />;
  if (asked.is !== 'answered') return <Skeleton />;
  const rows = asked.answer.rows;
  return (
    <section class="along">
      <h3>{words.picked.call}</h3>
      <p class="fine">{rows.length === 0 ? words.picked.noVillages : words.picked.villages}</p>
      <ol class="gaps stretches">
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              class="link"
              lang="zh"
              onClick={() => go({ picked: { kind: 'segment', id: row.id }, place: undefined })}
            >
              {called(row.unit)}
            </button>{' '}
            {row.state === 'FILLED' ? (
              <span lang="zh">{row.holders.map(titled).join('、')}</span>
            ) : (
              <span class={`absent absent-${row.state.toLowerCase()}`}>{words.state[row.state]}</span>
            )}
            {row.from_m !== undefined && row.to_m !== undefined && (
              <span class="fine">
                {' '}
                {station(row.from_m)} – {station(row.to_m)}
                {row.bank && row.bank !== 'both' && ` · ${words.bank[row.bank]}`}
              </span>
            )}
          </li>
        ))}
      </ol>
      {asked.answer.total > rows.length && <p class="fine">{words.picked.more(asked.answer.total - rows.length)}</p>}
    </section>
  );
}
