import type { RunView } from '../../store/contract/history.ts';
import type { StoredRow } from '../../run/context/run-row.ts';
import { sumObjects } from '../../store/window/tally.ts';

/** What a run's summary says by now: a held one may have been applied since, or discarded. Undefined: it was cut off, and has none. */
export const summaryNow = ({ summary: kept, status, windows }: RunView): StoredRow | undefined => {
  const summary: unknown = kept;
  if (!isSummary(summary)) return undefined;
  if (summary.status !== 'held' || status === 'held') return summary;
  const { held: _, ...rest } = summary;
  const { attributes, ...objects } = sumObjects(windows.map((window) => window.objects));
  const states = windows.map((window) => (window.status === 'done' ? ('done' as const) : ('pending' as const)));
  return {
    ...rest,
    status: 'succeeded',
    windows: summary.windows.map((window, index) => ({ ...window, status: states[index] ?? 'pending' })),
    objects,
    attributes,
  };
};

const isSummary = (summary: unknown): summary is StoredRow =>
  typeof summary === 'object' && summary !== null && 'records' in summary;
