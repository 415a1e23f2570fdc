import type { Endpoint, JobSpec, RequestSpec } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { withoutRecords } from '../samples/without-records.ts';
import { sampleTypes, stepType, type Body } from '../samples/sample-types.ts';
import { elementsOf, objectOf, orUnknown, present, UNKNOWN, type Type } from '../types/type.ts';
import { inferAnswerRules } from './answer-rules.ts';
import { inferCondition, inferConditionOption, inferRecords } from './results.ts';
import { inferAll, inferExpr, inferOption, inferRequest, type AnswerTypes, type Position } from './context.ts';

const NONE: Position['variables'] = new Map();

/** What an endpoint's samples show; the expression that picks its records is looked at on the way. */
export const answerTypes = async (endpoint: Endpoint, checks: PathChecks): Promise<AnswerTypes> => {
  const { name, records } = endpoint;
  const owner = `the endpoint \`${name}\``;
  const { document, record, bodies, isEmpty } = await sampleTypes({ ...endpoint, owner }, checks.samples);
  if (record !== undefined) {
    const around = withoutRecords(document, endpoint, 'always');
    return { endpoint, document: around, body: withoutRecords(document, endpoint, 'usually'), record, bodies, isEmpty };
  }
  const picked = records.kind === 'expr' ? inferRecords(records.expr, { checks, context: document, variables: NONE }) : UNKNOWN;
  return { endpoint, document, body: document, record: orUnknown(elementsOf(present(picked))), bodies, isEmpty };
};

/** Options of a paginator that are over the last record of a page; the others are over the document. */
const OVER_RECORD = new Set(['after', 'stop_at']);

/** Options of a paginator that are conditions. */
const CONDITIONS = new Set(['stop_at', 'stop_when']);

/**
 * What an endpoint itself says of its answers. `isSource`: a feed reads it, with whose records its key is looked at; `shared`: bodies that
 * any answer may have.
 */
export const inferEndpoint = async (
  { endpoint, document, body, record, bodies }: AnswerTypes,
  { isSource, shared }: { readonly isSource: boolean; readonly shared: readonly Body[] },
  checks: PathChecks,
): Promise<void> => {
  const over = (context: Type): Position => ({ checks, context, variables: NONE });
  for (const [name, option] of Object.entries(endpoint.paginate?.options ?? {}))
    (CONDITIONS.has(name) ? inferConditionOption : inferOption)(option, over(OVER_RECORD.has(name) ? record : document));
  if (!isSource) inferAll([...endpoint.key, endpoint.version], over(record));
  inferAnswerRules(endpoint, { document: body, bodies: [...bodies, ...shared] }, checks);
  if (endpoint.job !== undefined) await inferJob(endpoint.job, endpoint.request, checks);
};

/** The steps of a job, and what the requests read of their answers. */
const inferJob = async (job: JobSpec, download: RequestSpec, checks: PathChecks): Promise<void> => {
  const created = await stepType(job.samples, checks.samples);
  const polled = await stepType(job.poll.samples, checks.samples);
  const id = inferExpr(job.id, { checks, context: created, variables: NONE });
  const answer = { checks, context: polled, variables: NONE };
  for (const test of [job.poll.done, job.poll.failed]) inferCondition(test, answer);
  inferAll([job.poll.message], answer);
  const variables = new Map([
    [
      'job',
      objectOf([
        ['id', id],
        ['answer', polled],
      ]),
    ],
  ]);
  for (const request of [job.poll.request, download, job.delete])
    if (request !== undefined) inferRequest(request, { checks, context: UNKNOWN, variables });
};
