/** What the operator chose for this installation, asked once. */
import { type Asked, useAsked } from './asked';
import { address } from './service';
import type { PageConfig } from './wire';

export function useSettings(): Asked<PageConfig> {
  return useAsked<PageConfig>(address('v1/page-config'));
}
