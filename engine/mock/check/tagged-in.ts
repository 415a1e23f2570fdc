import type { Expr, Tmpl } from '../../language/basics/value.ts';
import { isTagged } from '../../language/yaml/tagged.ts';

/** Every expression and template in a tree. */
export function* taggedIn(node: unknown): Generator<Expr | Tmpl> {
  if (isTagged(node)) yield node;
  else if (typeof node === 'object' && node !== null) for (const part of Object.values(node)) yield* taggedIn(part);
}
