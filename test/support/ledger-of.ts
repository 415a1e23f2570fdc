import type { RunRow } from '../../engine/run/context/run-row.ts';
import { RECALLED } from '../../engine/run/shortcuts/recall.ts';

/** What a run's ledger says, without names and times, and without the note on rows that a shortcut left out. */
export const ledgerOf = (row: RunRow) => {
  const { run: _, duration_ms: __, partitions, notes, windows, ...rest } = row;
  return {
    ...rest,
    windows: windows.map(({ status, partition }) => ({ status, partition })),
    partitions: partitions?.map(({ partition, status, error }) => ({ partition, status, error })),
    notes: Object.fromEntries(Object.entries(notes).filter(([name]) => name !== RECALLED)),
  };
};
