import type { MappedAttribute, MappedFile, MappedObject, ObjectIdentity } from './mapped-object.ts';

/** A mapped object as it is staged: one record's, or the merge of several. */
export interface StagedObject extends Omit<MappedObject, 'ref'> {
  readonly refs: readonly string[];
}

const NUL = '\0';

/** NUL parts the fields below, and SQLite ends texts at it: what comes with one is kept with U+FFFD in its place. */
const clean = (text: string): string => (text.includes(NUL) ? text.replaceAll(NUL, '\ufffd') : text);
const optional = (text: string | undefined): string => (text === undefined ? '' : clean(text));
/** The furthest time that has a date. */
const LAST_TIME = 8.64e15;
const time = (ms: number | undefined): string => (ms === undefined || !(Math.abs(ms) <= LAST_TIME) ? '' : String(Math.trunc(ms)));

/** As one text; lone surrogates would make two keys of what is one in UTF-8. */
export const stagedIdentity = (object: ObjectIdentity): string => {
  const text = `${clean(object.type)}\0${clean(object.subtype)}\0${clean(object.key)}`;
  return text.isWellFormed() ? text : text.toWellFormed();
};

export const parseIdentity = (text: string): ObjectIdentity => {
  const first = text.indexOf(NUL);
  const second = text.indexOf(NUL, first + 1);
  return { type: text.slice(0, first), subtype: text.slice(first + 1, second), key: text.slice(second + 1) };
};

const MARKS = { add: 'a', update: 'u' } as const;
const mark = (attribute: MappedAttribute): string =>
  attribute.sensitive ? MARKS[attribute.rule].toUpperCase() : MARKS[attribute.rule];

const isRepeated = (attributes: readonly MappedAttribute[], index: number): boolean => {
  const { name, value } = attributes[index] as MappedAttribute;
  for (let before = 0; before < index; before++) {
    const other = attributes[before] as MappedAttribute;
    if (other.name === name && other.value === value) return true;
  }
  return false;
};

/** Each value of a name once. */
export const distinctAttributes = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] => {
  if (attributes.length < 24) {
    for (let index = 1; index < attributes.length; index++) {
      if (isRepeated(attributes, index)) return attributes.filter((_, at) => !isRepeated(attributes, at));
    }
    return attributes;
  }
  const seen = new Set<string>();
  return attributes.filter(({ name, value }) => seen.size < seen.add(`${name}\0${value}`).size);
};

export const versionText = (version: string | number | undefined): string =>
  version === undefined ? '' : typeof version === 'number' ? `n${version}` : `s${clean(version)}`;

export const parseVersion = (text: string): string | number | undefined =>
  text === '' ? undefined : text.startsWith('n') ? Number(text.slice(1)) : text.slice(1);

/**
 * Everything but the identity as one text, its fields parted by NUL, the number of attribute values first: many times faster
 * to write and to read than JSON, and the same object always gives the same text.
 */
export const encodeObject = (object: Omit<MappedObject, 'ref'>, refs: readonly string[]): string => {
  const attributes = distinctAttributes(object.attributes);
  const fields = [
    String(attributes.length),
    object.value === object.key ? '' : clean(object.value),
    optional(object.title),
    optional(object.description),
    optional(object.status),
    optional(object.tlp),
    time(object.publishedAt),
    time(object.happenedAt),
    time(object.expiresAt),
    object.withdraw ? '1' : '',
    versionText(object.version),
    object.file === undefined ? '' : JSON.stringify(object.file),
    String(object.tags.length),
    String(refs.length),
    String(object.related.length),
  ];
  for (const tag of object.tags) fields.push(clean(tag));
  for (const ref of refs) fields.push(clean(ref));
  for (const { type, subtype, key, as } of object.related) fields.push(clean(type), clean(subtype), clean(key), optional(as));
  for (const attribute of attributes) fields.push(mark(attribute), clean(attribute.name), clean(attribute.value));
  return fields.join(NUL);
};

const HEAD = 15;

const decodeAttribute = (mark: string, name: string, value: string): MappedAttribute => ({
  name,
  value,
  rule: mark === 'a' || mark === 'A' ? 'add' : 'update',
  sensitive: mark === 'A' || mark === 'U',
});

export const decodeObject = (identity: ObjectIdentity, text: string): StagedObject => {
  const fields = text.split(NUL);
  const field = (index: number): string => fields[index] ?? '';
  const some = (index: number): string | undefined => fields[index] || undefined;
  const ms = (index: number): number | undefined => (fields[index] ? Number(fields[index]) : undefined);
  const related: StagedObject['related'][number][] = [];
  const attributes: MappedAttribute[] = [];
  const refsAt = HEAD + Number(field(12));
  const relatedAt = refsAt + Number(field(13));
  const attributesAt = relatedAt + 4 * Number(field(14));
  for (let at = relatedAt; at < attributesAt; at += 4) {
    related.push({ type: field(at), subtype: field(at + 1), key: field(at + 2), as: some(at + 3) });
  }
  for (let at = attributesAt; at + 2 < fields.length; at += 3)
    attributes.push(decodeAttribute(field(at), field(at + 1), field(at + 2)));
  return {
    ...identity,
    value: some(1) ?? identity.key,
    title: some(2),
    description: some(3),
    status: some(4),
    tlp: some(5),
    publishedAt: ms(6),
    happenedAt: ms(7),
    expiresAt: ms(8),
    withdraw: field(9) === '1',
    version: parseVersion(field(10)),
    file: field(11) === '' ? undefined : (JSON.parse(field(11)) as MappedFile),
    tags: fields.slice(HEAD, refsAt),
    refs: fields.slice(refsAt, relatedAt),
    related,
    attributes,
  };
};

/** The number at the start of an encoded object, without decoding the rest. */
export const attributeCount = (encoded: Uint8Array): number => {
  let count = 0;
  for (let at = 0; at < encoded.length && encoded[at] !== 0; at++) count = count * 10 + (encoded[at] as number) - 48;
  return count;
};
