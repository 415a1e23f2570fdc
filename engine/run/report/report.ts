import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../language/basics/json.ts';
import type { DecidedFeed, Fulfillment } from '../../language/model.ts';
import type { Place } from '../../language/basics/place.ts';
import type { ReportValue } from '../../language/basics/value.ts';
import type { MappedObject } from '../../object/mapped-object.ts';
import { NO_FIELDS, OBJECT_FIELDS, type FieldName, type ObjectFields } from '../../object/object-fields.ts';
import type { RefRelation } from '../../staging/staged-rows.ts';
import { bindAttributes, type BoundAttributes } from './attributes.ts';
import { bindElements, type Elements } from './elements.ts';
import { MappingCounts, type MappingLine } from './mapping-counts.ts';
import { bindRelations } from './relations.ts';
import { textOf, textsOf, timeOf, tlpOf } from './scalars.ts';
import { bindOptional, isSkipped } from './skipped.ts';

/** An object before its relations are resolved, and where in the record it comes from. */
interface Draft {
  readonly entry: BoundEntry;
  readonly object: Mutable<MappedObject, 'related'>;
  /** Elements of `each`, outermost first: relations hold within the same parent. */
  readonly trail: readonly unknown[];
  /** What it was made of, where its relations are to be called something. */
  readonly context: unknown;
  readonly scope: Scope;
}

type Mutable<T, K extends keyof T> = Omit<T, K> & { -readonly [Name in K]: T[Name] };

const NONE: readonly never[] = [];

/** A value, and where it stands in the definition: what it gives may not fit there. */
interface Located extends Bound {
  readonly place: Place;
}

type ReportEntry = DecidedFeed['report'][number];

interface BoundEntry {
  readonly entry: ReportEntry;
  readonly when: ((context: unknown, scope: Scope) => boolean) | undefined;
  readonly elements: Elements | undefined;
  readonly type: Bound;
  readonly subtype: Located | undefined;
  readonly identity: readonly Bound[];
  readonly value: Located;
  /** Of the entry's fields those that it has. */
  readonly fields: readonly BoundField[];
  readonly tags: Located | undefined;
  readonly withdraw: ((context: unknown, scope: Scope) => boolean) | undefined;
  readonly ref: Located | undefined;
  /** The entries whose objects are related to this one, and what their relation is called. */
  readonly related: readonly { readonly to: string; readonly as: Located | undefined; readonly line: MappingLine }[];
  readonly attributes: BoundAttributes;
  readonly counts: MappingCounts;
  /** The file that the object stands for: which fulfillment, and its arguments. */
  readonly file: { readonly name: string; readonly args: ((context: unknown, scope: Scope) => unknown) | undefined } | undefined;
}

interface BoundField {
  readonly name: FieldName;
  read(context: unknown, scope: Scope): string | number | undefined;
}

export interface Reported {
  readonly objects: readonly MappedObject[];
  /** Why entries made no object, once for each that made none. */
  readonly skipped: readonly string[];
  readonly relations: readonly RefRelation[];
}

const NOTHING: Reported = { objects: NONE, skipped: NONE, relations: NONE };

/** One record, with its supplements and lets in the scope, to the objects of the report; `only`: of these entries. */
export type Report = (
  record: JsonRecord,
  scope: Scope,
  version: string | number | undefined,
  only?: readonly string[],
) => Reported;

/** `types` are the codes that the pack may report. */
export function bindReport(
  feed: DecidedFeed,
  evaluator: Evaluator,
  settings: Scope,
  types: ReadonlySet<string>,
  counts = new MappingCounts(),
): Report {
  const entries = feed.report.map((entry) => bindEntry(entry, evaluator, settings, feed.fulfillment, counts));
  const relates = feed.report.some(({ related }) => related.length > 0);
  const isAlone = feed.report.length === 1 && feed.relate.length === 0 && !relates;
  const relations = bindRelations(feed, evaluator, counts);
  const withRecord = recordScope();
  const [only] = entries;
  const several: Report = (record, scope, version, only) => {
    const skipped: string[] = [];
    const drafts: Draft[] = [];
    const inner = withRecord(scope, record);
    for (const bound of entries) if (isWanted(bound, only)) draftEntry(bound, record, inner, version, types, drafts, skipped);
    if (relates) relate(drafts);
    return { objects: drafts.map(({ object }) => object), skipped, relations: relations(record, inner, skipped) };
  };
  // The usual report of a dump, a record an object: nothing of it has to be kept apart.
  const single = (bound: BoundEntry): Report => {
    return (record, scope, version, only) => {
      const inner = withRecord(scope, record);
      if (!isWanted(bound, only) || bound.when?.(record, inner) === false) return NOTHING;
      const object = draftObject(bound, record, inner, version, types);
      return typeof object === 'string'
        ? { objects: NONE, skipped: [object], relations: NONE }
        : { objects: [object], skipped: NONE, relations: NONE };
    };
  };
  return only !== undefined && isAlone && only.elements === undefined ? single(only) : several;
}

