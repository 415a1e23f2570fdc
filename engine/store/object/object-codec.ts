import { SharedAttribute } from '../contract/mapped-object.ts';
import type { MappedAttribute, MappedFile, MappedObject, ObjectIdentity } from '../contract/mapped-object.ts';
import { storedText, withoutNul as clean } from '../contract/stored-text.ts';

/** A mapped object as it is staged: one record's, or the merge of several. */
export interface StagedObject extends Omit<MappedObject, 'ref'> {
  readonly refs: readonly string[];
}

const NUL = '\0';

const optional = (text: string | undefined): string => (text === undefined ? '' : clean(text));
/** The furthest time that has a date. */
const LAST_TIME = 8.64e15;
const time = (ms: number | undefined): string => (ms === undefined || !(Math.abs(ms) <= LAST_TIME) ? '' : String(Math.trunc(ms)));

/** As one text. */
export const stagedIdentity = ({ type, subtype, key }: ObjectIdentity): string =>
  `${storedText(type)}\0${storedText(subtype)}\0${storedText(key)}`;

export const parseIdentity = (text: string): ObjectIdentity => {
  const first = text.indexOf(NUL);
  const second = text.indexOf(NUL, first + 1);
  return { type: text.slice(0, first), subtype: text.slice(first + 1, second), key: text.slice(second + 1) };
};

const isRepeated = (attributes: readonly MappedAttribute[], index: number): boolean => {
  const { name, value } = attributes[index] as MappedAttribute;
  for (let before = 0; before < index; before++) {
    const other = attributes[before] as MappedAttribute;
    if (other.name === name && other.value === value) return true;
  }
  return false;
};

/** Of several that say the same the first stays; it is sensitive, or of a name whose rule is `update`, if any of them is. */
const putTogether = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] => {
  const known = new Map<string, MappedAttribute>();
  for (const one of attributes) {
    const text = `${one.name}\0${one.value}`;
    const before = known.get(text);
    const { name, value } = one;
    const rule = one.rule === 'update' ? one.rule : (before?.rule ?? one.rule);
    const sensitive = one.sensitive || (before?.sensitive ?? false);
    if (before === undefined) known.set(text, one);
    else if (rule !== before.rule || sensitive !== before.sensitive) known.set(text, { name, value, rule, sensitive });
  }
  return known.size === attributes.length ? attributes : [...known.values()];
};

/** Each value of a name once; names and values as they will be stored. */
export const distinctAttributes = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] => {
  if (attributes.length >= 24) return putTogether(attributes);
  for (let index = 1; index < attributes.length; index++) if (isRepeated(attributes, index)) return putTogether(attributes);
  return attributes;
};

/** Shared ones are as they will be stored already. */
const isStorable = (attribute: MappedAttribute): boolean =>
  attribute instanceof SharedAttribute ||
  (storedText(attribute.name) === attribute.name && storedText(attribute.value) === attribute.value);

const storable = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] => {
  for (const attribute of attributes) if (!isStorable(attribute)) return attributes.map(cleaned);
  return attributes;
};

const cleaned = ({ name, value, rule, sensitive }: MappedAttribute): MappedAttribute => ({
  name: storedText(name),
  value: storedText(value),
  rule,
  sensitive,
});

/** Those that are staged, as they will be stored. */
export const storableAttributes = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] =>
  distinctAttributes(storable(attributes));

export const versionText = (version: string | number | undefined): string =>
  version === undefined ? '' : typeof version === 'number' ? `n${version}` : `s${clean(version)}`;

export const parseVersion = (text: string): string | number | undefined =>
  text === '' ? undefined : text.startsWith('n') ? Number(text.slice(1)) : text.slice(1);

const SENSITIVE = 1;
const UPDATE = 2;

/**
 * An attribute value as the store keeps it: JSON, `[number or name, "value", flags]`; flags 1: sensitive, 2: of a name whose rule is
 * `update`, left out where they are 0. `name`: in the form of `AttributeNames`.
 */
export const memberText = ({ value, sensitive, rule }: MappedAttribute, name: string): string => {
  const flags = (sensitive ? SENSITIVE : 0) | (rule === 'update' ? UPDATE : 0);
  const named = name.startsWith(NUL) ? name.slice(1) : JSON.stringify(name);
  return `[${named},${JSON.stringify(value)}${flags === 0 ? '' : `,${flags}`}]`;
};

/** What follows the number of attributes where there is nothing but attributes. */
const PLAIN = `${NUL.repeat(12)}0${NUL}0${NUL}0${NUL}`;

const isPlain = (object: Omit<MappedObject, 'ref'>): boolean =>
  object.value === object.key &&
  object.title === undefined &&
  object.description === undefined &&
  object.status === undefined &&
  object.tlp === undefined &&
  object.publishedAt === undefined &&
  object.happenedAt === undefined &&
  object.expiresAt === undefined &&
  !object.withdraw &&
  object.version === undefined &&
  object.file === undefined &&
  object.tags.length === 0 &&
  object.related.length === 0;

/** All before the values of an object that has nothing else. */
export const plainHead = (count: number): Buffer => PLAIN_HEADS[count] ?? Buffer.from(`${count}${PLAIN}`);
const PLAIN_HEADS: readonly Buffer[] = Array.from({ length: 64 }, (_, count) => Buffer.from(`${count}${PLAIN}`));

