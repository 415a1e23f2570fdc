import type { Evaluator, Scope } from '../../../expression/definition/evaluator.ts';
import { iso } from '../../../language/basics/instant.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { AttributeSpec, DecidedFeed } from '../../../language/model.ts';
import type { MappedObject } from '../../../object/mapped-object.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { selection } from '../attributes.ts';
import { bindReport, type Report } from '../report.ts';
import type { ExplainedAttribute, ExplainedEntry, ExplainedObject, ExplainedValue } from './explained.ts';
import { attempt } from './fault.ts';

type ReportEntry = DecidedFeed['report'][number];
type Explain = (record: JsonRecord, scope: Scope, version: string | number | undefined) => ExplainedEntry;

/** Of the report of this feed one entry with these attributes. */
type Alone = (entry: ReportEntry, attributes: readonly AttributeSpec[]) => Report;

/** What explains a report is the report itself: each entry alone, and each of its attributes alone, so that it is known what each gave. */
export interface ReportParts {
  readonly feed: DecidedFeed;
  readonly evaluator: Evaluator;
  /** Holds `$user`. */
  readonly settings: Scope;
  /** The codes that the pack may report. */
  readonly types: ReadonlySet<string>;
}

/** Explains an entry: its objects, and of each attribute whether it came to be. */
export function bindExplainedEntry(entry: ReportEntry, { feed, evaluator, settings, types }: ReportParts): Explain {
  const alone: Alone = (one, attributes) =>
    bindReport({ ...feed, report: [{ ...one, attributes, related: [] }], relate: [] }, evaluator, settings, types);
  const bare = alone({ ...entry, select: undefined }, []);
  const when = entry.when && evaluator.condition(entry.when);
  const selected = attempt(() => selection(entry, evaluator, settings));
  const isLeftOut = ({ kind, ...spec }: AttributeSpec): boolean =>
    kind === 'named' && 'value' in selected && selected.value?.has((spec as { readonly name: string }).name) === false;
  const attributes = entry.attributes.map((spec) => bindAttribute(spec, entry, alone, isLeftOut(spec)));
  const none = { name: entry.name, place: entry.place, objects: [], skipped: [] };
  return (record, scope, version) => {
    if ('error' in selected) return { ...none, error: selected.error };
    const made = attempt(() => (when?.(record, { ...scope, record }) === false ? undefined : bare(record, scope, version)));
    if ('error' in made) return { ...none, error: made.error };
    if (made.value === undefined) return { ...none, skipped: ['its `when` is not true'] };
    const { objects, skipped } = made.value;
    if (objects.length === 0 && skipped.length === 0) return { ...none, skipped: ['its `each` has no element'] };
    const given = attributes.map((one) => one(record, scope, version, objects.length));
    return {
      ...none,
      objects: objects.map((object, at) =>
        objectOf(
          entry,
          object,
          given.flatMap((one) => one[at] ?? []),
        ),
      ),
      skipped,
      error: given.flat(2).find(({ error }) => error !== undefined)?.error,
    };
  };
}

/** The attributes that one line gives, for each of so many objects. */
type ExplainAttribute = (
  record: JsonRecord,
  scope: Scope,
  version: string | number | undefined,
  objects: number,
) => readonly (readonly ExplainedAttribute[])[];

function bindAttribute(spec: AttributeSpec, entry: ReportEntry, alone: Alone, isLeftOut: boolean): ExplainAttribute {
  const { place } = spec;
  const plain = { ...entry, select: undefined };
  const name = spec.kind === 'named' ? spec.name : 'from';
  const report = alone(plain, [spec]);
  const always = spec.kind === 'named' && spec.when !== undefined ? alone(plain, [{ ...spec, when: undefined }]) : undefined;
  const missing = { name, place, value: undefined, sensitive: false };
  return (record, scope, version, objects) => {
    if (isLeftOut) return Array.from({ length: objects }, () => [{ ...missing, skipped: 'it is not among those of `select`' }]);
    const given = attempt(() => report(record, scope, version).objects);
    if ('error' in given) return Array.from({ length: objects }, () => [{ ...missing, error: given.error }]);
    return given.value.map(({ attributes }, at) => {
      if (attributes.length > 0)
        return attributes.map((one) => ({ name: one.name, value: one.value, sensitive: one.sensitive, place }));
      const otherwise = always && attempt(() => always(record, scope, version).objects[at]?.attributes.length ?? 0);
      const isKeptOut = otherwise !== undefined && 'value' in otherwise && otherwise.value > 0;
      return [{ ...missing, skipped: isKeptOut ? 'its `when` is not true' : 'it has no value' }];
    });
  };
}

function objectOf(entry: ReportEntry, object: MappedObject, attributes: readonly ExplainedAttribute[]): ExplainedObject {
  const fields = OBJECT_FIELDS.flatMap(({ name, column, kind }): ExplainedValue[] => {
    const value = object[name];
    if (value === undefined) return [];
    const place = entry.fields[column]?.place ?? entry.place;
    return [{ name: column, place, value: kind === 'time' ? iso(value as number) : value }];
  });
  return {
    type: object.type,
    subtype: object.subtype,
    value: object.value,
    place: entry.value.place,
    identity: entry.identity.length === 0 ? undefined : object.key,
    fields,
    tags: object.tags,
    attributes,
    related: [],
    withdraw: object.withdraw,
  };
}
