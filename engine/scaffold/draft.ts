import type { JsonRecord } from '../language/basics/json.ts';
import { byTypeOf, type ByType, type TypeGroup } from './guess/by-type.ts';
import { chooseValue, ID, knownPart, type Chosen } from './guess/choose-value.ts';
import { isDate } from './guess/dates.ts';
import { isDefanged, kindUnder, WITH_PORT, type Kind } from './guess/kinds.ts';
import { saysNothingNew } from './guess/members/left-out.ts';
import { isListOfObjects, rolesOf, type Roles } from './guess/members/roles.ts';
import { typeByName } from './guess/type-by-name.ts';
import type { TypeWord } from './guess/type-words.ts';
import { columnsOf, isUnique, lastName, valueAt, type Column } from './sample/columns.ts';

/** What is known beforehand; it goes before any guess. */
export interface Given {
  readonly key?: readonly string[];
  readonly value?: readonly string[];
  readonly type?: string;
  readonly subtype?: string;
  /** Names that may tell the type: of the pack, of the records. */
  readonly hints?: readonly string[];
  /** The records are elements of a list in records: their own lists are let be. */
  readonly isInner?: boolean;
}

/** A member that says of what kind a record is, and what its words stand for. */
export interface TypeMember {
  readonly column: Column;
  readonly words: ReadonlyMap<string, TypeWord>;
}

/** What a feed makes of a sample's records: one entry of its report, and those beside it. */
export interface Draft extends Roles {
  readonly records: readonly JsonRecord[];
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
  /** Members of which each record has one that no other has; the first that is there is its key. */
  readonly keyByKind: readonly (readonly string[])[];
  readonly type: string;
  readonly subtype: string | undefined;
  /** What it goes by where the records say of what kind they are. */
  readonly typeMember: TypeMember | undefined;
  /** Words of that member whose records become nothing. */
  readonly unknownWords: readonly string[];
  /** Members that say nothing that another one does not. */
  readonly redundant: readonly Column[];
  /** Where the records are of several kinds: what each becomes; else empty, and this is all they become. */
  readonly byKind: readonly Draft[];
  /** Of lists in the records: what becomes of their elements. */
  readonly inner: readonly InnerDraft[];
}

/** What becomes of the elements of a list. */
export interface InnerDraft {
  readonly list: Column;
  readonly draft: Draft;
}

const samePath = (path: readonly string[] | undefined) => (column: Column) =>
  path !== undefined && JSON.stringify(column.path) === JSON.stringify(path);

const valueOf = (columns: readonly Column[], total: number, given: Given): Chosen | undefined => {
  if (given.value === undefined) return chooseValue(columns, total);
  const column = columns.find(samePath(given.value));
  return column === undefined ? undefined : { column, shows: true };
};

/** An id of the record by its name, more than one of something that it belongs to. */
const OWN_ID =
  /^(?:_?id|uid|uuid|guid|(?:indicator|ioc|observable|entity|record|object|item|alert|incident|case|event)_?(?:id|uuid))$/i;

/** An id that no two records share, else the value, else the value with another member; else nothing. */
const keyOf = (
  records: readonly JsonRecord[],
  { scalars, dates, value }: { scalars: readonly Column[]; dates: readonly Column[]; value: Column },
): readonly (readonly string[])[] => {
  const ids = scalars
    .filter((column) => OWN_ID.test(lastName(column)) && column.path.length === 1)
    .toSorted((a, b) => lastName(a).length - lastName(b).length);
  const likely = [...ids, value, ...scalars.filter((column) => ID.test(lastName(column)))];
  const single = likely.find(({ path }) => isUnique(records, [path]));
  if (single !== undefined) return [single.path];
  const steady = scalars.filter((column) => column !== value && !dates.includes(column));
  const second = [...steady, ...dates].find(({ path }) => isUnique(records, [value.path, path]));
  return second === undefined ? [] : [value.path, second.path];
};

/** Undefined where the records have no member that could be an object's value. */
export const draftOf = ({ records }: { readonly records: readonly JsonRecord[] }, given: Given): Draft | undefined => {
  const isFree = given.value === undefined && given.type === undefined && given.subtype === undefined;
  const split = isFree ? byTypeOf(records) : undefined;
  const [first, ...more] = split?.groups ?? [];
  if (split === undefined || first === undefined) return entryDraft(records, given, undefined);
  if (more.length === 0) return entryDraft(records, { ...given, value: first.value }, { split, group: first });
  return draftByKind(records, given, split);
};

