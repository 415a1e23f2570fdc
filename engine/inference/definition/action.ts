import type { Action } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { sampleTypes, type Body } from '../samples/sample-types.ts';
import type { Type } from '../types/type.ts';
import { inferAnswerRules } from './answer-rules.ts';
import { inferAll } from './context.ts';

/** What an action says of its answer; gives the types of that. `shared`: bodies that any answer may have. */
export const inferAction = async (
  action: Action,
  shared: readonly Body[],
  checks: PathChecks,
): Promise<{ readonly document: Type; readonly bodies: readonly Body[] }> => {
  const { name, decode, samples, schema, optional } = action;
  const { document, bodies } = await sampleTypes(
    { owner: `the action \`${name}\``, decode, samples, schema, optional },
    checks.samples,
  );
  inferAll([action.result], { checks, context: document, variables: new Map() });
  inferAnswerRules(action, { document, bodies: [...bodies, ...shared] }, checks);
  return { document, bodies };
};
