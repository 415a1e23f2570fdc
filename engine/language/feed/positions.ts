import { envelopeScope, extend, recordScope, requestScope, settingScope } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';

/** What expressions at the places of one feed may name. */
export interface Positions {
  readonly setting: Scope;
  readonly request: Scope;
  readonly record: Scope;
  /** An entry of the source's index. */
  readonly entry: Scope;
}

/** `without`: the feed, where it has no window. */
export const positionsOf = (without: string | undefined, user: Iterable<string>): Positions => {
  const windowless = without === undefined ? undefined : { feed: without, always: true };
  return {
    setting: settingScope(user),
    request: { ...requestScope(user, []), windowless },
    record: { ...recordScope(user), windowless },
    entry: extend({ ...recordScope(user, 'entry'), windowless }, 'an entry of the index', { state: undefined }),
  };
};

/** Over a page of the source, when its records have been counted. */
export const pageScope = ({ request }: Positions): Scope =>
  extend(envelopeScope(request), 'a page of the source', { records: undefined });

/** Over an answer, or over a record; of a document `$parent` is the entry of the index. */
export const stateScope = ({ request }: Positions): Scope => extend(envelopeScope(request), 'the state', { parent: undefined });
