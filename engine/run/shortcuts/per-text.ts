import type { Reads } from '../../expression/definition/reads.ts';

type Compute<T> = (context: unknown, scope: Readonly<Record<string, unknown>>) => T;

/** Longer texts are rarely the same ones again. */
const LONGEST = 64;
/** Texts that are remembered at once. */
const MOST_TEXTS = 4096;
/** So many more misses than hits, and a column is taken for one whose values never come again. */
const PATIENCE = 1024;

/**
 * Remembers what is computed of a text where a record's one member is all that it hangs on: the columns of a dump hold a few
 * values again and again. What is given is shared, so nobody may change it. `stable`: variables that may be read as well; they
 * are compared as objects. Anything else is computed each time.
 */
export function perText<T extends NonNullable<unknown>>(
  reads: Reads | undefined,
  stable: readonly string[],
  compute: Compute<T>,
): Compute<T> {
  const column = reads === undefined ? undefined : onlyColumn(reads, stable);
  if (reads === undefined || column === undefined) return compute;
  const { variables } = reads;
  const known = new Map<string, T>();
  let values: readonly unknown[] = [];
  let missed = 0;
  let found = 0;
  /** Neighbours often have the same: then nothing has to be looked up. */
  let lastText: string | undefined;
  let last: T | undefined;
  const forgetIfChanged = (scope: Readonly<Record<string, unknown>>): void => {
    let same = values.length === variables.length;
    for (let i = 0; same && i < variables.length; i++) same = scope[variables[i] as string] === values[i];
    if (same) return;
    // The time limit may cut in anywhere: what is known goes before it would count for the new values.
    lastText = undefined;
    known.clear();
    values = variables.map((name) => scope[name]);
  };
  return (context, scope) => {
    const text = missed - found > PATIENCE ? undefined : memberOf(context, column);
    if (typeof text !== 'string' || text.length > LONGEST) return compute(context, scope);
    if (variables.length > 0) forgetIfChanged(scope);
    if (text === lastText) {
      found++;
      return last as T;
    }
    const before = known.get(text);
    if (before !== undefined) found++;
    else missed++;
    last = before ?? compute(context, scope);
    lastText = text;
    if (before !== undefined) return before;
    if (known.size >= MOST_TEXTS || missed - found > PATIENCE) known.clear();
    known.set(text, last);
    return last;
  };
}

function onlyColumn({ all, pure, paths, variables }: Reads, stable: readonly string[]): string | undefined {
  if (all || !pure || paths.length !== 1 || !variables.every((name) => stable.includes(name))) return undefined;
  const [path = []] = paths;
  return path.length === 1 ? path[0] : undefined;
}

const memberOf = (context: unknown, name: string): unknown =>
  typeof context === 'object' && context !== null ? (context as Readonly<Record<string, unknown>>)[name] : undefined;
