import type { Place } from './basics/place.ts';

/** The text of one file, with the way from an offset to a line and column. */
export class SourceFile {
  /** As it is shown in diagnostics. */
  readonly path: string;
  readonly text: string;
  #lines: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  placeAt(offset: number): Place {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const lines = (this.#lines ??= lineStarts(this.text));
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return Object.freeze({ file: this.path, line: low + 1, column: at - (lines[low] ?? 0) + 1 });
  }

  /** The rest of the line from `offset` on, without its end; at most 500 characters. */
  restOfLine(offset: number): string {
    const rest = this.text.slice(offset, offset + 500);
    const end = rest.indexOf('\n');
    return rest.slice(0, end < 0 ? undefined : end).replace(/\r$/, '');
  }

  /** The line around `offset`, at most 500 characters to either side. */
  lineAt(offset: number): string {
    const around = this.text.slice(Math.max(0, offset - 500), offset + 500);
    const at = Math.min(offset, 500);
    const end = around.indexOf('\n', at);
    return around.slice(around.lastIndexOf('\n', at - 1) + 1, end < 0 ? undefined : end);
  }
}

const lineStarts = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};
