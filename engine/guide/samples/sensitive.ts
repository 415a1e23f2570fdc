import type { Pack } from '../../language/model.ts';
import { elementScope, feedScope, namesBefore } from '../trace/feed-scope.ts';
import { isData } from '../trace/strand.ts';
import { traceValue } from '../trace/trace-value.ts';
import type { SampleRecords } from './read-samples.ts';
import type { Sensitive } from './sample-text.ts';
import { valuesAt } from './without.ts';

/** What the samples hold where attributes that are sensitive come from. */
export const sensitiveIn = (pack: Pack, samples: ReadonlyMap<string, readonly SampleRecords[]>): Sensitive => {
  const found = new Set<string>();
  for (const feed of pack.feeds.values()) {
    const record = feedScope(feed, pack);
    for (const { each, attributes } of feed.report) {
      const scope = elementScope(each, record);
      for (const spec of attributes) {
        if (spec.kind !== 'named' || !spec.sensitive) continue;
        for (const { origin } of traceValue(spec.value, scope).filter(isData)) {
          const names = origin.names.slice(namesBefore(pack.endpoints.get(origin.call)?.records).length);
          const records = (samples.get(origin.call) ?? []).flatMap((sample) => sample.records);
          for (const value of valuesAt(records, names)) if (typeof value === 'string' && value !== '') found.add(value);
        }
      }
    }
  }
  return found;
};
