import {
  SharedAttribute,
  type MappedAttribute,
  type MappedFile,
  type MappedObject,
  type ObjectIdentity,
} from './mapped-object.ts';
import { fieldsFrom, OBJECT_FIELDS, type ObjectField } from './object-fields.ts';
import { storedText, withoutNul as clean } from './stored-text.ts';

/** A mapped object as it is staged: one record's, or the merge of several. */
export interface StagedObject extends Omit<MappedObject, 'ref'> {
  readonly refs: readonly string[];
}

const NUL = '\0';

const optional = (text: string | undefined): string => (text === undefined ? '' : clean(text));
/** The furthest time that has a date. */
const LAST_TIME = 8.64e15;
const timeText = (ms: number): string => (Math.abs(ms) <= LAST_TIME ? String(Math.trunc(ms)) : '');

/** As one text. */
export const stagedIdentity = ({ type, subtype, key }: ObjectIdentity): string =>
  `${storedText(type)}\0${storedText(subtype)}\0${storedText(key)}`;

export const parseIdentity = (text: string): ObjectIdentity => {
  const first = text.indexOf(NUL);
  const second = text.indexOf(NUL, first + 1);
  return { type: text.slice(0, first), subtype: text.slice(first + 1, second), key: text.slice(second + 1) };
};

/** Of an identity as one text. */
export const typeOf = (identity: string): string => identity.slice(0, identity.indexOf(NUL));

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

const cleaned = ({ name, value, rule, sensitive }: MappedAttribute): MappedAttribute => ({
  name: storedText(name),
  value: storedText(value),
  rule,
  sensitive,
});

/** Those that are staged, as they will be stored. */
export const storableAttributes = (attributes: readonly MappedAttribute[]): readonly MappedAttribute[] =>
  distinctAttributes(attributes.every(isStorable) ? attributes : attributes.map(cleaned));

export const versionText = (version: string | number | undefined): string =>
  version === undefined ? '' : typeof version === 'number' ? `n${version}` : `s${clean(version)}`;

export const parseVersion = (text: string): string | number | undefined =>
  text === '' ? undefined : text.startsWith('n') ? Number(text.slice(1)) : text.slice(1);

const SENSITIVE = 1;
const UPDATE = 2;

/**
 * An attribute value as the store keeps it: JSON, `[number or name, "value", flags]`; flags 1: sensitive, 2: of a name whose rule is
 * `update`, left out where they are 0. `name`: in the form in which the store has it, which begins with NUL where it is a number.
 */
const memberText = ({ value, sensitive, rule }: MappedAttribute, name: string): string => {
  const flags = (sensitive ? SENSITIVE : 0) | (rule === 'update' ? UPDATE : 0);
  const named = name.startsWith(NUL) ? name.slice(1) : JSON.stringify(name);
  return `[${named},${JSON.stringify(value)}${flags === 0 ? '' : `,${flags}`}]`;
};

/** The form in which a store has an attribute's name: the name itself, or NUL and a number. */
export type NameForm = (name: string) => string;

/** What is said by many objects is written out once. */
const stagedMember = (one: MappedAttribute, nameForm: NameForm): string => {
  const name = nameForm(one.name);
  if (!(one instanceof SharedAttribute)) return memberText(one, name);
  if (one.stagedName !== name) {
    one.staged = memberText(one, name);
    one.stagedName = name;
  }
  return one.staged;
};

/** Of the texts below and of the frames that hold them (`staging/frame.ts`); to be raised with every change of them: what another Feedwright left sealed must not be read as if it were of this one. */
export const LAYOUT = 5;

const fieldText = (object: Omit<MappedObject, 'ref'>, { name, kind }: ObjectField): string => {
  const value = object[name];
  if (value === undefined) return '';
  return kind === 'time' ? timeText(value as number) : clean(value as string);
};

