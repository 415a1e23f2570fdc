import type { Scope } from '../../expression/definition/evaluator.ts';
import { buildRequest } from '../../http/request/build-request.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { ActRequest, ActServices, Prepared } from './act-contract.ts';
import { bindLets } from '../report/lets.ts';

/** All that is checked before anything is sent; then the request. Throws EngineError `act.…`. */
export function prepareAction({ pack, action, user, options, object }: ActRequest, { evaluator, base }: ActServices): Prepared {
  if (object !== undefined && !action.accepts.includes(object.type)) {
    throw new EngineError(
      'act.type',
      `"${action.title}" takes ${action.accepts.join(' or ')}, and ${object.type}:${object.value} is ${article(object.type)}.`,
    );
  }
  const given: Scope = { user, options, object };
  const scope = bindLets(action.let, evaluator)({}, given);
  for (const { that, message } of action.require) {
    if (!evaluator.condition(that)(undefined, scope))
      throw new EngineError('act.require', object === undefined ? message : `${object.type}:${object.value}: ${message}`);
  }
  const request = buildRequest(action.request, {
    base,
    evaluator,
    scope,
    label: action.name,
    headers: [pack.connection?.headers],
    limits: pack.connection?.sizes,
  });
  return { request: { ...request, changes: !request.idempotent }, scope };
}

const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
