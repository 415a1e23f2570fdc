import { count, counted } from '../../../api/wording/units.ts';
import { isFailure } from '../../../proof/prove/cell.ts';
import type { Happening } from '../../../proof/proving/proved.ts';
import type { Io } from '../../shell/io.ts';
import { liveLines } from '../live-lines.ts';
import { harmless } from '../text.ts';

export interface ProveProgress {
  readonly begin: (feeds: number) => void;
  readonly told: (happening: Happening) => void;
  readonly done: () => void;
  /** Takes the live lines away, until something more is told. */
  readonly clear: () => void;
}

/** Piped: a line every few seconds, for logs. */
const LINE_EVERY_MS = 5000;

/** How far a proof has come: a line that is drawn over, or one now and then where nobody is looking. */
export const createProveProgress = (io: Io): ProveProgress => {
  const sums = { feeds: 0, done: 0, cells: 0, kills: 0, failures: 0 };
  let now = '';
  const line = (): string => {
    const { feeds, done, cells, kills, failures } = sums;
    const failed = failures === 0 ? '' : ` · ${count(failures)} failed`;
    return `${count(done)} of ${counted(feeds, 'feed')} · ${counted(cells, 'cell')} · ${counted(kills, 'kill')}${failed} · ${now}`;
  };
  const live = liveLines(io, () => [line()]);
  let last = io.ticks();
  const show = (): void => {
    if (io.stderr.isTerminal) return live.draw();
    if (io.ticks() - last < LINE_EVERY_MS) return;
    io.note(line());
    last = io.ticks();
  };
  return {
    begin: (feeds) => void (sums.feeds = feeds),
    told(happening) {
      const one = happening.kind === 'cell' ? happening.cell : happening.kill;
      sums[happening.kind === 'cell' ? 'cells' : 'kills']++;
      if (isFailure(one)) sums.failures++;
      now = harmless(`${happening.target} ${one.id}`);
      show();
    },
    done: () => void sums.done++,
    clear: live.clear,
  };
};
