import type { JsonRecord } from '../language/basics/json.ts';
import { chooseValue, ID, knownPart, type Chosen } from './guess/choose-value.ts';
import { columnsOf, isUnique, lastName, valueAt, type Column } from './sample/columns.ts';
import { changedOf, isDate, publishedOf } from './guess/dates.ts';
import { isDefanged, kindUnder, WITH_PORT, type Kind } from './guess/kinds.ts';
import { typeByName } from './guess/type-by-name.ts';
import type { Sample } from './sample/read-sample.ts';

/** What is known beforehand; it goes before any guess. */
export interface Given {
  readonly key?: readonly string[];
  readonly value?: readonly string[];
  readonly type?: string;
  readonly subtype?: string;
  /** Names that may tell the type: of the pack, of the records. */
  readonly hints?: readonly string[];
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
  /** Some are written as `hxxp://example[.]com`. */
  readonly defanged: boolean;
  /** Not every record has a value. */
  readonly sparse: boolean;
  /** What stands for the value where a record has none; an id that every record has. */
  readonly spare: Column | undefined;
  readonly key: readonly (readonly string[])[];
  readonly type: string;
  readonly subtype: string | undefined;
  readonly published: Column | undefined;
  /** The time of the last change, which a request for what is new goes by. */
  readonly changed: Column | undefined;
  readonly title: Column | undefined;
  readonly description: Column | undefined;
  readonly tags: Column | undefined;
}

const samePath = (path: readonly string[] | undefined) => (column: Column) =>
  path !== undefined && JSON.stringify(column.path) === JSON.stringify(path);

const named = (columns: readonly Column[], pattern: RegExp): Column | undefined =>
  columns.find((column) => column.shape !== 'objects' && pattern.test(lastName(column)));

const valueOf = (columns: readonly Column[], total: number, given: Given): Chosen | undefined => {
  if (given.value === undefined) return chooseValue(columns, total);
  const column = columns.find(samePath(given.value));
  return column === undefined ? undefined : { column, shows: true };
};

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
  const chosen = valueOf(columnsOf(records), records.length, given);
  if (chosen === undefined) return undefined;
  const { column: subject, shows } = chosen;
  // Lines about the file, without a value, have nothing to say about the others.
  const usable = records.filter((record) => !blank(valueAt(record, subject.path)));
  const columns = columnsOf(usable);
  const value = columns.find(samePath(subject.path)) ?? subject;
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  const dates = columns.filter(isDate);
  const kinds = [...Map.groupBy(value.values, (text) => kindUnder(lastName(value), text))].toSorted(
    (a, b) => b[1].length - a[1].length,
  );
  const known = kinds.flatMap(([kind]) => (kind === undefined ? [] : [kind]));
  const unknown = kinds.find(([kind]) => kind === undefined)?.[1].length ?? 0;
  const isKnown = shows && known.length > 0 && unknown <= value.values.length * (1 - knownPart(value));
  const isFlaw = isKnown && known.length === 1 && unknown === 0 && known[0]?.subtype === 'CVE';
  const isIndicator = given.subtype !== undefined || (isKnown && !isFlaw);
  const guessed = isIndicator ? 'indicator' : isFlaw ? 'vulnerability' : typeByName([lastName(value), ...(given.hints ?? [])]);
  const spare =
    isIndicator || usable.length === records.length
      ? undefined
      : scalars.find((column) => column !== value && ID.test(lastName(column)) && isUnique(records, [column.path]));
  const rest = columns.filter((column) => column !== value && column.path.length === 1);
  return {
    columns,
    dates,
    value,
    kinds: isKnown ? known : [],
    others: unknown > 0,
    withPorts: value.values.some((text) => WITH_PORT.test(text.trim())),
    defanged: value.values.some(isDefanged),
    sparse: usable.length < records.length && spare === undefined,
    spare,
    key: given.key !== undefined ? [given.key] : spare !== undefined ? [spare.path] : keyOf(usable, { scalars, dates, value }),
    type: given.type ?? guessed,
    subtype: given.subtype,
    published: publishedOf(dates),
    changed: changedOf(dates),
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
