import type { Findings } from '../basics/findings.ts';
import type { Files } from '../files.ts';
import { isMap } from '../validate/accepts.ts';
import { rootMap } from '../validate/root-map.ts';
import { entriesOf, placeOfValue } from '../yaml/positions.ts';

type RawMap = Readonly<Record<string, unknown>>;

/**
 * Puts the files that `fragments` and `tables`, or a member of theirs, name into their place: each value keeps the place where it is
 * written. A CSV file is left to the reader of tables. False where a file can't be used, which is told.
 */
export const includeShared = (raw: RawMap, files: Files, findings: Findings): boolean => {
  const before = findings.errors;
  const include = (container: RawMap, key: string, holds: keyof typeof HINTS): void => {
    const path = container[key];
    const source = typeof path === 'string' ? files.include(path, placeOfValue(container, key)) : undefined;
    if (source === undefined) return;
    const part = rootMap(source, findings, { holds, hint: HINTS[holds] });
    if (part !== undefined) (container as Record<string, unknown>)[key] = part;
  };
  for (const [key, one] of [
    ['fragments', 'fragment'],
    ['tables', 'table'],
  ] as const) {
    include(raw, key, key);
    const members = raw[key];
    if (!isMap(members)) continue;
    for (const [name, part] of entriesOf(members))
      if (key === 'fragments' || (typeof part === 'string' && /\.(ya?ml|json)$/i.test(part))) include(members, name, one);
  }
  return findings.errors === before;
};

const HINTS = {
  fragments: 'Write `name: { … }` pairs in it, one for each fragment.',
  fragment: 'Write the members of the fragment in it, such as `paginate: { kind: … }`.',
  tables: 'Write `name: { key: value }` pairs in it, one for each table.',
  table: 'Write `key: value` pairs in it.',
};
