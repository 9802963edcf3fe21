/**
 * A style as it is drawn: the service's style, what is hidden of it, and what the page puts over it.
 * A pure function of what is to be seen, so that the map has no memory of its own.
 */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Group } from '../state';
import type { BaseMap, Position } from '../wire';

/** Features of a layer of the tiles. */
export interface Pointed {
  layer: string;
  is: Record<string, string>;
  as: 'line' | 'area';
}

export interface Overlay {
  hidden: Group[];
  /** The operator's map, under everything. */
  base?: BaseMap;
  /** The place asked about. */
  place?: Position;
  /** Centrelines to point out. */
  lines: [number, number][][];
  /** What else to point out: features of the service's tiles with these attributes. */
  features: Pointed[];
  /** TileJSON of the layers of `features`, by the law of the page's day. */
  featuresFrom?: string;
  /** Where other answers begin. */
  edges: Position[];
  measured: [number, number][];
  ends: Position[];
}

export const NOTHING: Overlay = { hidden: [], lines: [], features: [], edges: [], measured: [], ends: [] };

const INK = '#12343b';
const GLOW = '#ffb703';
const MEASURE = '#9b2226';

const GROUP_OF: [RegExp, Group][] = [
  [/^(land-zone|water-zone|piece)/, 'zones'],
  [/^border/, 'borders'],
  [/^(name-|chief-name)/, 'names'],
  [/^board/, 'boards'],
];

/** What lies over a base map without telling anything that it doesn't. */
const GROUND = /^(land|sea)$/;

/** Segments, from below: the glow goes under the first of these. */
const STRETCH = /^(stretch-casing|course-casing|course|chief|grade|missing|segment)/;

type Features = GeoJSON.FeatureCollection;

const points = (places: Position[]): Features => ({
  type: 'FeatureCollection',
  features: places.map(({ lon, lat }) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [lon, lat] },
  })),
});

const lines = (all: [number, number][][]): Features => ({
  type: 'FeatureCollection',
  features: all.map((coordinates) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates },
  })),
});

export function drawn(style: StyleSpecification, overlay: Overlay): StyleSpecification {
  const sources: Record<string, SourceSpecification> = { ...style.sources };
  sources['page-lines'] = { type: 'geojson', data: lines(overlay.lines), tolerance: 0 };
  sources['page-edges'] = {
    type: 'geojson',
    data: lines(overlay.place ? overlay.edges.map((e) => [at(overlay.place as Position), at(e)]) : []),
  };
  sources['page-measured'] = {
    type: 'geojson',
    data: lines(overlay.measured.length > 1 ? [overlay.measured] : []),
    tolerance: 0,
  };
  sources['page-ends'] = { type: 'geojson', data: points(overlay.ends) };
  sources['page-place'] = { type: 'geojson', data: points(overlay.place ? [overlay.place] : []) };
  if (pointsAtFeatures(overlay)) sources['page-features'] = { type: 'vector', url: overlay.featuresFrom };

  const based = overlay.base !== undefined && !overlay.hidden.includes('base');
  const layers = style.layers.map((layer) => {
    if (based && GROUND.test(layer.id)) return without(layer);
    const group = GROUP_OF.find(([id]) => id.test(layer.id))?.[1];
    const hidden = group !== undefined && overlay.hidden.includes(group);
    return hidden ? without(layer) : layer;
  });
  if (based) layRasters(overlay.base as BaseMap, sources, layers);
  const under = layers.findIndex((layer) => STRETCH.test(layer.id));
  layers.splice(under < 0 ? layers.length : under, 0, ...pointedOut(overlay));
  layers.push(...onTop());
  return { ...style, sources, layers };
}

function without(layer: LayerSpecification): LayerSpecification {
  return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
}

/** The base map's layers, over the style's background. */
function layRasters(base: BaseMap, sources: Record<string, SourceSpecification>, layers: LayerSpecification[]): void {
  for (const [n, tile] of base.tiles.entries()) {
    const id = `base-map-${n}`;
    sources[id] = { type: 'raster', tiles: [tile], tileSize: base.tile_size, maxzoom: base.max_zoom };
    layers.splice(1 + n, 0, { id, type: 'raster', source: id });
  }
}

function pointsAtFeatures(overlay: Overlay): overlay is Overlay & { featuresFrom: string } {
  return overlay.featuresFrom !== undefined && overlay.features.length > 0;
}

function at(place: Position): [number, number] {
  return [place.lon, place.lat];
}

function pointedOut(overlay: Overlay): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const width = (wide: number): never => ['interpolate', ['linear'], ['zoom'], 8, wide * 0.6, 14, wide] as never;
  const glow = (
    id: string,
    from: { source: string; 'source-layer'?: string; filter?: never },
  ): LayerSpecification[] => [
    { id: `${id}-edge`, type: 'line', ...from, layout: round, paint: { 'line-color': INK, 'line-width': width(21) } },
    { id, type: 'line', ...from, layout: round, paint: { 'line-color': GLOW, 'line-width': width(17) } },
  ];
  const features = pointsAtFeatures(overlay) ? overlay.features : [];
  features.forEach(({ layer, is, as }, n) => {
    const conditions = Object.entries(is).map(([name, value]) => ['==', ['get', name], value]);
    const from = { source: 'page-features', 'source-layer': layer, filter: ['all', ...conditions] as never };
    if (as === 'line') {
      layers.push(...glow(`page-feature-${n}`, from));
    } else {
      layers.push(
        { id: `page-feature-${n}`, type: 'fill', ...from, paint: { 'fill-color': GLOW, 'fill-opacity': 0.22 } },
        { id: `page-feature-${n}-edge`, type: 'line', ...from, paint: { 'line-color': INK, 'line-width': 2.5 } },
      );
    }
  });
  return [...layers, ...glow('page-line', { source: 'page-lines' })];
}

function onTop(): LayerSpecification[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      id: 'page-edges',
      type: 'line',
      source: 'page-edges',
      paint: { 'line-color': INK, 'line-width': 2, 'line-dasharray': [1.5, 1.5] },
    },
    {
      id: 'page-measured-edge',
      type: 'line',
      source: 'page-measured',
      layout: round,
      paint: { 'line-color': '#fff', 'line-width': 8 },
    },
    {
      id: 'page-measured',
      type: 'line',
      source: 'page-measured',
      layout: round,
      paint: { 'line-color': MEASURE, 'line-width': 4 },
    },
    {
      id: 'page-ends',
      type: 'circle',
      source: 'page-ends',
      paint: { 'circle-radius': 7, 'circle-color': '#fff', 'circle-stroke-color': MEASURE, 'circle-stroke-width': 3 },
    },
    {
      id: 'page-place-halo',
      type: 'circle',
      source: 'page-place',
      paint: { 'circle-radius': 13, 'circle-color': INK, 'circle-opacity': 0.18 },
    },
    {
      id: 'page-place',
      type: 'circle',
      source: 'page-place',
      paint: { 'circle-radius': 7, 'circle-color': '#d62828', 'circle-stroke-color': '#fff', 'circle-stroke-width': 3 },
    },
  ];
}
