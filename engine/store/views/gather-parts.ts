/** Rows of what hangs on objects, put together object by object: the same whatever database they come from. */
import { parseMembers, type NameForm } from '../../object/object-codec.ts';
import { OBJECT_FIELDS } from '../../object/object-fields.ts';
import type { AttributeView, ListingRow } from './object-parts.ts';

export type Cell = string | number | null;

/** Whose listing it is. */
export interface InstanceNames {
  readonly source: string;
  readonly feed: string;
}

export const FIELD_COLUMNS: readonly string[] = OBJECT_FIELDS.map(({ column }) => column);

interface Order {
  readonly seq: number;
  readonly instance: number;
}

/** Of rows of object, instance, withdrawal, number of the change and the fields: by object, those who still list it first. */
export const gatherListings = (
  rows: Iterable<readonly Cell[]>,
  instanceOf: (id: number) => InstanceNames,
): ReadonlyMap<number, readonly ListingRow[]> => {
  const all = new Map<number, (ListingRow & Order)[]>();
  for (const [object, instance, withdrawn, seq, ...fields] of rows) {
    const { source, feed } = instanceOf(instance as number);
    const row: Record<string, Cell> = {
      source,
      feed,
      withdrawn_at: withdrawn as Cell,
      seq: seq as Cell,
      instance: instance as Cell,
    };
    for (const [at, column] of FIELD_COLUMNS.entries()) row[column] = fields[at] ?? null;
    const listing = row as unknown as ListingRow & Order;
    const others = all.get(object as number);
    if (others === undefined) all.set(object as number, [listing]);
    else others.push(listing);
  }
  for (const some of all.values()) if (some.length > 1) some.sort(laterFirst);
  return all;
};

/** Those who still list it first, then by their latest word. */
const laterFirst = (a: ListingRow & Order, b: ListingRow & Order): number =>
  Number(a.withdrawn_at !== null) - Number(b.withdrawn_at !== null) || b.seq - a.seq || a.instance - b.instance;

const SENSITIVE = { sensitive: true } as const;

/**
 * Of rows of object, source and the list that the store keeps: by object, in the order of names and values. What several sources say
 * of one value stands together. `nameOf`: the name, of the form in which lists have it.
 */
export const gatherAttributes = (
  rows: Iterable<readonly Cell[]>,
  { sourceOf, nameOf }: { readonly sourceOf: (id: number) => string; readonly nameOf: NameForm },
): ReadonlyMap<number, readonly AttributeView[]> => {
  const all = new Map<number, AttributeView[]>();
  const isShared = new Set<number>();
  for (const [object, source, members] of rows) {
    const id = object as number;
    const sources = [sourceOf(source as number)];
    const views = parseMembers(members as string).map(({ name, value, sensitive }): AttributeView => ({
      name: nameOf(name),
      value,
      sources,
      ...(sensitive ? SENSITIVE : {}),
    }));
    const others = all.get(id);
    if (others !== undefined) isShared.add(id);
    all.set(id, others === undefined ? views : [...others, ...views]);
  }
  for (const [id, views] of all) {
    const sorted = views.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.value, b.value));
    if (isShared.has(id)) all.set(id, joined(sorted));
  }
  return all;
};

/** Equal values next to each other become one, of all their sources. */
const joined = (sorted: readonly AttributeView[]): AttributeView[] => {
  const views: AttributeView[] = [];
  for (const one of sorted) {
    const last = views.at(-1);
    if (last?.name !== one.name || last.value !== one.value) views.push(one);
    else {
      const sources = [...new Set([...last.sources, ...one.sources])].sort(byBytes);
      views[views.length - 1] = { ...last, ...one, sources };
    }
  }
  return views;
};

const BEYOND = /[\ud800-\uffff]/;

/** In the order of the database: by the bytes of UTF-8, which differs from that of UTF-16 beyond U+D7FF. */
const byBytes = (a: string, b: string): number => {
  if (a === b) return 0;
  if (BEYOND.test(a) && BEYOND.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
};
