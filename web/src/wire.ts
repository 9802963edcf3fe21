/** The shapes of what the service answers, made from its description (`web/openapi.json`) by `scripts/web --test`. */
import type { Level } from './generated/service';

export type * from './generated/service';

export const LEVELS: Level[] = ['city', 'county', 'township', 'village'];
