/** Whom to call first, and in one sentence why: what must be read in three seconds. */
import { useAsked } from '../asked';
import { called, within } from '../names';
import { lookup, usePage } from '../page';
import { distance, station } from '../quantities';
import { type Answer, type Coded, LEVELS, type NoticeBoard, type Seat } from '../wire';
import type { Words } from '../words/zh';
import { Dial, Holders, seatName } from './seat';

export function seatsOf(answer: Answer): Seat[] {
  return [...answer.chain, ...answer.general_chiefs];
}

export function Contact({ answer }: { answer: Answer }) {
  const { state, words } = usePage();
  const seat = seatsOf(answer).find((s) => s.post !== undefined && s.post === answer.first_contact?.id);
  const board = boardOf(answer);
  const supervision = useAsked<NoticeBoard>(board && lookup(state, `v1/notice-boards/${encodeURIComponent(board)}`));
  const summary = summarised(answer, words, state.language);
  const passed = passedOver(answer, words);
  const register = besideRegister(answer, words);
  return (
    <section class="contact" aria-labelledby="contact-title">
      <p class="where">
        <span class={`tag tag-${answer.status.toLowerCase()}`}>{words.status[answer.status]}</span>{' '}
        <span lang="zh">{place(answer)}</span>
      </p>
      {answer.first_contact ? (
        <>
          <h2 id="contact-title">
            <span class="call">{words.card.call}</span> <span lang="zh">{called(answer.first_contact)}</span>
          </h2>
          {seat && (
            <p class="held">
              <Holders seat={seat} />
            </p>
          )}
          <p class="numbers">
            {seat?.phone ? (
              <Dial what={words.card.phone} phone={seat.phone} first />
            ) : (
              <span class="absent">{words.card.noPhone}</span>
            )}
            {board && supervision.is === 'loading' && <span class="skeleton" aria-hidden="true" />}
            {supervision.is === 'answered' && supervision.answer.supervision_phone && (
              <Dial what={words.card.supervision} phone={supervision.answer.supervision_phone} />
            )}
            {(!board || (supervision.is === 'answered' && !supervision.answer.supervision_phone)) && answer.segment && (
              <span class="absent">{words.card.noSupervision}</span>
            )}
          </p>
        </>
      ) : (
        <h2 id="contact-title">{words.card.nobody}</h2>
      )}
      {passed && <p class="passed">{passed}</p>}
      {register && <p class="passed">{register}</p>}
      <p class="summary">{summary}</p>
    </section>
  );
}

/** The board of the segment that decides, else the first on the stretch. */
function boardOf(answer: Answer): string | undefined {
  const ids = answer.boards ?? [];
  return ids.find((id) => answer.segment !== undefined && id.endsWith(answer.segment)) ?? ids.at(-1);
}

function nameIfAny(one: Coded | undefined): string {
  return one ? called(one) : '';
}

function place(answer: Answer): string {
  const { units, status } = answer;
  // The nearest water is advice: the place isn't on it.
  const water = status === 'NEAR_WATER' ? undefined : nameIfAny(answer.water);
  const path = [units.county, units.township, units.village].filter((u) => u !== undefined).map(called);
  return [water, within(path)].filter(Boolean).join(' · ');
}

/** Seats below the one to call that should be held and aren't. */
function passedOver(answer: Answer, words: Words): string | undefined {
  const seats = seatsOf(answer);
  const first = seats.findIndex((s) => s.post !== undefined && s.post === answer.first_contact?.id);
  const empty = seats.slice(0, Math.max(first, 0)).filter((s) => s.state === 'VACANT' || s.state === 'GAP');
  if (empty.length === 0) return undefined;
  const names = empty.map((s) => `${seatName(s, words)}${words.space}${words.state[s.state]}`);
  return words.card.vacantBelow(names.join(words.language === 'zh' ? '、' : ', '));
}

/** Rule A: levels that are missing here, and units above that were taken by place. */
function besideRegister(answer: Answer, words: Words): string | undefined {
  const missing = LEVELS.filter((level) => answer.notes.includes(`hole:${level}`));
  const names = missing.map((level) => words.level[level]).join(words.language === 'zh' ? '、' : ', ');
  const said = [
    missing.length > 0 ? words.card.incomplete(names) : undefined,
    answer.notes.includes('N_PARENT_BY_PLACE') ? words.card.parentByPlace : undefined,
  ];
  return said.filter(Boolean).join(words.space) || undefined;
}

const WINDS = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];

function summarised(answer: Answer, words: Words, language: 'zh' | 'en'): string {
  const say = words.card.summary;
  const water = nameIfAny(answer.water);
  const away = distance(answer.distance_m ?? 0, language);
  switch (answer.status) {
    case 'WATER_ZONE':
      return say.WATER_ZONE(water);
    case 'LAND_ZONE':
      return say.LAND_ZONE(water, nameIfAny(answer.units.village ?? answer.units.township));
    case 'CHANNEL': {
      const unit = nameIfAny(answer.chain.find((s) => s.segment === answer.segment)?.unit);
      return answer.rule === 'N4c' ? say.SNAPPED(water, away) : say.CHANNEL(water, unit);
    }
    case 'NEAR_WATER': {
      const nearest = answer.nearest;
      if (!nearest) return say.GENERAL_ONLY(distance(1000, language));
      const wind = WINDS[Math.round((((nearest.azimuth_deg % 360) + 360) % 360) / 45) % 8] ?? '';
      return say.NEAR_WATER(
        called(nearest.water),
        language === 'zh' ? `${nearest.direction}面` : wind,
        distance(nearest.distance_m, language),
      );
    }
    case 'GENERAL_ONLY':
      return say.GENERAL_ONLY(distance(answer.thresholds.near_water_m, language));
    case 'MARINE':
      return say.MARINE;
    case 'OUT_OF_JURISDICTION':
      return answer.neighbour ? say.OUT_NEIGHBOUR(called(answer.neighbour)) : say.OUT_OF_JURISDICTION;
  }
}

/** Where along the water, for those who work by stations. */
export function stationed(answer: Answer, words: Words): string | undefined {
  const at = answer.stationing;
  return at && words.card.stationing(station(at.measure_m), words.bank[at.bank]);
}
