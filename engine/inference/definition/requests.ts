import type { Action, Endpoint, Pack, RequestSpec } from '../../language/model.ts';
import type { Expr, Tree } from '../../language/basics/value.ts';
import type { Supplemental } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { NUMBER, objectOf, orMissing, orUnknown, TEXT, UNKNOWN, type Type } from '../types/type.ts';
import { inferValue, withVariables, type Position } from './context.ts';
import { inferConditions, inferSent, inferSentTexts } from './results.ts';
import { userType } from './user-type.ts';

/** What the requests of a pack are made of, before anything has come. */
export const inferRequests = (pack: Pack, checks: PathChecks): void => {
  const bare: Position = { checks, context: UNKNOWN, variables: new Map() };
  const guards = guardsOf(pack);
  for (const endpoint of pack.endpoints.values()) {
    const callers = guards.get(endpoint.name) ?? [];
    const position = withVariables(bare, { page: pageOf(endpoint), state: orMissing(UNKNOWN) });
    // What an option decides may need that option.
    if (callers.length === 0 || callers.includes(undefined)) inferRequest(endpoint.request, endpoint.headers, position);
  }
  for (const feed of pack.feeds.values())
    if (feed.source.kind === 'call')
      inferConditions(
        feed.source.variants.map(({ when }) => when),
        bare,
      );
  for (const action of pack.actions.values()) inferActionRequest(action, bare);
  inferSentTexts(pack.connection?.headers, bare);
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
  inferConditions(
    action.require.map(({ that }) => that),
    position,
  );
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
