import type { JsonRecord } from '../language/json.ts';
import { columnsOf, isUnique, lastName, valueAt, type Column } from './columns.ts';
import { isDate, publishedOf } from './dates.ts';
import { kindOf, WITH_PORT, type Kind } from './kinds.ts';
import type { Sample } from './read-sample.ts';

/** What is known beforehand; it goes before any guess. */
export interface Given {
  readonly key?: readonly string[];
  readonly value?: readonly string[];
  readonly type?: string;
  readonly subtype?: string;
}

/** What a feed makes of a sample's records. */
export interface Draft {
  readonly columns: readonly Column[];
  readonly dates: readonly Column[];
  readonly value: Column;
  /** Kinds among its values, the commonest first; empty where none shows. */
  readonly kinds: readonly Kind[];
  /** Some of its values show no kind. */
  readonly others: boolean;
  readonly withPorts: boolean;
  /** Not every record has a value. */
  readonly sparse: boolean;
  readonly key: readonly (readonly string[])[];
  readonly type: string;
  readonly subtype: string | undefined;
  readonly published: Column | undefined;
  readonly title: Column | undefined;
  readonly description: Column | undefined;
  readonly tags: Column | undefined;
}

const SUBJECT =
  /^(ioc|indicator|observable|value|ip|ip_?addr(ess)?|address|cidr|netblock|network|url|domain|host(name)?|fqdn|hash|sha_?256.*|md5.*|cve.*)$/i;
const REFERENCE = /link|refer|href|permalink|source|report|detail|website|contact|logo|image|_url$/i;

const score = (column: Column, total: number): number => {
  const { values } = column;
  if (column.shape !== 'scalar' || values.length === 0) return 0;
  const known = values.map(kindOf).filter((kind) => kind !== undefined);
  if (known.length < values.length * 0.8) return 0;
  const weight = Math.max(...known.map((kind) => kind.weight));
  const name = lastName(column);
  const named = (SUBJECT.test(name) ? 5 : 0) - (REFERENCE.test(name) && !SUBJECT.test(name) ? 6 : 0);
  return (10 * column.present) / total + weight + named - column.path.length;
};

const samePath = (path: readonly string[] | undefined) => (column: Column) =>
  path !== undefined && JSON.stringify(column.path) === JSON.stringify(path);

const named = (columns: readonly Column[], pattern: RegExp): Column | undefined =>
  columns.find((column) => column.shape !== 'objects' && pattern.test(lastName(column)));

const valueOf = (columns: readonly Column[], total: number, given: Given): Column | undefined => {
  if (given.value !== undefined) return columns.find(samePath(given.value));
  const [best] = columns
    .map((column) => ({ column, score: score(column, total) }))
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score);
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  return best?.column ?? named(scalars, /^(name|title|subject)$/i) ?? named(scalars, /name|title/i) ?? scalars[0];
};

const ID = /^(_?id|uuid|guid)$|_id$|[a-z]I[Dd]$/i;

/** An id that no two records share, else the value, else the value with another member; else nothing. */
const keyOf = (
  records: readonly JsonRecord[],
  { scalars, dates, value }: { scalars: readonly Column[]; dates: readonly Column[]; value: Column },
): readonly (readonly string[])[] => {
  const ids = scalars.filter((column) => /^(_?id|uuid|guid)$/i.test(lastName(column)) && column.path.length === 1);
  const likely = [...ids, value, ...scalars.filter((column) => ID.test(lastName(column)))];
  const single = likely.find(({ path }) => isUnique(records, [path]));
  if (single !== undefined) return [single.path];
  const steady = scalars.filter((column) => column !== value && !dates.includes(column));
  const second = [...steady, ...dates].find(({ path }) => isUnique(records, [value.path, path]));
  return second === undefined ? [] : [value.path, second.path];
};

/** Undefined where the records have no member that could be an object's value. */
export const draftOf = ({ records }: Sample, given: Given): Draft | undefined => {
  const subject = valueOf(columnsOf(records), records.length, given);
  if (subject === undefined) return undefined;
  // Lines about the file, without a value, have nothing to say about the others.
  const usable = records.filter((record) => !blank(valueAt(record, subject.path)));
  const columns = columnsOf(usable);
  const value = columns.find(samePath(subject.path)) ?? subject;
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  const dates = columns.filter(isDate);
  const kinds = [...Map.groupBy(value.values, kindOf)].toSorted((a, b) => b[1].length - a[1].length);
  const known = kinds.flatMap(([kind]) => (kind === undefined ? [] : [kind]));
  const isIndicator =
    known.length > 0 && (kinds.find(([kind]) => kind === undefined)?.[1].length ?? 0) <= value.values.length * 0.2;
  const rest = columns.filter((column) => column !== value && column.path.length === 1);
  return {
    columns,
    dates,
    value,
    kinds: isIndicator ? known : [],
    others: kinds.some(([kind]) => kind === undefined),
    withPorts: value.values.some((text) => WITH_PORT.test(text.trim())),
    sparse: usable.length < records.length,
    key: given.key === undefined ? keyOf(usable, { scalars, dates, value }) : [given.key],
    type: given.type ?? (isIndicator || given.subtype !== undefined ? 'indicator' : 'report'),
    subtype: given.subtype,
    published: publishedOf(dates),
    title: named(
      rest.filter(({ shape }) => shape === 'scalar'),
      /^(title|name|vulnerability_?name)$/i,
    ),
    description: named(
      rest.filter(({ shape }) => shape === 'scalar'),
      /^((short_?)?description|summary)$/i,
    ),
    tags: named(rest, /^(tags|labels|keywords)$/i),
  };
};

const blank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '') || typeof value === 'object';
