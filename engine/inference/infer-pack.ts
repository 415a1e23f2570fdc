import type { Pack } from '../language/model.ts';
import { UNKNOWN } from './types/type.ts';
import { inferAction } from './definition/action.ts';
import { inferConnection, sharedBodies, type Answered } from './definition/connection.ts';
import { inferEndpoint, answerTypes } from './definition/endpoint.ts';
import type { AnswerTypes } from './definition/context.ts';
import { inferFeed } from './definition/feed.ts';
import { inferRequests } from './definition/requests.ts';
import { sharedVariables } from './definition/shared.ts';
import { builtInObjectTypes } from '../language/pack/object-types.ts';
import type { PathChecks } from './findings/path-checks.ts';
import { reportMissing } from './samples/missing.ts';

/**
 * Follows every expression over the vendor's data in a pack, from the samples of its endpoints on. `root`: the folder of the
 * definitions, beside which the fixtures lie. What is shared by several packs is judged by all that were followed.
 * Gives the names of the endpoints with records of which no sample shows anything.
 */
export const inferPack = async (pack: Pack, root: string, checks: PathChecks): Promise<readonly string[]> => {
  const shared = await sharedBodies(pack.connection, checks);
  checks.shared = sharedVariables(pack);
  const answers = new Map<string, AnswerTypes>();
  for (const [name, endpoint] of pack.endpoints) answers.set(name, await answerTypes(endpoint, checks));
  const sources = new Set(
    [...pack.feeds.values()].flatMap(({ source }) =>
      source.kind === 'call' ? source.variants.map(({ call }) => call) : [source.call],
    ),
  );
  for (const answer of answers.values())
    await inferEndpoint(answer, { isSource: sources.has(answer.endpoint.name), shared }, checks);
  const answered: Answered[] = [...answers.values()]
    // Nothing is looked for in bytes.
    .filter(({ endpoint }) => endpoint.records.kind !== 'bytes')
    .map(({ endpoint, body, bodies }) => ({ of: endpoint, document: body, bodies }));
  for (const action of pack.actions.values()) answered.push({ of: action, ...(await inferAction(action, shared, checks)) });
  if (pack.connection !== undefined) await inferConnection(pack.connection, answered, shared, checks);
  inferRequests(pack, checks);
  const objectTypes = [...builtInObjectTypes, ...pack.objectTypes].map(({ code }) => code);
  for (const feed of pack.feeds.values()) inferFeed(feed, { checks, answers, objectTypes });
  reportMissing(pack, root, answers, checks.samples);
  return [...answers.values()]
    .filter(({ endpoint, record }) => endpoint.records.kind !== 'bytes' && record === UNKNOWN)
    .map(({ endpoint }) => endpoint.name);
};
