import type { StoredRow } from '../../api/views.ts';
import { count, size, span } from '../../api/wording/units.ts';
import type { Feed, Pack } from '../../language/model.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { GuideRun } from '../model/guide.ts';

/** So many of the latest runs are looked at. */
const MOST_RUNS = 100;

/** What the latest runs of a feed that succeeded have brought on average; undefined where there is none. */
export const storeRun = async (feed: Feed, pack: Pack, store: OpenedStore): Promise<GuideRun | undefined> => {
  const rows: StoredRow[] = [];
  for await (const { status, summary } of store.runs({ feed: `${pack.name}/${feed.name}`, limit: MOST_RUNS }))
    if (status === 'succeeded' && isRow(summary)) rows.push(summary);
  if (rows.length === 0) return undefined;
  const average = (of: (row: StoredRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  return {
    measured: `On average, of the last ${rows.length === 1 ? 'run' : `${rows.length} runs`} in the store that succeeded.`,
    rows: [
      { metric: 'Run time', result: span(average(({ duration_ms: took }) => took)) },
      { metric: 'Requests', result: count(average(({ requests }) => requests.count)) },
      { metric: 'Received', result: size(Math.round(average(({ requests }) => requests.bytes))) },
      { metric: 'Records', result: count(average(({ records }) => records.fetched)) },
      { metric: 'Objects created', result: count(average(({ objects }) => objects.created)) },
      { metric: 'Objects updated', result: count(average(({ objects }) => objects.updated)) },
      { metric: 'Objects unchanged', result: count(average(({ objects }) => objects.unchanged)) },
      { metric: 'New attributes', result: count(average(({ attributes }) => attributes)) },
    ],
  };
};

const isRow = (summary: unknown): summary is StoredRow =>
  typeof summary === 'object' && summary !== null && 'duration_ms' in summary && 'requests' in summary;
