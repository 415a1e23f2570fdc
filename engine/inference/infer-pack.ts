import type { Pack } from '../language/model.ts';
import { UNKNOWN } from './types/type.ts';
import { inferAnswerRules, inferEndpoint, answerTypes } from './definition/endpoint.ts';
import type { AnswerTypes } from './definition/context.ts';
import { inferFeed } from './definition/feed.ts';
import type { PathChecks } from './findings/path-checks.ts';

/**
 * Follows every expression over the vendor's data in a pack, from the samples of its endpoints on. `root`: the folder of the
 * definitions, beside which the fixtures lie. What is shared by several packs is judged by all that were followed.
 * Gives the names of the endpoints with records of which no sample shows anything.
 */
export const inferPack = async (pack: Pack, root: string, checks: PathChecks): Promise<readonly string[]> => {
  const answers = new Map<string, AnswerTypes>();
  for (const [name, endpoint] of pack.endpoints) answers.set(name, await answerTypes(endpoint, pack.name, root, checks));
  const sources = new Set(
    [...pack.feeds.values()].flatMap(({ source }) =>
      source.kind === 'call' ? source.variants.map(({ call }) => call) : [source.call],
    ),
  );
  for (const answer of answers.values()) inferEndpoint(answer, sources.has(answer.endpoint.name), checks);
  inferConnection(pack, answers, checks);
  for (const feed of pack.feeds.values()) inferFeed(feed, { checks, answers });
  return [...answers.values()]
    .filter(({ endpoint, record }) => endpoint.records.kind !== 'bytes' && record === UNKNOWN)
    .map(({ endpoint }) => endpoint.name);
};

/** The rules of a connection hold for the answers of every endpoint and action. */
const inferConnection = ({ connection, actions }: Pack, answers: ReadonlyMap<string, AnswerTypes>, checks: PathChecks): void => {
  if (connection === undefined) return;
  const documents = [...answers.values()].map(({ document }) => document);
  for (const context of actions.size > 0 ? [...documents, UNKNOWN] : documents)
    inferAnswerRules(connection, { checks, context, variables: new Map() });
};
