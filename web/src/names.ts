/** Names of units and persons, as one reads them. */
import { type Coded, LEVELS, type Level, type Seated } from './wire';

/** The name, or the code or id of what the world has no record of. */
export function called(one: Coded | Seated): string {
  return one.name ?? ('code' in one ? one.code : one.id);
}

/** Joined; some villages carry their township's name, which needn't be read twice. */
export function within(names: string[]): string {
  return names.filter((name, n) => !names[n + 1]?.startsWith(name)).join('');
}

/** The names below the city of a path down to a unit of this level; in a world without the city's level there is none to leave out. */
export function belowCity(path: string[], level: Level = 'village'): string[] {
  return path.length > LEVELS.indexOf(level) ? path.slice(1) : path;
}

/** A person with the office (职务) held, which a register may have in the name already. */
export function titled({ name, title }: { name: string; title: string }): string {
  return title === '' || name.includes(title) ? name : `${name}（${title}）`;
}
