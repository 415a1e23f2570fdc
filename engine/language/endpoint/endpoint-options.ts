import type { RawFeed } from '../feed/feed.ts';
import { declaredKeys, entriesOf } from '../yaml/positions.ts';
import type { RawMap } from '../reading/context.ts';
import { calledBy } from '../feed/called-by.ts';
import type { Windowless } from '../check/scope.ts';
import type { EndpointOptions } from './endpoint.ts';

/** Options that an endpoint may use: shared ones, and those that every feed calling it declares. One that nobody calls may use any. */
export const endpointOptions = (
  feeds: Readonly<Record<string, RawFeed>>,
  shared: readonly string[],
): ((endpoint: string) => EndpointOptions) => {
  const all = (Object.keys(feeds).length === 0 ? [] : entriesOf(feeds)).map(([name, feed]) => ({
    name,
    calls: calledBy(feed),
    own: declaredKeys(feed.user_fields),
    // One that can't be used was reported.
    windowless: !declaredKeys(feed as unknown as RawMap).has('window'),
  }));
  return (endpoint) => {
    const callers = all.filter((feed) => feed.calls.has(endpoint));
    const users = callers.length === 0 ? all : callers;
    const lacking = new Map<string, string>();
    for (const option of new Set(users.flatMap((feed) => [...feed.own]))) {
      const without = callers.find((feed) => !feed.own.has(option));
      if (without !== undefined && !shared.includes(option)) lacking.set(option, without.name);
    }
    return {
      user: new Set([...shared, ...users.flatMap((feed) => [...feed.own])].filter((option) => !lacking.has(option))),
      lacking,
      windowless: windowlessOf(callers),
    };
  };
};

const windowlessOf = (callers: readonly { readonly name: string; readonly windowless: boolean }[]): Windowless | undefined => {
  const feed = callers.find(({ windowless }) => windowless)?.name;
  return feed === undefined ? undefined : { feed, always: callers.every(({ windowless }) => windowless) };
};
