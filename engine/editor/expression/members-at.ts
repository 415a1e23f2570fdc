import { parseUnfinished } from '../../expression/jsonata/parse-unfinished.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import { inferExpression } from '../../inference/expression/infer.ts';
import { flattened, NEVER, union, type Type } from '../../inference/types/type.ts';
import type { Contexts } from './contexts.ts';
import { unfinished } from './unfinished.ts';

/** Stands where a name is being written. */
const NAME = 'feedwright_cursor';

/** The texts that may be what the author is writing, the likeliest first: with what stands behind the cursor, and without it. */
const readings = (before: string, after: string): readonly string[] => {
  const head = `${before}${NAME}`;
  return [`${head}${after}`, `${head}${unfinished(head).closers}`, head];
};

/** What a name between the two texts would be a member of, as far as that is known. */
export const objectAt = (before: string, after: string, { types }: Contexts): Type => {
  for (const text of readings(before, after)) {
    const root = parseUnfinished(text, defaultLimits);
    if (root === undefined) continue;
    let over: Type = NEVER;
    for (const { context, variables } of types)
      inferExpression(root, context, variables, (node, _, within) => {
        if (node.value === NAME) over = union(over, flattened(within));
      });
    if (over !== NEVER) return over;
  }
  return NEVER;
};
