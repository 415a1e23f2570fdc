import type { Scope } from '../../language/check/scope.ts';

/** What an expression of a mock sees of the request, by bare paths and as `$request`. */
export const REQUEST_FIELDS = ['method', 'path', 'query', 'headers', 'text', 'json', 'form'] as const;

/** Names that every expression of a mock sees, and that no `let` may take. */
export const FIXED_NAMES = ['request', 'params', 'data', 'user', 'clock', 'variant', 'state', 'session'] as const;

type Names = ReadonlySet<string>;

/** Names by what holds them; of `user` undefined where it can't be known which there are. */
export interface MockNames {
  readonly data: Names;
  readonly state: Names;
  readonly user: Names | undefined;
}

/** What one part of a mock sees besides. */
export interface Seen {
  readonly label: string;
  readonly params: Names;
  /** Of the route's `let`. */
  readonly lets?: Iterable<string>;
  readonly hasSession?: boolean;
  /** Names that this place lacks → what to do. */
  readonly absent?: ReadonlyMap<string, string>;
}

export const mockScope = ({ data, state, user }: MockNames, { label, params, lets = [], hasSession, absent }: Seen): Scope => ({
  label,
  variables: new Map<string, Names | undefined>([
    ['request', new Set(REQUEST_FIELDS)],
    ['params', params],
    ['data', data],
    ['user', user],
    ['clock', undefined],
    ['variant', undefined],
    ['state', state],
    ...(hasSession === true ? ([['session', undefined]] as const) : []),
    ...[...lets].map((name) => [name, undefined] as const),
  ]),
  later: new Set(),
  data: true,
  absent,
  lacking: new Map(),
});
