import type { Expr, Tree } from '../../language/basics/value.ts';
import type { Action, Endpoint, Feed, Pack, RequestSpec, Supplemental } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { NUMBER, objectOf, orMissing, orUnknown, TEXT, UNKNOWN, type Type } from '../types/type.ts';
import { inferAll, inferValue, withVariables, type Position } from './context.ts';
import { inferCondition, inferSent, inferSentTexts } from './results.ts';
import { userType } from './user-type.ts';

/** What stands before anything has come: settings over the options, and what requests are made of. */
export const inferRequests = (pack: Pack, checks: PathChecks): void => {
  const bare: Position = { checks, context: UNKNOWN, variables: new Map() };
  for (const feed of pack.feeds.values()) inferSettings(feed, withVariables(bare, { user: userType(feed.userFields) }));
  const guards = guardsOf(pack);
  for (const endpoint of pack.endpoints.values()) {
    const callers = guards.get(endpoint.name) ?? [];
    const position = withVariables(bare, { page: pageOf(endpoint), state: orMissing(UNKNOWN) });
    // What an option decides may need that option.
    const isGuarded = callers.length > 0 && !callers.includes(undefined);
    inferRequest(endpoint.request, endpoint.headers, position, isGuarded);
  }
  for (const action of pack.actions.values()) inferActionRequest(action, bare);
  inferSentTexts(pack.connection?.headers, bare);
};

const inferSettings = ({ source, snapshot, partition, report }: Feed, position: Position): void => {
  if (source.kind === 'call') for (const { when } of source.variants) inferCondition(when, position);
  inferCondition(snapshot?.when, position);
  inferAll([partition?.of, ...report.map(({ select }) => select)], position);
};

const inferRequest = (
  { query, headers, body }: RequestSpec,
  more: Tree | undefined,
  position: Position,
  isGuarded = false,
): void => {
  for (const tree of [query, headers, more, body?.kind === 'form' ? body.value : undefined])
    inferSentTexts(tree, position, isGuarded);
  if (body !== undefined && body.kind !== 'form')
    for (const tree of body.kind === 'graphql' ? [body.query, body.variables] : [body.value])
      inferSent(tree, position, isGuarded);
};

/** What is asked of an action's object and options may ask for what its request needs. */
const inferActionRequest = (action: Action, bare: Position): void => {
  let position = withVariables(bare, { user: userType(action.userFields), options: userType(action.options) });
  for (const { name, value } of action.let)
    position = withVariables(position, { [name]: orUnknown(inferValue(value, position)) });
  for (const { that } of action.require) inferCondition(that, position);
  inferRequest(action.request, undefined, position, action.require.length > 0);
};

/** The page that is asked for; of the first one there is no token yet. */
const pageOf = ({ paginate }: Endpoint): Type => {
  const isFirst = paginate?.options['start'] === undefined;
  return objectOf(
    [
      ['number', NUMBER],
      ['offset', NUMBER],
      ['size', NUMBER],
      ['token', isFirst ? orMissing(TEXT) : TEXT],
      ['after', isFirst ? orMissing(UNKNOWN) : UNKNOWN],
    ],
    UNKNOWN,
  );
};

/** By endpoint the conditions on which it is called; undefined: without one. */
const guardsOf = (pack: Pack): ReadonlyMap<string, readonly (Expr | undefined)[]> => {
  const guards = new Map<string, (Expr | undefined)[]>();
  const add = (call: string, when: Expr | undefined): void => void guards.set(call, [...(guards.get(call) ?? []), when]);
  const addAll = (supplementals: readonly Supplemental[]): void => {
    for (const { call, when, supplemental } of supplementals) {
      add(call, when);
      addAll(supplemental);
    }
  };
  for (const { source, supplemental } of pack.feeds.values()) {
    if (source.kind === 'call') for (const { call, when } of source.variants) add(call, when);
    else for (const call of [source.each, source.call]) add(call, undefined);
    addAll(supplemental);
  }
  return guards;
};
