import { builtInObjectTypes } from './object-types.ts';
import type { Place } from '../basics/place.ts';
import type { RawConnection } from '../connection/connection.ts';
import { objectTypeOf } from './object-type.ts';
import type { ObjectType, RawObjectType } from './object-type.ts';
import type { RawPack } from './pack.ts';
import { itemsOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { rootMap } from '../validate/root-map.ts';
import { validate } from '../validate/validate.ts';
import type { RootShape } from '../validate/schema-set.ts';
import type { RawMap } from '../reading/context.ts';
import type { PackParts } from './pack-parts.ts';

interface Included<T> {
  readonly raw: T;
  readonly file: string;
}

/** A part that stands inline, or in a file beside the pack; undefined where it can't be read. */
const included = <T>(
  container: Container,
  key: string | number,
  shape: RootShape,
  file: string,
  parts: PackParts,
): Included<T> | undefined => {
  const data = (container as Readonly<Record<string | number, unknown>>)[key];
  if (typeof data !== 'string') return { raw: data as T, file };
  const source = parts.files.include(data, placeOfValue(container, key));
  if (source === undefined) return undefined;
  const [holds, hint] =
    shape === 'connection' ? ['connection', 'Start it with `http:`.'] : ['object type', 'Start it with `code:`.'];
  const raw = rootMap(source, parts.findings, { holds, hint });
  if (raw === undefined) return undefined;
  const before = parts.findings.errors;
  validate(raw, shape, parts.vocabulary, parts.findings);
  return isWhole(raw, shape) || parts.findings.errors === before ? { raw: raw as T, file: source.path } : undefined;
};

/** Enough is left of it to go on. */
const isWhole = (raw: RawMap, shape: RootShape): boolean =>
  shape === 'connection' ? raw['http'] !== undefined : raw['code'] !== undefined && raw['name'] !== undefined;

export const rawConnection = (raw: RawPack, file: string, parts: PackParts): Included<RawConnection> | undefined =>
  raw.connection === undefined
    ? undefined
    : included<RawConnection>(raw as unknown as RawMap, 'connection', 'connection', file, parts);

export const customObjects = (raw: RawPack, file: string, parts: PackParts): readonly ObjectType[] => {
  const list = raw.custom_objects ?? [];
  const codes = new Set(builtInObjectTypes.map((one) => one.code));
  const all: ObjectType[] = [];
  for (const [index] of list.length === 0 ? [] : itemsOf(list)) {
    const found = included<RawObjectType>(list, index, 'object-type', file, parts);
    if (found === undefined || typeof (found.raw as Partial<RawObjectType>).code !== 'string') {
      parts.findings.lose('custom_objects', undefined);
      continue;
    }
    const place: Place = placeOfKey(found.raw as unknown as RawMap, 'code');
    if (codes.has(found.raw.code)) {
      parts.findings.lose('custom_objects', undefined);
      parts.findings.error(
        'object-type.duplicate',
        place,
        `There is an object type \`${found.raw.code}\` already.`,
        'Choose another code.',
      );
    }
    codes.add(found.raw.code);
    const named = found.file === file ? place : placeOfValue(list, index);
    all.push(objectTypeOf(found.raw, found.file, named));
  }
  return all;
};
