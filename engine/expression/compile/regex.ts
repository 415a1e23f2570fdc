import { Matcher } from '../matcher.ts';
import type { Evaluate } from '../callable.ts';
import type { RegexNode } from '../syntax.ts';
import type { Scope } from './scope.ts';

/** `/…/`: each evaluation gives a matcher of its own, since a matcher remembers where it was. */
export function compileRegex(node: RegexNode, scope: Scope): Evaluate {
  const written = node.value instanceof RegExp ? node.value : scope.unit.regexes.get(node.position ?? -1);
  const regex = written ?? /(?!)/g;
  return () => new Matcher(regex, node.position);
}