/** All before the values: their number, and all other fields with the NUL at both ends; '' where there is nothing but values. */
export const headText = (object: Omit<MappedObject, 'ref'>, refs: readonly string[], count: number): string => {
  if (refs.length === 0 && isPlain(object)) return '';
  const { tags, related } = object;
  let text = `${count}\0${object.value === object.key ? '' : clean(object.value)}`;
  text += `\0${optional(object.title)}\0${optional(object.description)}\0${optional(object.status)}\0${optional(object.tlp)}`;
  text += `\0${time(object.publishedAt)}\0${time(object.happenedAt)}\0${time(object.expiresAt)}`;
  text += `\0${object.withdraw ? '1' : ''}\0${versionText(object.version)}`;
  text += `\0${object.file === undefined ? '' : JSON.stringify(object.file)}`;
  text += `\0${tags.length}\0${refs.length}\0${related.length}`;
  for (const tag of tags) text += `\0${clean(tag)}`;
  for (const ref of refs) text += `\0${clean(ref)}`;
  for (const { type, subtype, key, as } of related) text += `\0${clean(type)}\0${clean(subtype)}\0${clean(key)}\0${optional(as)}`;
  return `${text}\0`;
};

/** Of the texts below; to be raised with every change of them: what another Feedwright left sealed must not be read as if it were of this one. */
export const LAYOUT = 3;

/**
 * Everything but the identity as one text, its fields parted by NUL: the number of attribute values first, the values last, as
 * the JSON list that will stand in the store. Many times faster to write and to read than JSON, and the same object always gives the same text.
 * Attributes are as they will be stored, their names in the form of `AttributeNames`.
 */
export const encodeObject = (object: Omit<MappedObject, 'ref'>, refs: readonly string[]): string => {
  const attributes = distinctAttributes(object.attributes);
  const head = headText(object, refs, attributes.length) || `${attributes.length}${PLAIN}`;
  return head + membersText(attributes);
};

const HEAD = 15;
const NONE: readonly never[] = [];

/** All but the attributes. */
export interface StagedHead extends Omit<StagedObject, 'attributes'> {
  /** Where the members begin in the encoded text. */
  readonly membersAt: number;
}

/** Length of so many fields, with the NUL behind each. */
const lengthOf = (fields: readonly string[], count: number): number => {
  let length = count;
  for (let index = 0; index < count; index++) length += (fields[index] as string).length;
  return length;
};

const relatedIn = (fields: readonly string[]): StagedObject['related'] =>
  Array.from({ length: fields.length / 4 }, (_, at) => ({
    type: fields[4 * at] as string,
    subtype: fields[4 * at + 1] as string,
    key: fields[4 * at + 2] as string,
    as: fields[4 * at + 3] || undefined,
  }));

const bareHead = ({ type, subtype, key }: ObjectIdentity, membersAt: number): StagedHead => ({
  type,
  subtype,
  key,
  value: key,
  title: undefined,
  description: undefined,
  status: undefined,
  tlp: undefined,
  publishedAt: undefined,
  happenedAt: undefined,
  expiresAt: undefined,
  withdraw: false,
  version: undefined,
  file: undefined,
  tags: NONE,
  refs: NONE,
  related: NONE,
  membersAt,
});

export const decodeHead = (identity: ObjectIdentity, text: string): StagedHead => {
  const plain = plainMembersAt(text);
  if (plain > 0) return bareHead(identity, plain);
  let fields = text.split(NUL, HEAD);
  const refsAt = HEAD + Number(fields[12]);
  const relatedAt = refsAt + Number(fields[13]);
  const end = relatedAt + 4 * Number(fields[14]);
  if (end > HEAD) fields = text.split(NUL, end);
  const field = (index: number): string => fields[index] ?? '';
  const some = (index: number): string | undefined => fields[index] || undefined;
  const ms = (index: number): number | undefined => (fields[index] ? Number(fields[index]) : undefined);
  return {
    type: identity.type,
    subtype: identity.subtype,
    key: identity.key,
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
    related: relatedIn(fields.slice(relatedAt, end)),
    membersAt: lengthOf(fields, end),
  };
};

/** Of the text that `head` was decoded from, as the store keeps them: a JSON list. */
export const membersIn = ({ membersAt }: StagedHead, text: string): string => text.slice(membersAt);

/** The list that the store keeps, of attributes with names in their stored form. */
export const membersText = (attributes: readonly MappedAttribute[]): string =>
  `[${attributes.map((one) => memberText(one, one.name)).join(',')}]`;

export const parseMembers = (members: string): MappedAttribute[] =>
  (JSON.parse(members) as [string | number, string, number?][]).map(([name, value, flags = 0]) => ({
    name: typeof name === 'number' ? `${NUL}${name}` : name,
    value,
    rule: (flags & UPDATE) === 0 ? 'add' : 'update',
    sensitive: (flags & SENSITIVE) !== 0,
  }));

export const decodeObject = (identity: ObjectIdentity, text: string): StagedObject => {
  const head = decodeHead(identity, text);
  const { membersAt: _, ...rest } = head;
  return { ...rest, attributes: parseMembers(membersIn(head, text)) };
};

/** Where the values begin of an encoded object that has nothing else; 0 where there is more to decode. */
export const plainMembersAt = (text: string): number => {
  const first = text.indexOf(NUL);
  return text.startsWith(PLAIN, first) ? first + PLAIN.length : 0;
};