/** All before the values: their number, and all other fields with the NUL at both ends. */
const headText = (object: Omit<MappedObject, 'ref'>, refs: readonly string[], count: number): string => {
  const { tags, related } = object;
  let text = `${count}\0${object.value === object.key ? '' : clean(object.value)}`;
  for (const field of OBJECT_FIELDS) text += `\0${fieldText(object, field)}`;
  text += `\0${object.withdraw ? '1' : ''}\0${versionText(object.version)}`;
  text += `\0${object.file === undefined ? '' : JSON.stringify(object.file)}`;
  text += `\0${tags.length}\0${refs.length}\0${related.length}`;
  for (const tag of tags) text += `\0${clean(tag)}`;
  for (const ref of refs) text += `\0${clean(ref)}`;
  for (const { type, subtype, key, as } of related) text += `\0${clean(type)}\0${clean(subtype)}\0${clean(key)}\0${optional(as)}`;
  return `${text}\0`;
};

const asItIs: NameForm = (name) => name;
const NONE: readonly never[] = [];

/**
 * Everything but the identity as one text, its fields parted by NUL: the number of attribute values first, the values last, as
 * the JSON list that will stand in the store. Many times faster to write and to read than JSON, and the same object always gives the same text.
 * Attributes are as they will be stored; `nameForm` gives the form of their names there.
 */
export const encodeObject = (object: MappedObject, nameForm: NameForm): string => {
  const attributes = storableAttributes(object.attributes);
  return headText(object, object.ref === undefined ? NONE : [object.ref], attributes.length) + listText(attributes, nameForm);
};

/** The same of an object that was decoded, or merged of such: its names have their stored form. */
export const encodeStaged = (object: StagedObject): string => {
  const attributes = distinctAttributes(object.attributes);
  return headText(object, object.refs, attributes.length) + listText(attributes, asItIs);
};

const listText = (attributes: readonly MappedAttribute[], nameForm: NameForm): string => {
  let text = '[';
  for (let at = 0; at < attributes.length; at++)
    text += (at === 0 ? '' : ',') + stagedMember(attributes[at] as MappedAttribute, nameForm);
  return `${text}]`;
};

/** Fields of the head before the tags. */
const FIELDS_AT = 2;
const REST_AT = FIELDS_AT + OBJECT_FIELDS.length;
const HEAD = REST_AT + 6;

/** All but the attributes. */
export interface StagedHead extends Omit<StagedObject, 'attributes'> {
  /** How many attribute values it has. */
  readonly values: number;
  /** Where the members begin in the encoded text. */
  readonly membersAt: number;
}

/** Length of so many fields, with the NUL behind each. */
const lengthOf = (fields: readonly string[], count: number): number => {
  let length = count;
  for (let index = 0; index < count; index++) length += (fields[index] as string).length;
  return length;
};

const someOf = (fields: readonly string[], from: number, to: number): readonly string[] =>
  from === to ? NONE : fields.slice(from, to);

const relatedIn = (fields: readonly string[], from: number, to: number): StagedObject['related'] => {
  const related: StagedObject['related'][number][] = [];
  for (let at = from; at < to; at += 4) {
    const [type, subtype, key, as] = fields.slice(at, at + 4) as [string, string, string, string];
    related.push({ type, subtype, key, as: as || undefined });
  }
  return related;
};

export const decodeHead = (identity: ObjectIdentity, text: string): StagedHead => {
  let fields = text.split(NUL, HEAD);
  const refsAt = HEAD + Number(fields[REST_AT + 3]);
  const relatedAt = refsAt + Number(fields[REST_AT + 4]);
  const end = relatedAt + 4 * Number(fields[REST_AT + 5]);
  if (end > HEAD) fields = text.split(NUL, end);
  const field = (index: number): string => fields[index] ?? '';
  return {
    // What is spread first is copied as it is; behind other members each of it would be added by name.
    ...fieldsFrom(({ kind }, index) => {
      const written = field(FIELDS_AT + index);
      return written === '' ? undefined : kind === 'time' ? Number(written) : written;
    }),
    type: identity.type,
    subtype: identity.subtype,
    key: identity.key,
    value: field(1) || identity.key,
    withdraw: field(REST_AT) === '1',
    version: parseVersion(field(REST_AT + 1)),
    file: field(REST_AT + 2) === '' ? undefined : (JSON.parse(field(REST_AT + 2)) as MappedFile),
    tags: someOf(fields, HEAD, refsAt),
    refs: someOf(fields, refsAt, relatedAt),
    related: relatedIn(fields, relatedAt, end),
    values: Number(field(0)),
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
  const { values: _, membersAt: __, ...rest } = head;
  return { ...rest, attributes: parseMembers(membersIn(head, text)) };
};
