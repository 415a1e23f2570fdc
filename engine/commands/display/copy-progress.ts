import type { CopyProgress } from '../../api/store/copy-between.ts';
import { count } from '../../api/wording/units.ts';
import type { Io } from '../shell/io.ts';
import { liveLines } from './live-lines.ts';

const LINE_EVERY_MS = 5000;

const textOf = ({ part, rows, of }: CopyProgress): string => {
  if (part === 'digest') return rows === 0 ? 'hashing the source' : 'hashing the copy';
  return `${part.replaceAll('_', ' ')}: ${count(rows)} of ${count(of)}`;
};

export interface CopyDisplay {
  readonly report: (progress: CopyProgress) => void;
  /** Takes the live lines away. */
  readonly end: () => void;
}

/** Lines that are drawn over on a terminal, elsewhere one every few seconds. */
export const copyProgress = (io: Io): CopyDisplay => {
  let latest: CopyProgress | undefined;
  let last = io.ticks();
  if (io.stderr.isTerminal) {
    const lines = liveLines(io, () => ['copying', latest === undefined ? '' : textOf(latest)]);
    return {
      report(progress) {
        latest = progress;
        lines.draw();
      },
      end: lines.clear,
    };
  }
  return {
    report(progress) {
      if (io.ticks() - last < LINE_EVERY_MS) return;
      io.note(`copying ${textOf(progress)}`);
      last = io.ticks();
    },
    end() {},
  };
};
