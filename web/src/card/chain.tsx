/** The chiefs of a place by level, lowest first, with who reports to whom; then the general chiefs. */
import { called } from '../names';
import { usePage } from '../page';
import type { Edge, Responsible, Seat } from '../wire';
import { SeatRow } from './seat';

interface Chained {
  chain: Seat[];
  general_chiefs: Seat[];
  direct_responsible: Responsible[];
  accountable?: Responsible;
  first_contact?: Responsible;
  reporting?: Edge[];
  co_responsible?: Seat[];
}

export function Direct({ answer }: { answer: Chained }) {
  const { words } = usePage();
  return (
    <section class="direct">
      <h3>{words.card.directTitle}</h3>
      {answer.direct_responsible.length === 0 ? (
        <p>{words.card.directNone}</p>
      ) : (
        <ul lang="zh">
          {answer.direct_responsible.map((post) => (
            <li key={post.id}>
              {called(post)}
              {post.id === answer.accountable?.id && <span class="tag tag-accountable">{words.card.accountable}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function Chain({ answer }: { answer: Chained }) {
  const { words } = usePage();
  const edges = answer.reporting ?? [];
  const seats = (title: string, all: Seat[]) =>
    all.length > 0 && (
      <section class="chain">
        <h3>{title}</h3>
        <ol>
          {all.map((seat, n) => (
            <SeatRow
              key={seat.post ?? `${seat.level}-${n}`}
              seat={seat}
              reporting={edges}
              contact={answer.first_contact?.id}
            />
          ))}
        </ol>
      </section>
    );
  return (
    <>
      {seats(words.card.chain, answer.chain)}
      {seats(words.card.co, answer.co_responsible ?? [])}
      {seats(words.card.general, answer.general_chiefs)}
    </>
  );
}
