import type { Endpoint, Pack, RequestBody, RequestSpec } from '../../language/model.ts';
import type { Expr, Tree } from '../../language/basics/value.ts';
import type { Supplemental } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { NUMBER, objectOf, orMissing, TEXT, UNKNOWN, type Type } from '../types/type.ts';
import { withVariables, type Position } from './context.ts';
import { inferConditions, inferSent } from './results.ts';

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
  if (pack.connection?.headers !== undefined) inferSent(pack.connection.headers, bare);
};

const inferRequest = ({ query, headers, body }: RequestSpec, more: Tree | undefined, position: Position): void => {
  for (const tree of [query, headers, more, ...partsOf(body)]) inferSent(tree, position);
};

const partsOf = (body: RequestBody | undefined): readonly (Tree | undefined)[] => {
  if (body === undefined) return [];
  return body.kind === 'graphql' ? [body.query, body.variables] : [body.value];
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
