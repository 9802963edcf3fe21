/** What the operator chose for this installation, asked once. */
import { type Asked, useAsked } from './asked';
import { address } from './service';
import type { Answered } from './wire';

export interface BaseMap {
  tiles: string[];
  tile_size: number;
  attribution: string;
  approval_number: string | null;
  max_zoom: number;
}

export interface Settings extends Answered {
  public_url: string;
  base_map: BaseMap | null;
}

export function useSettings(): Asked<Settings> {
  return useAsked<Settings>(address('v1/page-config'));
}