/** The commonest kind, with all of them beside it. */
const draftByKind = (records: readonly JsonRecord[], given: Given, split: ByType): Draft | undefined => {
  const byKind = split.groups.flatMap((group) => {
    const own = entryDraft(group.records, { ...given, type: group.type, value: group.value }, { split, group });
    return own === undefined ? [] : [own];
  });
  const [main] = byKind.toSorted((a, b) => b.records.length - a.records.length);
  if (main === undefined) return undefined;
  const columns = columnsOf(records);
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  const value = columns.find(samePath(main.value.path)) ?? main.value;
  const key = given.key === undefined ? keyOf(records, { scalars, dates: scalars.filter(isDate), value }) : [given.key];
  const keyByKind = key.length > 0 ? [] : keyAmongKinds(records, byKind);
  return { ...main, key, keyByKind, byKind, unknownWords: split.unknown };
};

/** The values of all kinds, those that the fewest records have before the others; nothing where two records share one. */
const keyAmongKinds = (records: readonly JsonRecord[], byKind: readonly Draft[]): readonly (readonly string[])[] => {
  const has = (path: readonly string[]): number => records.filter((record) => !blank(valueAt(record, path))).length;
  const paths = byKind.map(({ value }) => value.path).toSorted((a, b) => has(a) - has(b));
  const keys = records.map((record) => paths.map((path) => valueAt(record, path)).find((one) => !blank(one)));
  return keys.every((one) => one !== undefined) && new Set(keys).size === keys.length ? paths : [];
};

interface Told {
  readonly split: ByType;
  readonly group: TypeGroup;
}

const kindsIn = (value: Column): readonly (readonly [Kind | undefined, readonly string[]])[] =>
  [...Map.groupBy(value.values, (text) => kindUnder(lastName(value), text))].toSorted((a, b) => b[1].length - a[1].length);

/** What shows of a value's kinds, and which type that makes. */
const typeOf = (
  value: Column,
  shows: boolean,
  given: Given,
  told: Told | undefined,
): Pick<Draft, 'kinds' | 'others' | 'type'> => {
  const kinds = kindsIn(value);
  const known = kinds.flatMap(([kind]) => (kind === undefined ? [] : [kind]));
  const unknown = kinds.find(([kind]) => kind === undefined)?.[1].length ?? 0;
  const isKnown = shows && known.length > 0 && unknown <= value.values.length * (1 - knownPart(value));
  const isFlaw = isKnown && known.length === 1 && unknown === 0 && known[0]?.subtype === 'CVE';
  const isIndicator = given.subtype !== undefined || (isKnown && !isFlaw);
  const guessed = isIndicator ? 'indicator' : isFlaw ? 'vulnerability' : typeByName([lastName(value), ...(given.hints ?? [])]);
  const type = given.type ?? told?.group.type ?? guessed;
  return { kinds: isKnown ? known : [], others: unknown > 0, type };
};

/** One entry of the report, and those of the lists in its records. */
const entryDraft = (records: readonly JsonRecord[], given: Given, told: Told | undefined): Draft | undefined => {
  const chosen = valueOf(columnsOf(records), records.length, given);
  if (chosen === undefined) return undefined;
  const { column: subject, shows } = chosen;
  // Lines about the file, without a value, have nothing to say about the others.
  const usable = records.filter((record) => !blank(valueAt(record, subject.path)));
  const columns = columnsOf(usable);
  const value = columns.find(samePath(subject.path)) ?? subject;
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  const dates = columns.filter(isDate);
  const typed = typeOf(value, shows, given, told);
  const spare =
    typed.type === 'indicator' || usable.length === records.length
      ? undefined
      : scalars.find((column) => column !== value && ID.test(lastName(column)) && isUnique(records, [column.path]));
  const column = told === undefined ? undefined : columns.find(samePath(told.split.column.path));
  const redundant = saysNothingNew(columns, value, usable).filter((one) => one !== column);
  return {
    ...typed,
    ...rolesOf(
      columns.filter((one) => !redundant.includes(one) && one !== column),
      dates,
      value,
    ),
    records: usable,
    columns,
    dates,
    value,
    withPorts: value.values.some((text) => WITH_PORT.test(text.trim())),
    defanged: value.values.some(isDefanged),
    sparse: usable.length < records.length && spare === undefined,
    spare,
    key: given.key !== undefined ? [given.key] : spare !== undefined ? [spare.path] : keyOf(usable, { scalars, dates, value }),
    keyByKind: [],
    subtype: given.subtype,
    typeMember: told === undefined || column === undefined ? undefined : { column, words: told.group.words },
    unknownWords: told?.split.groups.length === 1 ? told.split.unknown : [],
    redundant,
    byKind: [],
    inner: given.isInner === true ? [] : columns.filter(isListOfObjects).flatMap(innerDraft),
  };
};

/** Of a list whose elements are indicators or say of what kind they are. */
const innerDraft = (list: Column): readonly InnerDraft[] => {
  const draft = draftOf({ records: list.items }, { hints: [lastName(list)], isInner: true });
  return draft !== undefined && (draft.kinds.length > 0 || draft.typeMember !== undefined) ? [{ list, draft }] : [];
};

const blank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '') || typeof value === 'object';
