import { decoders } from '../../components/decoders/registry.ts';
import type { ComponentUse, Endpoint } from '../../language/model.ts';
import type { Type } from '../types/type.ts';

/** The body around the records, where they are read one after the other: their list is left empty in it. */
export const withoutRecords = (
  document: Type,
  { records, decode }: Pick<Endpoint, 'records' | 'decode'>,
  emptied: NonNullable<Type['emptied']>,
): Type => {
  if (records.kind !== 'path' || !decode.every(isJson)) return document;
  return emptiedAt(document, records.path, records.entriesAs === undefined ? 'list' : 'object', emptied);
};

const isJson = ({ kind }: ComponentUse): boolean => kind === 'json' || decoders[kind]?.stage === 'bytes';

const emptiedAt = (
  type: Type,
  [name, ...rest]: readonly string[],
  kind: 'list' | 'object',
  emptied: NonNullable<Type['emptied']>,
): Type => {
  // One record that is no list stays where it is.
  if (name === undefined) return isOnly(type, kind) ? { ...type, emptied } : type;
  const member = type.object?.members.get(name);
  if (type.object === undefined || member === undefined) return type;
  const members = new Map(type.object.members).set(name, { ...member, type: emptiedAt(member.type, rest, kind, emptied) });
  return { ...type, object: { ...type.object, members } };
};

const isOnly = (type: Type, kind: 'list' | 'object'): boolean =>
  type[kind] !== undefined && type.unknown === undefined && type[kind === 'list' ? 'object' : 'list'] === undefined;
