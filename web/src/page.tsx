/** What every component knows: the state, how to change it, the words. The address bar is the one place it is kept. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { address, type Query } from './service';
import { readState, type State, unreadable, writeState } from './state';
import type { PageConfig } from './wire';
import { en } from './words/en';
import { type Words, zh } from './words/zh';

/** New values; undefined takes one away. */
export type Change = { [K in keyof State]?: State[K] | undefined };

export interface Page {
  state: State;
  words: Words;
  /** Of the installation; not there until the service has answered. */
  settings: PageConfig | undefined;
  /** `step` is one that the back button undoes. */
  go: (change: Change, how?: 'step' | 'slide') => void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('a component outside the page');
  return page;
}

export function wordsOf(state: State): Words {
  return state.language === 'en' ? en : zh;
}

/** The address of a look-up by the law and edition that the page shows. */
export function lookup(state: State, path: string, query: Query = {}): string {
  return address(path, { ...query, as_of: state.date, edition: state.edition });
}

/** What a finger on the map adds to a look-up of a place. */
export function reachOf({ finger }: State): Query {
  return finger ? { tolerance_px: finger.pixels, zoom: finger.zoom } : {};
}

/** Keeps the state in the address, and follows the back button. */
export class Address {
  state: State;
  /** Parameters of the address that it was opened with and that can't be read. */
  unread: string[];
  constructor(private readonly changed: (state: State) => void) {
    this.state = readState(location.search);
    this.unread = unreadable(location.search);
    // Foreign parameters go at once.
    this.write('slide');
    addEventListener('popstate', () => {
      this.state = readState(location.search);
      this.unread = unreadable(location.search);
      this.changed(this.state);
    });
  }

  go = (change: Change, how: 'step' | 'slide' = 'step'): void => {
    // What tapped a place goes with it: the next one may be typed.
    const finger = 'place' in change || 'ends' in change ? change.finger : this.state.finger;
    const kept = Object.entries({ ...this.state, ...change, finger }).filter(([, value]) => value !== undefined);
    this.unread = [];
    const next = Object.fromEntries(kept) as unknown as State;
    this.state = next;
    this.write(how);
    this.changed(next);
  };

  private write(how: 'step' | 'slide'): void {
    const url = location.pathname + writeState(this.state) + location.hash;
    if (url === location.pathname + location.search + location.hash) return;
    if (how === 'step') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }
}
