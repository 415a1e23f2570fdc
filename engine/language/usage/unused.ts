import type { Diagnostic, Place } from '../basics/place.ts';
import type { Loaded } from '../load.ts';
import type { Declared } from './declared.ts';

/**
 * What nothing uses. A file that several packs share (a connection, fragments, tables) is judged by all of them: `others` gives the
 * packs beside those that are checked, and is asked only where one of them may use what these do not. `mocks`: their texts, which may read an option. Nothing is said of it
 * where a pack that takes it in has errors.
 */
export const unusedIn = (
  checked: readonly Loaded[],
  others: () => readonly Loaded[],
  mocks: readonly string[] = [],
): readonly Diagnostic[] => {
  const alone = unused(checked).filter(({ option }) => option === undefined || !mocks.some((text) => isReadIn(text, option)));
  const shared = alone.filter(({ place }) => isShared(place, checked));
  if (shared.length === 0) return alone.map(diagnosticOf);
  const open = new Set(unused([...checked, ...others()]).map(({ place }) => keyOf(place)));
  return alone.filter((one) => !shared.includes(one) || open.has(keyOf(one.place))).map(diagnosticOf);
};

const unused = (loaded: readonly Loaded[]): readonly Declared[] => {
  const all = loaded.flatMap(({ declared }) => declared);
  const used = new Set(all.filter(({ isUsed }) => isUsed).map(({ place }) => keyOf(place)));
  const once = new Map(all.map((one) => [keyOf(one.place), one]));
  return [...once].filter(([key, { place }]) => !used.has(key) && !isOfBroken(place, loaded)).map(([, one]) => one);
};

const isReadIn = (mock: string, option: string): boolean => new RegExp(`[$@](?:user|options)\\.${option}\\b`).test(mock);

const isOfBroken = ({ file }: Place, loaded: readonly Loaded[]): boolean =>
  loaded.some(({ declared, texts }) => declared.length === 0 && texts.has(file));

/** It does not stand in a pack's own file. */
const isShared = ({ file }: Place, loaded: readonly Loaded[]): boolean => loaded.every(({ pack }) => pack?.file !== file);

const keyOf = ({ file, line, column }: Place): string => `${line}:${column}:${file}`;

const diagnosticOf = ({ code, place, message, hint }: Declared): Diagnostic =>
  Object.freeze({ code, severity: 'warning', message, place, hint });
