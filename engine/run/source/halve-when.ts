import { WindowFull } from '../context/signals.ts';
import type { PageSink } from './read-pages.ts';
import type { SourceRead } from './source-sink.ts';

/** Looks at each page of the source whether `halve_when` holds: as soon as it can, and once more with the page's records counted. */
export function halving({ context, counter }: Pick<SourceRead, 'context' | 'counter'>): Pick<PageSink, 'envelope'> {
  const { evaluator, plan } = context;
  const spec = plan.feed.window?.halve;
  if (spec === undefined) return {};
  const holds = evaluator.condition(spec.when);
  return {
    envelope: (body, scope) => {
      if (holds(body, { ...scope, records: counter.fetched })) throw new WindowFull();
    },
  };
}
