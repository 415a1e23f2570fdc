import type { Pack, SuccessTest } from '../language/model.ts';
import { UNKNOWN, type Type } from './types/type.ts';
import { inferAction } from './definition/action.ts';
import { inferAnswerRules, inferEndpoint, answerTypes } from './definition/endpoint.ts';
import type { AnswerTypes } from './definition/context.ts';
import { inferFeed } from './definition/feed.ts';
import { inferRequests } from './definition/requests.ts';
import { sharedVariables } from './definition/shared.ts';
import { builtInObjectTypes } from '../language/pack/object-types.ts';
import type { PathChecks } from './findings/path-checks.ts';

/**
 * Follows every expression over the vendor's data in a pack, from the samples of its endpoints on. `root`: the folder of the
 * definitions, beside which the fixtures lie. What is shared by several packs is judged by all that were followed.
 * Gives the names of the endpoints with records of which no sample shows anything.
 */
export const inferPack = async (pack: Pack, root: string, checks: PathChecks): Promise<readonly string[]> => {
  checks.shared = sharedVariables(pack);
  const answers = new Map<string, AnswerTypes>();
  for (const [name, endpoint] of pack.endpoints) answers.set(name, await answerTypes(endpoint, pack.name, root, checks));
  const sources = new Set(
    [...pack.feeds.values()].flatMap(({ source }) =>
      source.kind === 'call' ? source.variants.map(({ call }) => call) : [source.call],
    ),
  );
  for (const answer of answers.values()) inferEndpoint(answer, sources.has(answer.endpoint.name), checks);
  const answered: Answered[] = [...answers.values()]
    // Nothing is looked for in bytes.
    .filter(({ endpoint }) => endpoint.records.kind !== 'bytes')
    .map(({ endpoint, document }) => ({ of: endpoint, document }));
  for (const action of pack.actions.values())
    answered.push({ of: action, document: await inferAction(action, pack.name, root, checks) });
  inferConnection(pack, answered, checks);
  inferRequests(pack, checks);
  const objectTypes = [...builtInObjectTypes, ...pack.objectTypes].map(({ code }) => code);
  for (const feed of pack.feeds.values()) inferFeed(feed, { checks, answers, objectTypes });
  return [...answers.values()]
    .filter(({ endpoint, record }) => endpoint.records.kind !== 'bytes' && record === UNKNOWN)
    .map(({ endpoint }) => endpoint.name);
};

/** An endpoint or action, and the type of its answer. */
interface Answered {
  readonly of: { readonly successWhen: SuccessTest | undefined };
  readonly document: Type;
}

/** The rules of a connection hold for the answers of every endpoint and action, its test of success where they have none. */
const inferConnection = ({ connection }: Pack, answered: readonly Answered[], checks: PathChecks): void => {
  if (connection === undefined) return;
  for (const { of, document } of answered) {
    const successWhen = of.successWhen === undefined ? connection.successWhen : undefined;
    inferAnswerRules({ ...connection, successWhen }, { checks, context: document, variables: new Map() });
  }
};
