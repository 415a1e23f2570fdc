import type { Findings } from '../basics/findings.ts';
import type { Files } from '../files.ts';
import { isMap } from '../validate/accepts.ts';
import { entriesOf, placeOfValue } from '../yaml/positions.ts';
import { parseYaml } from '../yaml/parse.ts';

type RawMap = Readonly<Record<string, unknown>>;

/**
 * Puts the files that `fragments` and `tables`, or a member of theirs, name into their place: each value keeps the place where it is
 * written. A CSV file is left to the reader of tables. False where a file can't be used, which is told.
 */
export const includeShared = (raw: RawMap, files: Files, findings: Findings): boolean => {
  const before = findings.errors;
  const include = (container: RawMap, key: string, holds: string): void => {
    const path = container[key];
    const source = typeof path === 'string' ? files.include(path, placeOfValue(container, key)) : undefined;
    if (source === undefined) return;
    const part = parseYaml(source, findings);
    if (isMap(part)) (container as Record<string, unknown>)[key] = part;
    else if (part !== undefined)
      findings.error('definition.not-a-map', source.placeAt(0), `The file holds no ${holds}: it must be a map.`, HINTS[holds]);
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

const HINTS: Readonly<Record<string, string>> = {
  fragments: 'Write `name: { … }` pairs in it, one for each fragment.',
  fragment: 'Write the members of the fragment in it, such as `paginate: { kind: … }`.',
  tables: 'Write `name: { key: value }` pairs in it, one for each table.',
  table: 'Write `key: value` pairs in it.',
};