const isWanted = ({ entry }: BoundEntry, only: readonly string[] | undefined): boolean =>
  only === undefined || only.includes(entry.name);

/** The scope with the record in it. Records that share a scope share this one, too: it is good until the next record. */
function recordScope(): (scope: Scope, record: JsonRecord) => Scope {
  let outer: Scope | undefined;
  let inner: Record<string, unknown> = {};
  return (scope, record) => {
    if (scope !== outer) inner = { ...scope };
    outer = scope;
    inner['record'] = record;
    return inner;
  };
}

function bindEntry(
  entry: ReportEntry,
  evaluator: Evaluator,
  settings: Scope,
  fulfillment: readonly Fulfillment[],
  counts: MappingCounts,
): BoundEntry {
  const { name } = entry;
  const file = fulfillment.find(({ of }) => of === name);
  const needed = (part: string, value: ReportValue): Located => ({
    ...counts.value({ entry: name, part }, value, evaluator.value(value)),
    place: value.place,
  });
  const maybe: BindOptional = (part, value) =>
    value && { ...counts.value({ entry: name, part }, value, bindOptional(value, evaluator)), place: value.place };
  return {
    entry,
    when: entry.when && counts.condition({ entry: name, part: 'when' }, entry.when, evaluator),
    elements: entry.each && bindElements(entry.each, name, evaluator, counts),
    // An object without one of these is none: where a table skips it, it skips the entry.
    type: evaluator.value(entry.type),
    subtype: entry.subtype && needed('subtype', entry.subtype),
    identity: entry.identity.map((part) => needed('identity', part)),
    value: needed('value', entry.value),
    fields: bindFields(entry, maybe),
    tags: maybe('tags', entry.tags),
    withdraw: entry.withdraw && evaluator.condition(entry.withdraw),
    ref: maybe('ref', entry.ref),
    related: entry.related.map(({ to, as, place }) => ({
      to,
      as: maybe('related.as', as),
      line: counts.lineAt({ entry: name, part: 'related', name: to, place }),
    })),
    attributes: bindAttributes(entry, evaluator, settings, counts),
    counts,
    file: file && { name: file.name, args: file.with && evaluator.tree(file.with) },
  };
}

/** A value that an object may lack; `part`: as the entry calls it. */
type BindOptional = (part: string, value: ReportValue | undefined) => Located | undefined;

function bindFields(entry: ReportEntry, maybe: BindOptional): readonly BoundField[] {
  return OBJECT_FIELDS.flatMap((field) => {
    const value = maybe(field.column, entry.fields[field.column]);
    if (value === undefined) return [];
    const { place } = value;
    const as = field.kind === 'time' ? timeOf : field.name === 'tlp' ? tlpOf : textOf;
    return [{ name: field.name, read: (context, scope) => as(value.evaluate(context, scope), place) }];
  });
}

function draftEntry(
  bound: BoundEntry,
  record: JsonRecord,
  scope: Scope,
  version: string | number | undefined,
  types: ReadonlySet<string>,
  drafts: Draft[],
  skipped: string[],
): void {
  if (bound.when !== undefined && !bound.when(record, scope)) return;
  const draft = (context: unknown, own: Scope, trail: readonly unknown[]): void => {
    const object = draftObject(bound, context, own, version, types);
    if (typeof object === 'string') skipped.push(object);
    else drafts.push({ entry: bound, object, trail, context, scope: own });
  };
  if (bound.elements === undefined) draft(record, scope, NONE);
  else for (const element of bound.elements(record, scope)) draft(element.context, element.scope, element.trail);
}

const textAt = (one: Located | undefined, context: unknown, scope: Scope): string | undefined =>
  one && textOf(one.evaluate(context, scope), one.place);

/** The object, or the word for the ledger where there is none. */
function draftObject(
  bound: BoundEntry,
  context: unknown,
  scope: Scope,
  version: string | number | undefined,
  types: ReadonlySet<string>,
): Draft['object'] | string {
  const text = (one: Located | undefined): string | undefined => textAt(one, context, scope);
  let part = 'value';
  try {
    const value = text(bound.value);
    if (value === undefined) return withoutValue(bound.entry);
    if (value.includes('\0')) throw withNul(bound.entry);
    part = 'type';
    const type = typeOf(bound, context, scope, types);
    part = 'subtype';
    const subtype = text(bound.subtype) ?? '';
    const key = bound.identity.length === 0 ? value : identityOf(bound, context, scope);
    const withdraw = bound.withdraw?.(context, scope) ?? false;
    // Of what ends, vendors often say nothing more than that.
    const mark = withdraw ? bound.counts.mark() : undefined;
    const object: Draft['object'] = {
      // What is spread first is copied as it is; behind other members each of it would be added by name.
      ...fieldsOf(bound, context, scope),
      type,
      subtype,
      key,
      value,
      tags: bound.tags === undefined ? NONE : textsOf(bound.tags.evaluate(context, scope), bound.tags.place),
      attributes: bound.attributes(context, scope),
      related: NONE,
      withdraw,
      ref: text(bound.ref),
      version,
      file: bound.file && {
        kind: 'wanted',
        fulfillment: bound.file.name,
        args: (bound.file.args?.(context, scope) ?? {}) as Json,
        error: undefined,
      },
    };
    if (mark !== undefined) bound.counts.back(mark);
    return object;
  } catch (error) {
    if (isSkipped(error)) return `entries whose ${part} a table skips (${bound.entry.name})`;
    throw error;
  }
}

