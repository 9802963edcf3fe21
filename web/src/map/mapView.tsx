/** The map as a component: from the state to what is drawn, from a tap to a new state. */
import type { StyleSpecification } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { rounded } from '../coordinates';
import { boundsOf } from '../line';
import { lookup, usePage } from '../page';
import type { Measured } from '../panels/measurePanel';
import type { Camera } from '../state';
import type { Answer, SearchResults, Segment, Unit, Water } from '../wire';
import { Locate } from './locate';
import type { Overlay } from './overlay';
import { layersOf, pointedByAnswer, pointedByPick } from './pointed';
import type { RiverMap, Room, Tap } from './riverMap';

interface Props {
  answer: Answer | undefined;
  measured: Measured;
  /** Whether a card covers part of the map. */
  open: boolean;
}

/** From here on a finger covers a village's stretch and no more; below, a tap brings the map nearer. */
const NAMING_ZOOM = 11;

/** Close enough to tell banks and villages apart. */
const PLACE_ZOOM = 12.5;
/** A river as a whole; a pool large enough for a finger to tell water and shore apart. */
const RIVER_ZOOM = 9.5;
const POOL_ZOOM = 11.2;
const ZOOM_OF: Record<string, number> = { city: 8.5, county: 9.5, township: 11.2, village: 13 };

