import type { RunRow } from '../../engine/run/context/run-row.ts';
import { RECALLED } from '../../engine/run/shortcuts/recall.ts';

const MAPPED = /^(?:never there|never given|more that gave nothing):/;

/**
 * What a run's ledger says, without names and times, without the note on rows that a shortcut left out, and without what is counted
 * and said of the records that it mapped.
 */
export const ledgerOf = (row: RunRow) => {
  const { run: _, duration_ms: __, mapping: ___, partitions, notes, windows, ...rest } = row;
  return {
    ...rest,
    windows: windows.map(({ status, partition }) => ({ status, partition })),
    partitions: partitions?.map(({ partition, status, error }) => ({ partition, status, error })),
    notes: Object.fromEntries(Object.entries(notes).filter(([name]) => name !== RECALLED && !MAPPED.test(name))),
  };
};
