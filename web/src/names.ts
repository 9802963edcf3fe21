/** Names of units, one within the other, as one reads them. */

/** Joined; some villages carry their township's name, which needn't be read twice. */
export function within(names: string[]): string {
  return names.filter((name, n) => !names[n + 1]?.startsWith(name)).join('');
}
