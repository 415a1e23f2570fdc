import { isSource } from '../../../expression/definition/evaluator.ts';
import { expressionFacts, templateFacts } from '../../../expression/definition/source-facts.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { AuthContext } from '../auth.ts';

/** The text of an option that must not be missing; a secret. */
export const requiredSecret = (context: AuthContext, value: unknown, option: string): string =>
  given(context.text(value), value, option);

/** The same for an option that is no secret. */
export const requiredText = (context: AuthContext, value: unknown, option: string): string =>
  given(context.plain(value), value, option);

function given(text: string | undefined, value: unknown, option: string): string {
  // Written as blank it is meant: a key as user name goes without a password.
  if (text !== undefined && (text !== '' || value === '')) return text;
  throw new EngineError('auth.missing', `The authentication needs "${option}", which has no value.`, {
    place: isSource(value) ? value.place : undefined,
    hint: remedy(userOptions(value)),
  });
}

/** The options of the user that an expression or template is made of. */
function userOptions(value: unknown): readonly string[] {
  if (!isSource(value)) return [];
  const { variables } = value.kind === 'expr' ? expressionFacts(value.source) : templateFacts(value.source);
  const names = variables.flatMap(({ name, path }) => (name === 'user' && path[0] !== undefined ? [path[0]] : []));
  return [...new Set(names)];
}

const remedy = (options: readonly string[]): string =>
  options.length === 0
    ? 'Correct what it is made of in the definition.'
    : `Give ${options.map((name) => `\`--set ${name}=…\``).join(' or ')}.`;
