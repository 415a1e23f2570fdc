import type { Endpoint, Outcome, SuccessTest } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { sampleTypes } from '../samples/sample-types.ts';
import { elementsOf, orUnknown, present, UNKNOWN, type Type } from '../types/type.ts';
import { inferAll, inferExpr, inferOption, type AnswerTypes, type Position } from './context.ts';

const NONE: Position['variables'] = new Map();

/** What an endpoint's samples show; the expression that picks its records is looked at on the way. */
export const answerTypes = async (endpoint: Endpoint, pack: string, root: string, checks: PathChecks): Promise<AnswerTypes> => {
  const { document, record } = await sampleTypes(endpoint, pack, root);
  if (record !== undefined) return { endpoint, document, record };
  const { records } = endpoint;
  const picked = records.kind === 'expr' ? inferExpr(records.expr, { checks, context: document, variables: NONE }) : UNKNOWN;
  return { endpoint, document, record: orUnknown(elementsOf(present(picked))) };
};

/** Options of a paginator that are over the last record of a page; the others are over the document. */
const OVER_RECORD = new Set(['after', 'stop_at']);

/** What an endpoint itself says of its answers. `isSource`: a feed reads it, with whose records its key is looked at. */
export const inferEndpoint = ({ endpoint, document, record }: AnswerTypes, isSource: boolean, checks: PathChecks): void => {
  const over = (context: Type): Position => ({ checks, context, variables: NONE });
  for (const [name, option] of Object.entries(endpoint.paginate?.options ?? {}))
    inferOption(option, over(OVER_RECORD.has(name) ? record : document));
  if (!isSource) inferAll([...endpoint.key, endpoint.version], over(record));
  inferAnswerRules(endpoint, over(document));
};

/** Samples show what comes usually; an outcome is about what comes else, so that only slips are told. */
export const inferAnswerRules = (
  { outcomes, successWhen }: { readonly outcomes: readonly Outcome[]; readonly successWhen: SuccessTest | undefined },
  position: Position,
): void => {
  if (successWhen?.kind === 'body') inferExpr(successWhen.test, position);
  for (const { status, when, message } of outcomes) {
    // The body of an error is another one.
    const own = status === undefined ? position : { ...position, context: UNKNOWN };
    if (when !== undefined) inferExpr(when, own, 'misspelt');
    if (message?.kind === 'expr') inferExpr(message, own, 'misspelt');
  }
};
