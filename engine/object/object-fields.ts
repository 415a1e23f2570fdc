/** What a field holds: text, or a moment in ms since epoch. */
type FieldKind = 'text' | 'time';

interface FieldSpec {
  /** In the engine's objects. */
  readonly name: string;
  /** In the report of a definition, in the store's tables, and where objects are printed. */
  readonly column: string;
  readonly kind: FieldKind;
  /** Of two values that a source gives: the one of the later record, or the earlier moment. */
  readonly keeps: 'latest' | 'earliest';
}

/**
 * The fields of an object beside its identity, value, attributes, tags and relations. This table is the only place that states them:
 * the report evaluates them, the codec writes them in this order, merging and changing follow `keeps`, the store has a column each.
 */
export const OBJECT_FIELDS = [
  { name: 'title', column: 'title', kind: 'text', keeps: 'latest' },
  { name: 'description', column: 'description', kind: 'text', keeps: 'latest' },
  { name: 'status', column: 'status', kind: 'text', keeps: 'latest' },
  { name: 'tlp', column: 'tlp', kind: 'text', keeps: 'latest' },
  { name: 'publishedAt', column: 'published_at', kind: 'time', keeps: 'earliest' },
  { name: 'happenedAt', column: 'happened_at', kind: 'time', keeps: 'latest' },
  { name: 'expiresAt', column: 'expires_at', kind: 'time', keeps: 'latest' },
] as const satisfies readonly FieldSpec[];

export type ObjectField = (typeof OBJECT_FIELDS)[number];
export type FieldName = ObjectField['name'];

type ValueOf<F extends ObjectField> = F['kind'] extends 'time' ? number : string;

/** The fields of one object; undefined: nothing is said. */
export type ObjectFields = { readonly [F in ObjectField as F['name']]: ValueOf<F> | undefined };

/** The same by column, as a database gives them. */
export type FieldColumns = { readonly [F in ObjectField as F['column']]: ValueOf<F> | null };

type Values = Readonly<Record<FieldName, string | number | undefined>>;

/** Makes the fields of one object, a value for each row of the table. */
export const fieldsFrom = (valueOf: (field: ObjectField, index: number) => string | number | undefined): ObjectFields => {
  const fields: Partial<Record<FieldName, string | number | undefined>> = {};
  for (let index = 0; index < OBJECT_FIELDS.length; index++) {
    const field = OBJECT_FIELDS[index] as ObjectField;
    fields[field.name] = valueOf(field, index);
  }
  // Each row's kind decides what `valueOf` may give for it; TypeScript can't follow that through the loop.
  return fields as ObjectFields;
};

/** An object of which no field is said. */
export const NO_FIELDS: ObjectFields = fieldsFrom(() => undefined);

/** The earlier of two moments, or the one that is known. */
export const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** What two sets of fields say together; `second` comes later. What is blank never takes the place of what was said. */
export const mergeFields = (first: Values, second: Values): ObjectFields =>
  fieldsFrom(({ name, keeps }) =>
    keeps === 'earliest'
      ? earlier(first[name] as number | undefined, second[name] as number | undefined)
      : (second[name] ?? first[name]),
  );

/** Do both say the same? */
export const sameFields = (a: Values, b: Values): boolean => OBJECT_FIELDS.every(({ name }) => a[name] === b[name]);
