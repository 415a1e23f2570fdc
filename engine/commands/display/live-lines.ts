import type { Io } from '../shell/io.ts';
import { cut } from './text.ts';

const REDRAW_MS = 100;

export interface LiveLines {
  /** Draws them over the last ones, at most ten times a second. */
  readonly draw: () => void;
  /** Takes them away. */
  readonly clear: () => void;
}

/** Lines at the end of a terminal that change while something is under way; the first is the heading. */
export const liveLines = (io: Io, lines: () => readonly string[]): LiveLines => {
  let drawn = 0;
  let last = -Infinity;
  const clear = (): void => {
    io.erase(drawn);
    drawn = 0;
  };
  return {
    draw() {
      if (io.ticks() - last < REDRAW_MS) return;
      // Masked before it is cut, or a half of a secret would stand at the end.
      const all = lines()
        .map((line) => cut(io.redact(line), io.stderr.columns() - 1))
        .map((line, index) => (index === 0 ? io.stderr.style('bold', line) : line));
      clear();
      io.draw(all.join('\n'));
      drawn = all.length;
      last = io.ticks();
    },
    clear,
  };
};
