import type { DriftFinding } from '../../../drift/told/finding.ts';
import { sumObjects } from '../../../store/window/tally.ts';
import { sumNotes, sumRecords } from '../../context/ledger.ts';
import type { RunRow } from '../../context/run-row.ts';
import { mappingNotes, notesBesideMapping, sumMapping } from './mapping-notes.ts';

export interface PartitionRow {
  readonly partition: string;
  readonly row: RunRow;
}

const sumSeen = (all: readonly RunRow['seen'][]): RunRow['seen'] => {
  const [newest = null] = all.map((one) => one.newest_record).toSorted((a, b) => ((a ?? '') < (b ?? '') ? 1 : -1));
  const [nothing = null, ...others] = new Set(all.map((one) => one.nothing_new));
  return {
    newest_record: newest,
    nothing_new: others.length === 0 ? nothing : null,
    lacks: all.flatMap(({ lacks }) => lacks),
    first_aside: all.find((one) => one.first_aside !== null)?.first_aside ?? null,
  };
};

const isFirst = (one: DriftFinding, at: number, all: readonly DriftFinding[]): boolean =>
  all.findIndex(({ endpoint, path, what }) => endpoint === one.endpoint && path === one.path && what === one.what) === at;

/** What to do where several of them are held. */
const SEVERAL = 'feedwright review lists them, each to be applied or discarded';

/** The runs of a feed's partitions as one row: sums, and the first failure; it failed where any of them did. */
export function sumRows(all: readonly [PartitionRow, ...PartitionRow[]]): RunRow {
  const [{ row: first }] = all;
  const rows = all.map(({ row }) => row);
  const total = (of: (row: RunRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const { attributes, ...objects } = sumObjects(rows.map((row) => ({ ...row.objects, attributes: row.attributes })));
  const is = (status: RunRow['status']): boolean => rows.some((row) => row.status === status);
  const aside =
    rows.find(({ set_aside: one }) => one !== undefined && one.next_run !== 'yes') ?? rows.find((row) => row.set_aside);
  const mapping = sumMapping(rows.map((row) => row.mapping));
  const [held, ...more] = rows.flatMap((row) => row.held ?? []);
  const failed = all.find(({ row }) => row.error !== null);
  return {
    ...first,
    ...(held === undefined ? {} : { held: more.length === 0 ? held : { ...held, words: SEVERAL } }),
    ...(aside?.set_aside === undefined ? {} : { set_aside: aside.set_aside }),
    status: is('interrupted') ? 'interrupted' : is('failed') ? 'failed' : is('held') ? 'held' : 'succeeded',
    windows: rows.flatMap(({ windows }) => windows),
    requests: {
      count: total(({ requests }) => requests.count),
      retried: total(({ requests }) => requests.retried),
      bytes: total(({ requests }) => requests.bytes),
      logins: total(({ requests }) => requests.logins),
    },
    records: sumRecords(rows.map(({ records }) => records)),
    objects,
    attributes,
    duration_ms: total((row) => row.duration_ms),
    stop_reason: [...new Set(rows.map((row) => row.stop_reason))].join('; '),
    // What gave nothing in one of them may have given something in another.
    notes: sumNotes([...rows.map(notesBesideMapping), mappingNotes(mapping)]),
    mapping,
    seen: sumSeen(rows.map(({ seen }) => seen)),
    // The rows of the partitions say it of each.
    drift: rows.flatMap(({ drift }) => drift).filter(isFirst),
    error:
      failed === undefined || failed.row.error === null
        ? null
        : { ...failed.row.error, message: `For "${failed.partition}": ${failed.row.error.message}` },
    partitions: all.map(({ partition, row }) => ({ partition, run: row.run, status: row.status, error: row.error })),
  };
}
