/** A connection keeps so many statements ready at most; further ones are read and planned each time. */
const MOST = 500;

/** What it gives changes once somebody adds a column, which PostgreSQL refuses of a statement that it keeps. */
const ALL_COLUMNS = /\bSELECT \*|\.\*/;

/** A cursor has a name of its own each time. */
const FIXED = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/;

const names = new Map<string, string | undefined>();

/**
 * The name under which connections keep a statement ready, so that it is read and planned once on each; undefined: it is not worth it. Small
 * runs spend most of the database's time on that.
 */
export const nameOf = (sql: string, values: readonly unknown[]): string | undefined => {
  if (values.length === 0 || !FIXED.test(sql)) return undefined;
  if (names.has(sql) || names.size >= MOST) return names.get(sql);
  const name = ALL_COLUMNS.test(sql) ? undefined : `feedwright_${names.size}`;
  names.set(sql, name);
  return name;
};
