/** The whole page: map below, search and tools on it, one card or panel at a time. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAsked } from './asked';
import { BoardView } from './board/boardView';
import { PickedCard } from './card/pickedCard';
import { PlaceCard } from './card/placeCard';
import { Notices } from './events';
import { MapView } from './map/mapView';
import { Address, lookup, type Page, PageContext, reachOf, wordsOf } from './page';
import { CoveragePanel } from './panels/coveragePanel';
import { DatePanel } from './panels/datePanel';
import { ExportPanel } from './panels/exportPanel';
import { LayersPanel } from './panels/layersPanel';
import { MeasurePanel, useMeasured } from './panels/measurePanel';
import { RosterPanel } from './panels/rosterPanel';
import { SharePanel } from './panels/sharePanel';
import { StretchesPanel } from './panels/stretchesPanel';
import { SearchBox } from './search/searchBox';
import { useSettings } from './settings';
import { Sheet } from './sheet';
import type { State, View } from './state';
import { ToolBar } from './toolBar';
import type { Answer } from './wire';

export function App() {
  const [state, setState] = useState<State>(() => ADDRESS.state);
  const asked = useSettings();
  const settings = asked.is === 'answered' ? asked.answer : undefined;
  const page: Page = useMemo(() => ({ state, words: wordsOf(state), settings, go: ADDRESS.go }), [state, settings]);
  useEffect(() => {
    follow = setState;
    document.documentElement.lang = page.words.htmlLanguage;
    document.title = page.words.title;
  }, [page]);
  return (
    <PageContext.Provider value={page}>
      {state.view === 'board' && state.picked?.kind === 'segment' ? (
        <BoardView id={state.picked.id} />
      ) : (
        <Atlas page={page} />
      )}
    </PageContext.Provider>
  );
}

// One address bar, so one keeper of it, from before the first component on.
let follow: (state: State) => void = () => undefined;
const ADDRESS = new Address((state) => follow(state));

function Atlas({ page }: { page: Page }) {
  const { state, words, go } = page;
  const place = state.place;
  const answer = useAsked<Answer>(
    place &&
      lookup(state, 'v1/chiefs/at', {
        lon: place.lon,
        lat: place.lat,
        crs: place.crs,
        ...reachOf(state),
        concern: state.concern,
      }),
  );
  const measured = useMeasured(page);
  const back = useRef<HTMLElement>(null);

  const close = () => {
    if (state.from) go({ view: state.from, from: undefined });
    else if (state.view !== 'map') go({ view: 'map', of: undefined, seats: undefined, ends: [] });
    else go({ place: undefined, picked: undefined, concern: undefined });
    back.current?.querySelector<HTMLElement>('canvas')?.focus();
  };

  const panel = panelOf(page, measured);
  const sheet = panel ?? cardOf(page, answer);
  return (
    <div class={`atlas${sheet ? ' atlas-open' : ''}`}>
      <header class="bar">
        <h1 class="brand">{words.title}</h1>
        <SearchBox />
        <ToolBar />
      </header>
      <main ref={back}>
        <MapView
          answer={answer.is === 'answered' ? answer.answer : undefined}
          measured={measured}
          open={sheet !== undefined}
        />
      </main>
      {sheet && (
        <Sheet title={sheet.title} of={sheet.key} long={LONG.includes(state.view)} onClose={close}>
          {sheet.body}
        </Sheet>
      )}
      {!sheet && <p class="hint">{words.tagline}</p>}
      <Notices unread={ADDRESS.unread} />
    </div>
  );
}

const LONG: View[] = ['coverage', 'stretches', 'roster', 'share'];

interface Opened {
  key: string;
  title: string;
  body: preact.ComponentChildren;
}

function panelOf({ state: { view }, words }: Page, measured: ReturnType<typeof useMeasured>): Opened | undefined {
  switch (view) {
    case 'layers':
      return { key: view, title: words.layers.title, body: <LayersPanel /> };
    case 'date':
      return { key: view, title: words.date.title, body: <DatePanel /> };
    case 'measure':
      return { key: view, title: words.measure.title, body: <MeasurePanel measured={measured} /> };
    case 'coverage':
      return { key: view, title: words.coverage.title, body: <CoveragePanel /> };
    case 'stretches':
      return { key: view, title: words.stretches.title, body: <StretchesPanel /> };
    case 'roster':
      return { key: view, title: words.roster.title, body: <RosterPanel /> };
    case 'share':
      return { key: view, title: words.share.title, body: <SharePanel /> };
    case 'export':
      return { key: view, title: words.exports.title, body: <ExportPanel /> };
    case 'board':
    case 'map':
      return undefined;
  }
}

function cardOf({ state, words }: Page, answer: ReturnType<typeof useAsked<Answer>>): Opened | undefined {
  if (state.picked) {
    const key = `${state.picked.kind}-${state.picked.id}`;
    return { key, title: words.picked[state.picked.kind], body: <PickedCard picked={state.picked} key={key} /> };
  }
  if (state.place) {
    const key = `${state.place.lon},${state.place.lat},${state.place.crs}`;
    return { key, title: words.card.call, body: <PlaceCard asked={answer} /> };
  }
  return undefined;
}