export function MapView({ answer, measured, open }: Props) {
  const { state, words, settings, go } = usePage();
  const base = settings?.base_map ?? undefined;
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<RiverMap>();
  const [failed, setFailed] = useState(false);
  const style = useAsked<StyleSpecification>(lookup(state, `styles/${state.style}.json`));
  const picked = state.picked;
  const segment = useAsked<Segment>(
    picked?.kind === 'segment' ? lookup(state, `v1/segments/${encodeURIComponent(picked.id)}`) : undefined,
  );
  const unit = useAsked<Unit>(
    picked?.kind === 'unit' ? lookup(state, `v1/units/${encodeURIComponent(picked.id)}`) : undefined,
  );
  const water = useAsked<Water>(
    picked?.kind === 'water' ? lookup(state, `v1/waters/${encodeURIComponent(picked.id)}`) : undefined,
  );
  const found = useAsked<SearchResults>(
    picked && picked.kind !== 'segment' ? lookup(state, 'v1/search', { q: picked.id, limit: 10 }) : undefined,
  );

  const [nearer, setNearer] = useState(false);
  const latest = useRef({ state, go });
  latest.current = { state, go };

  // One map for the life of the page, made when there is something to draw.
  const ready = style.is === 'answered';
  // Depends on less than it reads: made once, with the first style
  useEffect(() => {
    if (style.is !== 'answered' || map) return;
    let gone = false;
    import('./riverMap').then(
      ({ RiverMap }) => {
        if (gone || !holder.current) return;
        const made = new RiverMap(
          holder.current,
          style.answer,
          mapWords(words),
          latest.current.state.camera,
          roomOf(open),
          (tap) => {
            const far = tap.finger.zoom < NAMING_ZOOM && latest.current.state.view !== 'measure';
            setNearer(far);
            if (far) {
              made.closer(tap.at, PLACE_ZOOM);
              return;
            }
            shown.current = 'tapped';
            tapped(tap, latest.current);
          },
          (camera) => moved(camera, latest.current),
        );
        setMap(made);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [ready]);
  useEffect(() => () => map?.remove(), [map]);

  const overlay = useMemo<Overlay>(() => {
    const stretch = segment.is === 'answered' ? segment.answer.stretch : undefined;
    const features = picked
      ? stretch
        ? []
        : pointedByPick(picked, unit.is === 'answered' ? unit.answer : undefined)
      : answer
        ? pointedByAnswer(answer)
        : [];
    const place = picked ? undefined : (answer?.at ?? (state.place && !state.place.crs ? state.place : undefined));
    return {
      hidden: state.hidden,
      ...(base ? { base } : {}),
      ...(place ? { place } : {}),
      lines: stretch ? [stretch.geometry.coordinates] : [],
      features,
      ...(features.length > 0 ? { featuresFrom: lookup(state, layersOf(features)) } : {}),
      edges: picked || !answer ? [] : answer.alternatives.map((other) => other.towards),
      measured: measured.line,
      ends: state.ends,
    };
  }, [state, base, picked, answer, segment, unit, measured]);

  useEffect(() => {
    if (map && style.is === 'answered') map.show(style.answer, overlay);
  }, [map, style, overlay]);
  useEffect(() => map?.name(mapWords(words)), [map, words]);

  // What is asked about comes into sight.
  const shown = useRef<'revealed' | 'tapped' | undefined>(undefined);
  const at = answer?.at;
  const atKey = at && `${at.lon},${at.lat}`;
  // Depends on less than it reads: once for each place
  useEffect(() => {
    if (!map || !at || picked) return;
    // A link's camera and a tapper's zoom are their own choice; who typed a place wants to see it.
    const chosen = shown.current === undefined ? state.camera !== undefined : shown.current === 'tapped';
    map.reveal(at, roomOf(open), chosen ? undefined : PLACE_ZOOM);
    shown.current = 'revealed';
  }, [map, atKey, open]);
  // Depends on less than it reads: once for each pick
  useEffect(() => {
    if (!map || segment.is !== 'answered' || !segment.answer.stretch) return;
    const bounds = boundsOf([segment.answer.stretch.geometry.coordinates]);
    if (bounds) map.fit(bounds, roomOf(true));
  }, [map, segment.is === 'answered' && segment.answer.id]);
  // Depends on less than it reads: once for each pick
  useEffect(() => {
    const hit =
      found.is === 'answered'
        ? found.answer.results.find((f) => f.kind === picked?.kind && f.id === picked.id)
        : undefined;
    if (!map || !hit?.at) return;
    const level = unit.is === 'answered' ? unit.answer.level : undefined;
    const pool = water.is === 'answered' && (water.answer.kind === 'reservoir' || water.answer.kind === 'lake');
    map.reveal(hit.at, roomOf(true), level ? ZOOM_OF[level] : pool ? POOL_ZOOM : RIVER_ZOOM);
  }, [map, found.is, unit.is, water.is, picked?.id]);

  // Depends on less than it reads: once for each distance
  useEffect(() => {
    const bounds = boundsOf([measured.line]);
    if (map && bounds) map.fit(bounds, roomOf(true));
  }, [map, measured.line]);

  return (
    <>
      <div class="map" ref={holder} role="application" aria-label={words.mapLabel} />
      {(failed || style.is === 'refused') && (
        <p class="map-failed" role="alert">
          {words.mapFailed}
        </p>
      )}
      {nearer && (
        <p class="map-said" role="status">
          {words.tapAgain}
        </p>
      )}
      <div class="map-buttons">
        <Locate />
        <button type="button" aria-label={words.zoomIn} onClick={() => map?.zoomBy(1)}>
          +
        </button>
        <button type="button" aria-label={words.zoomOut} onClick={() => map?.zoomBy(-1)}>
          −
        </button>
      </div>
      <Credit />
    </>
  );
}

/** What must stand on every map: that it is schematic, and whose base map it is, with its approval number. */
function Credit() {
  const { state, words, settings } = usePage();
  const base = state.hidden.includes('base') ? null : settings?.base_map;
  if (!settings?.world.schematic && !base) return null;
  return (
    <p class="credit">
      {settings?.world.schematic && <strong title={words.schematicLong}>{words.schematic}</strong>}
      {base && <span>{[base.attribution, base.approval_number].filter(Boolean).join(' · ')}</span>}
    </p>
  );
}

function mapWords(words: ReturnType<typeof usePage>['words']) {
  const [metres, kilometres] = words.language === 'zh' ? ['米', '公里'] : ['m', 'km'];
  return { label: words.mapLabel, metres: metres as string, kilometres: kilometres as string };
}

/** Where the card stands beside the map instead of on it; page.css has the same words. */
const BESIDE = '(min-width: 900px), (min-width: 600px) and (max-height: 500px)';

/** Share of a telephone's height that a sheet takes at first; page.css has it too. */
const SHEET = 0.47;

/** What the card and the bar leave free of the map. */
function roomOf(open: boolean): Room {
  const bar = document.querySelector('.bar')?.getBoundingClientRect();
  const sheet = open ? document.querySelector('.sheet')?.getBoundingClientRect() : undefined;
  const beside = matchMedia(BESIDE).matches;
  return {
    top: beside ? 64 : (bar?.bottom ?? 0),
    right: 0,
    // A sheet over the whole height leaves nothing to see; what is shown is for when it is half down again.
    bottom: !beside && sheet ? Math.min(innerHeight - sheet.top, innerHeight * SHEET) : 0,
    left: beside ? (bar?.right ?? 0) : 0,
  };
}

interface Latest {
  state: ReturnType<typeof usePage>['state'];
  go: ReturnType<typeof usePage>['go'];
}

function moved(camera: Camera, { go }: Latest): void {
  go({ camera }, 'slide');
}

/** What a tap asks: one question, at once, so that a later one can only come after it. */
function tapped(tap: Tap, { state, go }: Latest): void {
  const place = { lon: rounded(tap.at.lon), lat: rounded(tap.at.lat) };
  if (state.view === 'measure')
    go({ ends: state.ends.length === 1 ? [...state.ends, place] : [place], finger: tap.finger });
  else go({ place, finger: tap.finger, picked: undefined, view: 'map' });
}
