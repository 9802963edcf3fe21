/**
 * Asks the service: relative to the page's own base, with a time limit, retried while the network or the service is
 * at its limit, cancelled with its signal. Knows no noun.
 */
import type { Problem } from './wire';

/** Why there is no answer. */
export class Refusal extends Error {
  constructor(
    readonly kind: 'network' | 'timeout' | 'busy' | 'refused',
    message: string,
    readonly status?: number,
    readonly parameter?: string,
    readonly allowed?: string[],
  ) {
    super(message);
  }
}

const TIME_LIMIT_MS = 15_000;
const PAUSES_MS = [400, 1200, 3000];

export type Query = Record<string, string | number | undefined>;

/** The address of a path of the service, seen from the page. */
export function address(path: string, query: Query = {}): string {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

/**
 * An absolute address from an answer, brought under the origin by which the page was opened: `localhost` and
 * `127.0.0.1` are two origins, and the policy lets the page ask its own only.
 */
export function ours(link: string): string {
  const url = new URL(link, document.baseURI);
  return location.origin + url.pathname + url.search;
}

export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once<T>(url, signal);
    } catch (refusal) {
      if (signal?.aborted || !(refusal instanceof Refusal) || refusal.kind === 'refused') throw refusal;
      const pause = PAUSES_MS[attempt];
      if (pause === undefined) throw refusal;
      await rest(pause, signal);
    }
  }
}

export async function once<T>(url: string, signal?: AbortSignal, more: RequestInit = {}): Promise<T> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  let response: Response;
  try {
    response = await fetch(url, {
      ...more,
      headers: { accept: 'application/json', ...more.headers },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (response.ok) return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    if (limit.aborted) throw new Refusal('timeout', 'no answer in time');
    throw new Refusal('network', String(error));
  }
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  const busy = response.status === 503 || response.status === 429 || response.status === 408;
  throw new Refusal(
    busy ? 'busy' : 'refused',
    problem.detail ?? problem.title ?? response.statusText,
    response.status,
    problem.parameter,
    problem.allowed,
  );
}

function rest(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
