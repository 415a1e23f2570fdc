import type { Json } from '../basics/json.ts';
import type { Place } from '../basics/place.ts';

/** What a format wants to know; checked against the format's shapes. */
export type RowColumns = Readonly<Record<string, Json>>;

interface FormatRow {
  readonly columns: RowColumns;
  readonly place: Place;
  /** The pack that adds it; undefined: it stands in the format's own table. */
  readonly pack: string | undefined;
}

export interface ObjectRow extends FormatRow {
  readonly types: readonly string[];
  /** Undefined: all. */
  readonly subtypes: readonly string[] | undefined;
  /** Why such objects do not go out. */
  readonly leaveOut: string | undefined;
}

export interface AttributeRow extends FormatRow {
  /** In lower case. */
  readonly names: readonly string[];
  readonly types: readonly string[] | undefined;
}

export interface RelationRow extends FormatRow {
  /** In lower case. */
  readonly words: readonly string[] | undefined;
  readonly from: readonly string[] | undefined;
  readonly to: readonly string[] | undefined;
}

/** How objects are written in one format: the rows of its table, those that are asked first in front. */
export interface FormatTable {
  readonly objects: readonly ObjectRow[];
  readonly attributes: readonly AttributeRow[];
  readonly relations: readonly RelationRow[];
  /** By their names; words in lower case. */
  readonly vocabularies: ReadonlyMap<string, ReadonlyMap<string, Json>>;
}

/** The table with what packs add to it, in their order: their rows come before its own, and what comes first counts. */
export const withRows = (table: FormatTable, added: readonly FormatTable[]): FormatTable => {
  const all = [...added, table];
  const names = new Set(all.flatMap(({ vocabularies }) => [...vocabularies.keys()]));
  return {
    objects: all.flatMap(({ objects }) => objects),
    attributes: all.flatMap(({ attributes }) => attributes),
    relations: all.flatMap(({ relations }) => relations),
    vocabularies: new Map(
      [...names].map((name) => [
        name,
        new Map(all.toReversed().flatMap(({ vocabularies }) => [...(vocabularies.get(name) ?? [])])),
      ]),
    ),
  };
};

const isIn = (some: readonly string[] | undefined, one: string): boolean => some === undefined || some.includes(one);

/** The row for objects of this type and subtype. */
export const objectRow = ({ objects }: FormatTable, type: string, subtype: string): ObjectRow | undefined =>
  objects.find((row) => row.types.includes(type) && isIn(row.subtypes, subtype));

/** The row for an attribute of an object that feeds of these packs list; a pack's own rows are for what it lists alone. */
export const attributeRow = (
  { attributes }: FormatTable,
  name: string,
  type: string,
  packs: ReadonlySet<string>,
): AttributeRow | undefined => {
  const lower = name.toLowerCase();
  return attributes.find(
    (row) => row.names.includes(lower) && isIn(row.types, type) && (row.pack === undefined || packs.has(row.pack)),
  );
};

/** The row for a relation: one that names its word, or with `as` undefined one that names none. */
export const relationRow = (
  { relations }: FormatTable,
  as: string | undefined,
  from: string,
  to: string,
): RelationRow | undefined =>
  relations.find(
    ({ words, ...row }) =>
      (as === undefined ? words === undefined : words?.includes(as.toLowerCase()) === true) &&
      isIn(row.from, from) &&
      isIn(row.to, to),
  );