/** The members of the object that the table of its fields names. */
function fieldsOf({ fields, entry }: BoundEntry, context: unknown, scope: Scope): ObjectFields {
  const given: { -readonly [Name in FieldName]: string | number | undefined } = { ...NO_FIELDS };
  for (const { name, read } of fields) given[name] = read(context, scope);
  // Each field's reader gives what its row of the table says; TypeScript can't follow that through the loop.
  const said = given as ObjectFields;
  return said.expiresAt === undefined && entry.validFor !== undefined
    ? { ...said, expiresAt: validUntil(entry.validFor, said.publishedAt, scope) }
    : said;
}

/** `valid_for` counts from the publication; where the vendor gives none, from the run. */
function validUntil(validFor: number, publishedAt: number | undefined, scope: Scope): number {
  const { now } = scope['run'] as { readonly now: string };
  return (publishedAt ?? Date.parse(now)) + validFor;
}

/** The store keeps another character in its place: two values would be one. */
const withNul = (entry: ReportEntry): EngineError =>
  new EngineError('report.nul', `The value of the entry "${entry.name}" has the character U+0000 in it.`, {
    place: entry.value.place,
    hint: "Take it out with $replace(…, '\\u0000', ''), if the value is meant without.",
  });

function withoutValue(entry: ReportEntry): string {
  if (!entry.required) return `entries without a value (${entry.name})`;
  throw new EngineError('report.no-value', `The entry "${entry.name}" is required and has no value in this record.`, {
    place: entry.place,
  });
}

/** JSON of the parts. Objects that lack all of them are not one and the same. */
function identityOf({ identity, entry }: BoundEntry, context: unknown, scope: Scope): string {
  const parts = identity.map((part) => part.evaluate(context, scope) ?? null);
  if (parts.some((part) => part !== null && !(typeof part === 'string' && part.trim() === ''))) return JSON.stringify(parts);
  throw new EngineError('report.no-identity', `The entry "${entry.name}" has no part of its identity in this record.`, {
    place: entry.place,
    hint: 'Name parts under `identity` of which one is always there, or leave it out: then the value is the identity.',
  });
}

function typeOf(bound: BoundEntry, context: unknown, scope: Scope, types: ReadonlySet<string>): string {
  const type = bound.type.evaluate(context, scope);
  if (typeof type === 'string' && types.has(type)) return type;
  throw new EngineError('report.type', `The entry "${bound.entry.name}" gave an object type that no pack declares.`, {
    place: bound.entry.place,
    hint: 'Use a built-in type or declare it under custom_objects.',
  });
}

/**
 * All objects that the named entry made from the same record — within nested elements from the same parent — never itself. Of an
 * entry that is related to itself each pair once, from the earlier object to the later.
 */
function relate(drafts: readonly Draft[]): void {
  for (const [at, draft] of drafts.entries()) {
    draft.object.related = draft.entry.related.flatMap(({ to, as, line }): MappedObject['related'] => {
      const isItself = to === draft.entry.entry.name;
      const made = drafts.filter((other, index) => (isItself ? index > at : other !== draft) && other.entry.entry.name === to);
      const others = made.filter((other) => sameParent(draft.trail, other.trail) && !sameObject(draft, other));
      // An entry that made nothing is told of by itself.
      if (made.length > 0) line.count(others.length > 0, draft.context);
      if (others.length === 0) return NONE;
      const name = textAt(as, draft.context, draft.scope);
      return others.map(({ object }) => ({ type: object.type, subtype: object.subtype, key: object.key, as: name }));
    });
  }
}

const sameObject = (a: Draft, b: Draft): boolean =>
  a.object.type === b.object.type && a.object.subtype === b.object.subtype && a.object.key === b.object.key;

function sameParent(a: readonly unknown[], b: readonly unknown[]): boolean {
  const shared = Math.min(a.length, b.length);
  // Two entries over the same list stand beside each other: they are held together by the element they share, or by the list's owner.
  for (let level = 0; level < shared - (a.length === b.length ? 1 : 0); level++) if (a[level] !== b[level]) return false;
  return true;
}
