import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import { detached } from '../bytes/detached.ts';
import { wholeLines } from '../bytes/whole-lines.ts';
import type { Batch, Bytes } from '../decoder.ts';
import type { LineOptions } from './lines-options.ts';
import { inTime, linePattern } from './pattern.ts';

/** Records from lines of text. */
export class TextLines {
  seen = 0;
  /** Lines that the pattern does not match. */
  skipped = 0;
  readonly #options: LineOptions;
  readonly #pattern: ReturnType<typeof linePattern> | undefined;
  #line = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#pattern = options.pattern === undefined ? undefined : linePattern(options.pattern);
  }

  async *batches(body: Bytes): AsyncGenerator<Batch> {
    const longest = this.#options.max_line ?? 64 * 1024;
    for await (const bytes of wholeLines(body, longest, 'Raise `max_line` if the vendor means it.')) {
      const batch = inTime(() => this.#batch(bytes.toString(), longest));
      if (batch.records.length > 0) yield batch;
    }
  }

  #batch(text: string, longest: number): Batch {
    const records: JsonRecord[] = [];
    const ordinals: number[] = [];
    const numbers: number[] = [];
    for (const line of text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n')) {
      this.#line++;
      if (line.length > longest)
        throw new EngineError('decode.too-large', `Line ${this.#line} is longer than ${longest} bytes.`, {
          hint: 'Raise `max_line` if the vendor means it.',
        });
      const record = this.#record(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (record === undefined) continue;
      records.push(record);
      ordinals.push(this.seen++);
      numbers.push(this.#line);
    }
    return { records, ordinals, place: (index) => `line ${numbers[index] ?? 0}` };
  }

  #record(raw: string): JsonRecord | undefined {
    const { comment, trim = true, name = 'line', mismatch = 'error' } = this.#options;
    const trimmed = raw.trim();
    if (trimmed === '' || (comment !== undefined && trimmed.startsWith(comment))) return undefined;
    const line = trim ? trimmed : raw;
    if (this.#pattern === undefined) return { [name]: detached(line) };
    const groups = this.#pattern.regex.exec(line)?.groups;
    if (groups !== undefined) return this.#members(groups, this.#pattern.names);
    if (mismatch === 'error')
      throw new EngineError('decode.line-mismatch', `Line ${this.#line} does not match the pattern.`, {
        hint: 'Widen the pattern, or write `mismatch: skip` to leave such lines out.',
      });
    this.skipped++;
    return undefined;
  }

  /** A group that took no part in the match is missing. */
  #members(groups: Readonly<Record<string, string | undefined>>, names: readonly string[]): JsonRecord {
    const record: Record<string, unknown> = {};
    for (const name of names) {
      const value = groups[name];
      if (value !== undefined) record[name] = detached(value);
    }
    return record;
  }
}
