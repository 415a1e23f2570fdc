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

/** Finds the rows of a table; made once for many objects. */
export class TableLookup {
  readonly #objects: ReadonlyMap<string, readonly ObjectRow[]>;
  readonly #attributes: ReadonlyMap<string, readonly AttributeRow[]>;
  readonly #relations: readonly RelationRow[];

  constructor({ objects, attributes, relations }: FormatTable) {
    this.#objects = byWord(objects, ({ types }) => types);
    this.#attributes = byWord(attributes, ({ names }) => names);
    this.#relations = relations;
  }

  /** For objects of this type and subtype. */
  object(type: string, subtype: string): ObjectRow | undefined {
    return this.#objects.get(type)?.find((row) => isIn(row.subtypes, subtype));
  }

  /** For an attribute of an object that feeds of these packs list: a pack's own rows are for what it lists alone. */
  attribute(name: string, type: string, isOfPack: (pack: string) => boolean): AttributeRow | undefined {
    return this.#attributes
      .get(name.toLowerCase())
      ?.find((row) => isIn(row.types, type) && (row.pack === undefined || isOfPack(row.pack)));
  }

  /** For a relation: one that names its word, or with `as` undefined one that names none. */
  relation(as: string | undefined, from: string, to: string): RelationRow | undefined {
    const word = as?.toLowerCase();
    return this.#relations.find(
      ({ words, ...row }) =>
        (word === undefined ? words === undefined : words?.includes(word) === true) && isIn(row.from, from) && isIn(row.to, to),
    );
  }
}

const byWord = <Row>(rows: readonly Row[], wordsOf: (row: Row) => readonly string[]): ReadonlyMap<string, readonly Row[]> => {
  const found = new Map<string, Row[]>();
  for (const row of rows)
    for (const word of wordsOf(row)) {
      const some = found.get(word);
      if (some === undefined) found.set(word, [row]);
      else some.push(row);
    }
  return found;
};
