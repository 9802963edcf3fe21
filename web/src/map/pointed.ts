/** What an answer or a pick points out on the map, in terms of the tiles' layers. */
import type { Picked } from '../state';
import type { Answer, Level, Unit } from '../wire';
import type { Pointed } from './overlay';

const UNITS: Record<Level, string> = { city: 'cities', county: 'counties', township: 'townships', village: 'villages' };
const SEGMENTS = ['segments_city', 'segments_county', 'segments_township', 'segments_village'];

export function pointedByAnswer(answer: Answer): Pointed[] {
  if (answer.status === 'WATER_ZONE' && answer.zone)
    return [{ layer: 'water_zones', is: { zone: answer.zone }, as: 'area' }];
  if (answer.status === 'LAND_ZONE' && answer.zone) {
    const village = answer.units.village?.code;
    return [{ layer: 'land_zones', is: { zone: answer.zone, ...(village ? { village } : {}) }, as: 'area' }];
  }
  if (answer.status !== 'CHANNEL' || !answer.segment) return [];
  const level = answer.chain.find((seat) => seat.segment === answer.segment)?.level ?? 'village';
  return pointedSegment(answer.segment, level, answer.stationing !== undefined);
}

export function pointedSegment(id: string, level: Level, stationed: boolean): Pointed[] {
  return [
    stationed ? { layer: `segments_${level}`, is: { id }, as: 'line' } : { layer: 'pieces', is: { id }, as: 'area' },
  ];
}

export function pointedByPick(picked: Picked, unit: Unit | undefined): Pointed[] {
  switch (picked.kind) {
    case 'water':
      return [
        { layer: 'water_areas', is: { water: picked.id }, as: 'area' },
        { layer: 'centrelines', is: { water: picked.id }, as: 'line' },
      ];
    case 'unit':
      return unit ? [{ layer: UNITS[unit.level], is: { code: picked.id }, as: 'area' }] : [];
    case 'post':
      return [
        ...['land_zones', 'water_zones', 'pieces'].map((layer) => ({
          layer,
          is: { post: picked.id },
          as: 'area' as const,
        })),
        ...SEGMENTS.map((layer) => ({ layer, is: { post: picked.id }, as: 'line' as const })),
      ];
    case 'segment':
      return [{ layer: 'pieces', is: { id: picked.id }, as: 'area' }];
  }
}

/** The layers' names for one TileJSON, each once. */
export function layersOf(features: Pointed[]): string {
  return [...new Set(features.map((feature) => feature.layer))].sort().join(',');
}
