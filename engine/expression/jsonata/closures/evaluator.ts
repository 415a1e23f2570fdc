import type { TextEvaluator } from '../builtins/evaluate.ts';
import { parse } from '../parse.ts';
import { run, type FullLimits } from '../run.ts';
import type { Node } from '../syntax.ts';
import { caller } from '../calling/caller.ts';
import type { Scope, Unit } from './scope.ts';

/** Evaluates texts for `$eval`: compiled in the scope of the call, in the frame that the call has. */
export function textEvaluator(unitOf: (root: Node) => Unit, limits: FullLimits): TextEvaluator {
  return {
    parse: (text) => parse(text, limits),
    evaluate(parsed, focus) {
      const { scope, frame } = caller;
      if (scope === undefined || frame === undefined) return undefined;
      const root = parsed as Node;
      const inner: Scope = { ...(scope as Scope), unit: unitOf(root) };
      return inner.unit.compile(root, inner)(focus === undefined ? run.input : focus.value, frame);
    },
  };
}
