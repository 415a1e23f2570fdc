import { dirname } from 'node:path';
import { Files } from '../files.ts';
import { Findings } from '../basics/findings.ts';
import type { Json } from '../basics/json.ts';
import type { LoadOptions } from '../load.ts';
import type { Place } from '../basics/place.ts';
import { isMap } from '../validate/accepts.ts';
import { entriesOf, itemsOf, keepSpelling, placeOf, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { parseYaml } from '../yaml/parse.ts';
import { isTagged } from '../yaml/tagged.ts';
import { expandReuse } from './expand.ts';
import { includeShared } from './include-shared.ts';

/** A part of a definition with nothing left to put together, and where it is written. */
export type Resolved =
  | { readonly kind: 'map'; readonly members: readonly (readonly [string, Resolved])[]; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Resolved[]; readonly place: Place }
  | { readonly kind: 'scalar'; readonly value: Json; readonly tag: 'expr' | 'tmpl' | undefined; readonly place: Place };

type RawMap = Readonly<Record<string, unknown>>;

/** A correct definition with its fragments, its defaults and the connection's file put in; undefined where it is no map. */
export const resolveDefinition = (file: string, options: LoadOptions = {}): Resolved | undefined => {
  const findings = new Findings();
  const files = new Files(options.root ?? dirname(file), findings, options.read);
  const source = files.open(file);
  const raw = source === undefined ? undefined : parseYaml(source, findings);
  if (!isMap(raw)) return undefined;
  includeShared(raw, files, findings);
  expandReuse(raw, findings);
  const { fragments: _, defaults: __, ...rest } = raw;
  const include = (key: string): unknown => {
    const path = rest[key];
    const included = typeof path === 'string' ? files.include(path, placeOfValue(raw, key)) : undefined;
    return included === undefined ? path : parseYaml(included, findings);
  };
  const members = entriesOf(raw).filter(([key]) => Object.hasOwn(rest, key));
  return {
    kind: 'map',
    members: members.map(([key]) => {
      const data = key === 'connection' ? include(key) : rest[key];
      return [key, isMap(data) ? mapOf(data) : resolved(raw, key)];
    }),
    place: placeOf(raw),
  };
};

const mapOf = (map: RawMap): Resolved => ({
  kind: 'map',
  members: entriesOf(map).map(([key]) => [key, resolved(map, key)]),
  place: placeOf(map),
});

const resolved = (container: Container, key: string | number): Resolved => {
  const data = (container as Readonly<Record<string | number, unknown>>)[key];
  if (isTagged(data)) return { kind: 'scalar', value: data.source, tag: data.kind, place: data.place };
  if (Array.isArray(data))
    return {
      kind: 'list',
      items: itemsOf(data as readonly unknown[]).map(([index]) => resolved(data, index)),
      place: placeOf(data),
    };
  if (isMap(data)) return mapOf(data);
  return {
    kind: 'scalar',
    value: keepSpelling(container, key, data) as Json,
    tag: undefined,
    place: placeOfValue(container, key),
  };
};
