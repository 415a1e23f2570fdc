import type { Feed } from '../../language/model.ts';
import { elementsOf, objectOf, orUnknown, UNKNOWN, type Type } from '../types/type.ts';
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
import { inferSupplementals } from './supplementals.ts';
import { withMembers } from './with-members.ts';

/** Every expression of a feed over the vendor's data; once for each endpoint that may be its source. */
export const inferFeed = (feed: Feed, surroundings: Surroundings): void => {
  const { source } = feed;
  if (source.kind === 'call') {
    for (const { call, afterApplied } of source.variants) {
      const answer = surroundings.answers.get(call);
      if (answer === undefined) continue;
      const position = positionOf(answer.record, answer, surroundings);
      if (afterApplied?.gather !== undefined) inferExpr(afterApplied.gather, position);
      if (afterApplied !== undefined) inferTree(afterApplied.with, { ...position, context: UNKNOWN });
      inferRecords(feed, answer, position, surroundings);
    }
    return;
  }
  const index = surroundings.answers.get(source.each);
  const answer = surroundings.answers.get(source.call);
  if (index === undefined || answer === undefined) return;
  const entry = positionOf(index.record, index, surroundings);
  inferAll([source.where, source.changed], entry);
  inferTree(source.with, withVariables(entry, { parent: index.record }));
  const position = positionOf(answer.record, answer, surroundings);
  inferRecords(feed, answer, withVariables(position, { parent: index.record }), surroundings);
};

const positionOf = (context: Type, { document }: AnswerTypes, { checks }: Surroundings): Position => ({
  checks,
  context,
  variables: new Map([['page', objectOf([['body', document], ...PAGE.map((name) => [name, UNKNOWN] as const)])]]),
});

const PAGE = ['number', 'offset', 'token', 'after', 'size'];

/** What becomes of the records of one source. */
const inferRecords = (feed: Feed, { endpoint, document }: AnswerTypes, came: Position, surroundings: Surroundings): void => {
  const over = { ...came, context: document };
  if (feed.window?.halve !== undefined) inferExpr(feed.window.halve.when, over);
  for (const option of Object.values(feed.state?.options ?? {}))
    inferOption(option, feed.state?.kind === 'largest' ? came : over);
  const position = { ...came, context: filtered(feed, came) };
  inferAll(feed.key.length > 0 ? feed.key : endpoint.key, position);
  inferAll([feed.version ?? endpoint.version, feed.window?.time], position);
  const supplied = inferSupplementals(feed.supplemental, position, surroundings);
  let bound = withVariables(position, supplied);
  for (const { name, value } of feed.let) bound = withVariables(bound, { [name]: orUnknown(inferValue(value, bound)) });
  inferReport(feed, bound);
};

/** The record as the filters leave it. */
const filtered = ({ filters }: Feed, came: Position): Type => {
  let { context } = came;
  for (const filter of filters) {
    const position = { ...came, context };
    if (filter.kind === 'expand') context = orUnknown(elementsOf(inferExpr(filter.expr, position)));
    else if (filter.kind === 'set')
      context = withMembers(
        context,
        filter.members.map(({ name, value }) => [name, orUnknown(inferValue(value, position))]),
      );
    else inferExpr(filter.test, position);
  }
  return context;
};
