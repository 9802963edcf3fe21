/** One box for names, initials, ids and pasted coordinates, by keyboard too (the combobox pattern of WAI-ARIA). */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { type Place, readCoordinates } from '../coordinates';
import { lookup, usePage } from '../page';
import { ask } from '../service';
import type { Picked, State } from '../state';
import type { Hit, NoticeBoard, SearchResults } from '../wire';

type Choice = { key: string; kind: string; name: string; path: string; take: () => void };

const PAUSE_MS = 180;

export function SearchBox() {
  const { state, words, go } = usePage();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const closing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Who comes back at once finds the list open.
  const reopen = () => {
    clearTimeout(closing.current);
    setOpen(true);
  };
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const reading = readCoordinates(text);
  const answer = useAsked<SearchResults>(
    reading || asked === '' || asked.length > 100 ? undefined : lookup(state, 'v1/search', { q: asked, limit: 12 }),
  );

  const leave = () => {
    setOpen(false);
    setText('');
    input.current?.blur();
  };
  const choices: Choice[] = reading
    ? readings(reading, reading.datumNamed).map((place) => ({
        key: place.crs ?? 'CRS84',
        kind: words.search.coordinates,
        name: `${place.lon}, ${place.lat}`,
        path: words.search.datums[place.crs ?? 'CRS84'] ?? place.crs ?? '',
        take: () => {
          go({ place, picked: undefined, view: 'map' });
          leave();
        },
      }))
    : (answer.is === 'answered' ? answer.answer.results : []).map((found) => ({
        key: `${found.kind}-${found.id}`,
        kind: words.search.kinds[found.kind] ?? found.kind,
        name: found.name,
        path: found.path.join(' › '),
        take: () => {
          pickedBy(found, state).then(
            (picked) => picked && go({ picked, place: undefined, view: 'map' }),
            // The search itself has just been answered; a board that is gone meanwhile leaves things as they are.
            () => undefined,
          );
          leave();
        },
      }));
  const at = Math.min(active, choices.length - 1);

  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      reopen();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at + step + choices.length) % Math.max(choices.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choices[at]?.take();
    } else if (event.key === 'Escape') {
      setOpen(false);
      setText('');
    }
  };

  const shown = open && text.trim() !== '';
  return (
    <search class="search">
      <input
        ref={input}
        id="search"
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autocomplete="off"
        spellcheck={false}
        role="combobox"
        aria-label={words.search.label}
        aria-expanded={shown}
        aria-controls="search-results"
        aria-activedescendant={shown && at >= 0 ? `search-result-${at}` : undefined}
        placeholder={words.search.placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          reopen();
        }}
        onFocus={reopen}
        onBlur={() => {
          closing.current = setTimeout(() => setOpen(false), 150);
        }}
        onKeyDown={key}
      />
      {text !== '' && (
        <button type="button" class="clear" aria-label={words.search.clear} onClick={() => setText('')}>
          ×
        </button>
      )}
      <div id="search-results" class="results" role="listbox" aria-label={words.search.label} hidden={!shown}>
        {shown &&
          choices.map((choice, n) => (
            // biome-ignore lint/a11y/useFocusableInteractive: likewise
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled in the box
            <div
              key={choice.key}
              id={`search-result-${n}`}
              class={`result${n === at ? ' result-active' : ''}`}
              role="option"
              aria-selected={n === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={choice.take}
            >
              <span class="tag">{choice.kind}</span>
              <span class="result-name" lang="zh">
                {choice.name}
              </span>
              <span class="result-path" lang="zh">
                {choice.path}
              </span>
            </div>
          ))}
        {shown && answer.is === 'answered' && choices.length === 0 && asked === text.trim() && (
          <p class="result-none">{words.search.none}</p>
        )}
        {shown && answer.is === 'loading' && <p class="result-none">{words.loading}</p>}
        {shown && answer.is === 'refused' && <p class="result-none">{words.trouble[answer.refusal.kind]}</p>}
      </div>
      <p class="sr" aria-live="polite">
        {shown && choices.length > 0 && words.search.results(choices.length)}
      </p>
    </search>
  );
}

/** Without a named datum the three that phones give are offered: half a kilometre lies between them. */
function readings({ lon, lat, crs }: Place, named: boolean): Place[] {
  if (named) return [crs ? { lon, lat, crs } : { lon, lat }];
  return [
    { lon, lat },
    { lon, lat, crs: 'GCJ02' },
    { lon, lat, crs: 'BD09' },
  ];
}

/** A board stands for the segment that it is about. */
async function pickedBy(found: Hit, state: State): Promise<Picked | undefined> {
  if (found.kind !== 'board') return { kind: found.kind, id: found.id };
  const board = await ask<NoticeBoard>(lookup(state, `v1/notice-boards/${encodeURIComponent(found.id)}`));
  return board.segment ? { kind: 'segment', id: board.segment } : undefined;
}
