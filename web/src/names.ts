/** Names of units and persons, as one reads them. */

/** Joined; some villages carry their township's name, which needn't be read twice. */
export function within(names: string[]): string {
  return names.filter((name, n) => !names[n + 1]?.startsWith(name)).join('');
}

/** A person with the office (职务) held, which a register may have in the name already. */
export function titled({ name, title }: { name: string; title: string }): string {
  return title === '' || name.includes(title) ? name : `${name}（${title}）`;
}
