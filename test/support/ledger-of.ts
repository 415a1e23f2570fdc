import type { RunRow } from '../../engine/run/context/run-row.ts';
import { RECALLED } from '../../engine/run/shortcuts/recall.ts';

/** What a run's ledger says, without names and times, and without the note on rows that a shortcut left out. */
export const ledgerOf = ({ run: _, duration_ms: __, partitions, notes, windows, ...row }: RunRow) => ({
  ...row,
  windows: windows.map(({ status, partition }) => ({ status, partition })),
  partitions: partitions?.map(({ run: ___, ...rest }) => rest),
  notes: Object.fromEntries(Object.entries(notes).filter(([name]) => name !== RECALLED)),
});
