import type { RawMap } from '../reading/context.ts';
import { entriesOf } from '../yaml/positions.ts';
import type { RawFeed } from './feed.ts';
import type { RawSupplemental } from './supplemental.ts';

/** Every endpoint that a feed calls. */
export const calledBy = (feed: RawFeed): ReadonlySet<string> => {
  const names = new Set<string>();
  const { source } = feed;
  if (typeof source === 'string') names.add(source);
  else for (const one of Array.isArray(source) ? source : [source]) addCalls(one as RawMap, names);
  const further = (all: Readonly<Record<string, RawSupplemental>> | undefined): void => {
    for (const [, one] of all === undefined ? [] : entriesOf(all)) {
      names.add(one.call);
      further(one.supplemental);
    }
  };
  further(feed.supplemental);
  for (const [, one] of feed.fulfillment === undefined ? [] : entriesOf(feed.fulfillment)) names.add(one.call);
  return names;
};

const addCalls = (source: RawMap | undefined, names: Set<string>): void => {
  const after = source?.['after_applied'] as RawMap | undefined;
  for (const name of [source?.['call'], source?.['each'], after?.['call']]) if (typeof name === 'string') names.add(name);
};
