import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Scope } from '../expression/scope.ts';
import { kindsOf } from '../types/kinds.ts';
import type { Type } from '../types/type.ts';
import { judgeEmptied } from './emptied.ts';
import { warning, type Verdict } from './verdict.ts';

/** Texts that say yes or no, each of which is true to an expression. */
const YES_OR_NO = /^(?:true|false|yes|no|on|off|t|f|y|n|0|1)$/i;

/** A value that stands as a condition. */
export const judgeTruth = (node: Node, value: Type, scope: Scope): boolean =>
  judgeEmptied(node, value, scope) || scope.walker.judge(node, 'expression.always-true', truth(value));

const truth = (value: Type): Verdict | undefined => {
  const kinds = kindsOf(value);
  const values = value.text?.closed ?? value.text?.examples ?? [];
  if (kinds?.every((kind) => kind === 'text') !== true || values.length === 0) return undefined;
  // A `1` alone may be a number of anything.
  if (!values.every((one) => YES_OR_NO.test(one)) || values.every((one) => one === '1')) return undefined;
  const shown = values.slice(0, 2).map((one) => `\`'${one}'\``);
  return warning(
    `This is a text such as ${shown.join(' or ')}, and every text but the empty one is true.`,
    `Compare it: \`… = '${values[0] ?? ''}'\`.`,
  );
};

/** What `$not` is given. */
export const judgeNot = (node: Node, value: Type, { walker }: Scope): boolean =>
  walker.judge(node, 'expression.always-true', truth(value) ?? denial(value));

const denial = (value: Type): Verdict | undefined => {
  const kinds = kindsOf(value);
  const isText = kinds?.includes('text') === true && (value.blank === true || value.text?.examples.length === 0);
  if (kinds === undefined || isText || !kinds.every((kind) => kind === 'text' || kind === 'object')) return undefined;
  return warning(
    `\`$not\` of ${kinds.includes('text') ? 'a text' : 'an object'} that is there is false, and of one that is missing it is missing, not true.`,
    'Ask whether it is missing: `$not($exists(…))`.',
  );
};
