/** One seat: its level, post, holder or vacancy, to whom it reports, its duty in the plan's own words. */
import { called, titled } from '../names';
import { usePage } from '../page';
import type { Edge, Seat } from '../wire';
import type { Words } from '../words/zh';

export function telephone(phone: string) {
  return (
    <a class="telephone" href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
      {phone}
    </a>
  );
}

/** A number to call, as large as a thumb; the first is the one to take. */
export function Dial({ what, phone, first }: { what: string; phone: string; first?: boolean }) {
  return (
    <a class={`number${first ? ' number-first' : ''}`} href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path
          fill="currentColor"
          d="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2c.3-.3.7-.4 1-.2a11 11 0 0 0 3.6.6c.6 0 1 .4 1 1V20c0 .6-.4 1-1 1A17 17 0 0 1 3 4c0-.6.4-1 1-1h3.5c.6 0 1 .4 1 1a11 11 0 0 0 .6 3.6c.1.3 0 .7-.2 1z"
        />
      </svg>
      <span>
        <span class="number-what">{what}</span> <span class="number-digits">{phone}</span>
      </span>
    </a>
  );
}

export function Holders({ seat }: { seat: Pick<Seat, 'state' | 'holders' | 'vacant_since'> }) {
  const { words } = usePage();
  if (seat.state !== 'FILLED') {
    const since =
      seat.state === 'VACANT' && seat.vacant_since
        ? words.card.vacantSince(seat.vacant_since)
        : words.state[seat.state];
    return <span class={`absent absent-${seat.state.toLowerCase()}`}>{since}</span>;
  }
  return (
    <span class="holders" lang="zh">
      {seat.holders.map((holder) => (
        <span key={holder.id}>{titled(holder)}</span>
      ))}
    </span>
  );
}

/** The post's name; a seat that isn't set up has none yet. */
export function seatName(seat: Seat, words: Words): string {
  return seat.post_name ?? [seat.unit && called(seat.unit), words.kind[seat.kind]].filter(Boolean).join(words.space);
}

export function SeatRow({ seat, reporting, contact }: { seat: Seat; reporting: Edge[]; contact?: string | undefined }) {
  const { words } = usePage();
  const reports = reporting.filter((edge) => edge.from.id === seat.post);
  const first = seat.post !== undefined && seat.post === contact;
  return (
    <li class={`seat seat-${seat.state.toLowerCase()}${first ? ' seat-first' : ''}`}>
      <span class="level">{words.level[seat.level]}</span>
      <div class="who">
        <p class="post" lang="zh">
          {seatName(seat, words)}
          {seat.direct && seat.post && <span class="tag tag-direct">{words.card.direct}</span>}
        </p>
        <p class="holder">
          <Holders seat={seat} /> {seat.phone && telephone(seat.phone)}
        </p>
        {reports.length > 0 && (
          <ul class="reports">
            {reports.map((edge) => (
              <li key={edge.to.id}>
                ↑ {words.card.reportsTo('')}
                <span lang="zh">{called(edge.to)}</span>
                {edge.same_person && words.aside(words.card.samePerson)}
              </li>
            ))}
          </ul>
        )}
        {seat.duty && (
          <details class="duty">
            <summary>{words.picked.duty}</summary>
            <q lang="zh">{seat.duty.quote}</q>
          </details>
        )}
      </div>
    </li>
  );
}
