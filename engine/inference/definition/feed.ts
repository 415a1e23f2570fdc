import type { Feed } from '../../language/model.ts';
import { elementsOf, objectOf, orUnknown, present, UNKNOWN, type Type } from '../types/type.ts';
import {
  inferAll,
  inferExpr,
  inferOption,
  inferTree,
  inferValue,
  withVariables,
  type AnswerTypes,
  type Position,
  type Surroundings,
} from './context.ts';
import { inferReport } from './report.ts';
import { inferArguments, inferCondition, inferHolding, inferWanted } from './results.ts';
import { inferSupplementals } from './supplementals.ts';
import { userType } from './user-type.ts';
import { withMembers } from './with-members.ts';

/** Every expression of a feed over the vendor's data; once for each endpoint that may be its source. */
export const inferFeed = (feed: Feed, surroundings: Surroundings): void => {
  const { source } = feed;
  if (source.kind === 'call') {
    for (const variant of source.variants) {
      const { call, afterApplied } = variant;
      const answer = surroundings.answers.get(call);
      inferArguments(variant, answer?.endpoint, { checks: surroundings.checks, context: UNKNOWN, variables: ownOf(feed) });
      if (answer === undefined) continue;
      const position = positionOf(answer.record, answer, feed, surroundings);
      if (afterApplied?.gather !== undefined) inferExpr(afterApplied.gather, position);
      if (afterApplied !== undefined) inferTree(afterApplied.with, { ...position, context: UNKNOWN });
      inferAll([feed.health?.reconcile], { ...position, context: answer.document });
      inferRecords(feed, answer, position, surroundings);
    }
    return;
  }
  const index = surroundings.answers.get(source.each);
  const answer = surroundings.answers.get(source.call);
  if (index === undefined || answer === undefined) return;
  const entry = positionOf(index.record, index, feed, surroundings);
  inferCondition(source.where, entry);
  inferAll([source.changed], entry);
  inferAll([feed.health?.reconcile], { ...entry, context: index.document });
  inferArguments({ with: source.with }, answer.endpoint, withVariables(entry, { parent: index.record }));
  const position = positionOf(answer.record, answer, feed, surroundings);
  inferRecords(feed, answer, withVariables(position, { parent: index.record }), surroundings);
};

/** Options of the feed, which may be called as others of its pack are. */
const ownOf = ({ userFields }: Feed): Position['variables'] => new Map([['user', userType(userFields)]]);

const positionOf = (context: Type, { document }: AnswerTypes, feed: Feed, { checks }: Surroundings): Position => ({
  checks,
  context,
  variables: new Map([...ownOf(feed), ['page', objectOf([['body', document], ...PAGE.map((name) => [name, UNKNOWN] as const)])]]),
});

const PAGE = ['number', 'offset', 'token', 'after', 'size'];

/** What becomes of the records of one source. */
const inferRecords = (feed: Feed, { endpoint, document }: AnswerTypes, came: Position, surroundings: Surroundings): void => {
  const over = { ...came, context: document };
  inferCondition(feed.window?.halve?.when, over);
  for (const option of Object.values(feed.state?.options ?? {}))
    inferOption(option, feed.state?.kind === 'largest' ? came : over);
  const position = { ...came, context: filtered(feed, came) };
  for (const part of feed.key.length > 0 ? feed.key : endpoint.key) inferWanted(part, 'scalar', position);
  inferWanted(feed.version ?? endpoint.version, 'scalar', position);
  inferWanted(feed.window?.time, 'time', position);
  const supplied = inferSupplementals(feed.supplemental, position, surroundings);
  let bound = withVariables(position, supplied);
  for (const { name, value } of feed.let)
    bound = withVariables(bound, { [name]: orUnknown(inferWanted(value, 'anything', bound)) });
  inferReport(feed, bound, surroundings.objectTypes);
};

/** The record as the filters leave it. */
const filtered = ({ filters }: Feed, came: Position): Type => {
  let { context } = came;
  for (const filter of filters) {
    const position = { ...came, context };
    if (filter.kind === 'expand') context = orUnknown(elementsOf(present(inferExpr(filter.expr, position))));
    else if (filter.kind === 'set')
      context = withMembers(
        context,
        filter.members.map(({ name, value }) => [name, orUnknown(inferValue(value, position))]),
      );
    else ({ context } = inferHolding(filter.test, filter.kind === 'keep', position));
  }
  return context;
};
