import type { Action } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { sampleTypes } from '../samples/sample-types.ts';
import type { Type } from '../types/type.ts';
import { inferAll } from './context.ts';
import { inferAnswerRules } from './endpoint.ts';

/** What an action says of its answer; gives the type of that. */
export const inferAction = async (action: Action, pack: string, root: string, checks: PathChecks): Promise<Type> => {
  const { name, decode, samples, optional } = action;
  const { document: context } = await sampleTypes({ name, decode, samples, optional }, pack, root);
  const position = { checks, context, variables: new Map() };
  inferAll([action.result], position);
  inferAnswerRules(action, position);
  return context;
};
