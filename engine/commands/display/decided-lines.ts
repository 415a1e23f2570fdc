import { type DecidedRow, objectsText } from '../../api/review/apply-run.ts';
import type { JsonFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { harmless } from './text.ts';

const SAYS = { applied: 'applied', would_apply: 'would be applied', discarded: 'discarded' } as const;

export const tellDecided = (io: Io, flags: JsonFlag, row: DecidedRow): void => {
  if (flags.json === true) return io.print(JSON.stringify(row));
  const objects = row.status === 'discarded' ? 'nothing of it is in the store' : objectsText(row.objects);
  io.print(`run ${harmless(row.run)} of ${harmless(row.feed)}: ${SAYS[row.status]}, ${objects}`);
  io.print(`  next: ${harmless(row.next)}`);
};
