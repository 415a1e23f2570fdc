import { Matcher } from '../matcher.ts';
import type { Evaluate } from '../calling/callable.ts';
import type { RegexNode } from '../syntax.ts';
import type { Scope } from './scope.ts';

/** `/…/`: one matcher, since it keeps nothing from one search to the next. */
export function compileRegex(node: RegexNode, scope: Scope): Evaluate {
  const written = node.value instanceof RegExp ? node.value : scope.unit.regexes.get(node.position ?? -1);
  const matcher = new Matcher(written ?? /(?!)/g, node.position);
  return () => matcher;
}
