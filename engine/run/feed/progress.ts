import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';

/** Milliseconds between two reports. */
const INTERVAL = 100;

export function progressReporter(context: RunContext, window: number, counter: Counter): () => void {
  const { services, plan } = context;
  let last = -Infinity;
  return () => {
    const now = services.ticks();
    if (now - last < INTERVAL) return;
    last = now;
    const { requests, bytes } = services.http.stats();
    services.report({
      kind: 'progress',
      window,
      windows: plan.windows.length,
      records: counter.fetched,
      mapped: counter.mapped,
      requests,
      bytes,
      read: bytes - context.transfer.from,
      expected: context.transfer.expected,
    });
  };
}
