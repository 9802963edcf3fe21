/** Exports as the service makes them: started, followed, removed. */
import { address, ask, once } from './service';

export interface Wanted {
  collections: { collection: string; filter?: string }[];
  package: string;
  format?: string;
  crs?: string;
  /** Decimals of degrees, or metres. */
  precision?: number;
  bbox?: number[];
  unit?: string;
  datetime?: string;
  edition?: number;
}

export interface Standing {
  id: string;
  state: string;
  progress: { features: number; of_features?: number };
  collections: { collection: string; features?: number }[];
  remarks: string[];
  expires?: string;
  file?: { name: string; bytes: number };
  failure?: { reason: string; detail: string };
  links: { rel: string; href: string }[];
}

function place(id: string): string {
  return address(`v1/exports/${encodeURIComponent(id)}`);
}

/** Not tried again by itself: each try might start one more. */
export function start(wanted: Wanted): Promise<Standing> {
  const headers = { 'content-type': 'application/json' };
  return once<Standing>(address('v1/exports'), undefined, { method: 'POST', headers, body: JSON.stringify(wanted) });
}

export function followed(id: string, signal: AbortSignal): Promise<Standing> {
  return ask<Standing>(place(id), signal);
}

/** What is gone already is gone. */
export async function remove(id: string): Promise<void> {
  const response = await fetch(place(id), { method: 'DELETE' });
  if (!response.ok && response.status !== 404) throw new Error(response.statusText);
}
