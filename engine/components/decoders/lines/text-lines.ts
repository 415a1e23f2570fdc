import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import { detached } from '../bytes/detached.ts';
import { quoted } from '../bytes/quoted.ts';
import { wholeLines, type LongLine } from '../bytes/whole-lines.ts';
import type { Batch, Bytes, DecodeContext } from '../decoder.ts';
import { allowedBy, oversizedRecord, type Allowed } from '../oversized.ts';
import type { LineOptions } from '../lines.ts';
import { inTime, linePattern } from './pattern.ts';

/** Records from lines of text. */
export class TextLines {
  seen = 0;
  /** Lines that the pattern does not match. */
  skipped = 0;
  readonly #options: LineOptions;
  readonly #context: DecodeContext;
  readonly #pattern: ReturnType<typeof linePattern> | undefined;
  readonly #allowed: Allowed;
  #line = 0;
  /** The first line that the pattern does not match, for the case that none does. */
  #mismatch: string | undefined;

  constructor(options: LineOptions, context: DecodeContext) {
    this.#options = options;
    this.#context = context;
    const { maxRecord } = context;
    const longest = options.max_line ?? 64 * 1024;
    this.#allowed = longest < maxRecord ? { bytes: longest, name: 'max_line' } : allowedBy(maxRecord);
    this.#pattern = options.pattern === undefined ? undefined : linePattern(options.pattern);
  }

  /** Of the members of a record. */
  get names(): readonly string[] {
    return this.#pattern?.names ?? [this.#options.name ?? 'line'];
  }

  async *batches(body: Bytes): AsyncGenerator<Batch> {
    for await (const bytes of wholeLines(body, this.#allowed.bytes)) {
      if (!Buffer.isBuffer(bytes)) yield this.#long(bytes);
      else {
        const batch = inTime(() => this.#batch(bytes.toString()));
        if (batch.records.length > 0) yield batch;
      }
    }
    if (this.skipped === 0) return;
    if (this.seen === 0 && !this.#context.orEmpty)
      throw new EngineError('decode.line-mismatch', `No line matches the pattern. ${this.#mismatch ?? ''}`, {
        hint: 'Look at what the vendor sends, or write `or: empty` under `records` if that is fine.',
      });
    this.#context.onNote?.('lines that the pattern does not match', this.skipped);
  }

  #long({ length, head }: LongLine): Batch {
    const line = ++this.#line;
    const record = oversizedRecord(length, head, this.#allowed);
    return { records: [record], ordinals: [this.seen++], oversized: true, place: () => `line ${line}` };
  }

  #batch(text: string): Batch {
    const longest = this.#allowed.bytes;
    let oversized = false;
    const records: JsonRecord[] = [];
    const ordinals: number[] = [];
    const numbers: number[] = [];
    for (const line of text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n')) {
      this.#line++;
      const large = line.length > longest;
      oversized ||= large;
      const record = large
        ? oversizedRecord(Buffer.byteLength(line), line, this.#allowed)
        : this.#record(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (record === undefined) continue;
      records.push(record);
      ordinals.push(this.seen++);
      numbers.push(this.#line);
    }
    return { records, ordinals, oversized, place: (index) => `line ${numbers[index] ?? 0}` };
  }

  #record(raw: string): JsonRecord | undefined {
    const { comment, trim = true, name = 'line', mismatch = 'error' } = this.#options;
    const trimmed = raw.trim();
    if (trimmed === '' || (comment !== undefined && trimmed.startsWith(comment))) return undefined;
    const line = trim ? trimmed : raw;
    if (this.#pattern === undefined) return { [name]: detached(line) };
    const groups = this.#pattern.regex.exec(line)?.groups;
    if (groups !== undefined) return this.#members(groups, this.#pattern.names);
    this.#mismatch ??= `Line ${this.#line} does not match the pattern: ${quoted(line, this.#context)}.`;
    if (mismatch === 'error')
      throw new EngineError('decode.line-mismatch', this.#mismatch, {
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
