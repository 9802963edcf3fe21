/** Exports as the service makes them: started, followed, removed. */
import { address, ask, once } from './service';
import type { Export, ExportRequest } from './wire';

function place(id: string): string {
  return address(`v1/exports/${encodeURIComponent(id)}`);
}

/** Not tried again by itself: each try might start one more. */
export function start(wanted: ExportRequest): Promise<Export> {
  const headers = { 'content-type': 'application/json' };
  return once<Export>(address('v1/exports'), undefined, { method: 'POST', headers, body: JSON.stringify(wanted) });
}

export function followed(id: string, signal: AbortSignal): Promise<Export> {
  return ask<Export>(place(id), signal);
}

/** What is gone already is gone. */
export async function remove(id: string): Promise<void> {
  const response = await fetch(place(id), { method: 'DELETE' });
  if (!response.ok && response.status !== 404) throw new Error(response.statusText);
}
