import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import type { Reading } from '../bytes/reading.ts';
import { wholeLines, type LongLine } from '../bytes/whole-lines.ts';
import type { Batch, Bytes, DecodeContext } from '../decoder.ts';
import { checkDepth, MAX_DEPTH } from './document/depth.ts';
import { beginningOf, careFor, parseJson, type Care, type Origin } from './parse.ts';
import { allowedBy, oversizedRecord } from '../oversized.ts';
import { recordOf } from './record-of.ts';
import { ownNames } from './rows.ts';

const NEWLINE = 0x0a;

/** Records from lines of JSON. */
export class LineRecords {
  readonly #context: DecodeContext;
  readonly #beginning: Origin;
  seen = 0;
  #line = 1;
  #offset = 0;

  constructor(context: DecodeContext, reading: Reading) {
    this.#context = context;
    this.#beginning = beginningOf(reading);
  }

  async *batches(body: Bytes): AsyncGenerator<Batch> {
    for await (const bytes of wholeLines(body, this.#context.maxRecord)) {
      if (Buffer.isBuffer(bytes)) yield* this.#batch(bytes);
      else yield this.#long(bytes);
    }
  }

  #long({ length, head }: LongLine): Batch {
    const line = this.#line++;
    this.#offset += length + 1;
    const record = oversizedRecord(length, head, allowedBy(this.#context.maxRecord));
    return { records: [record], ordinals: [this.seen++], oversized: true, place: () => `line ${line}` };
  }

  /** Whole lines. */
  *#batch(bytes: Buffer): Generator<Batch> {
    const care = careFor(bytes, this.#context);
    const records: JsonRecord[] = [];
    const ordinals: number[] = [];
    const lines: number[] = [];
    let oversized = false;
    for (let start = 0, end = 0; start < bytes.length; start = end + 1, this.#line++) {
      // Blank lines come in masses where a body is hostile.
      if (bytes[start] === NEWLINE) {
        end = start;
        continue;
      }
      end = bytes.indexOf(NEWLINE, start);
      if (end === -1) end = bytes.length;
      if (end - start > this.#context.maxRecord) {
        records.push(oversizedRecord(end - start, bytes.subarray(start, end), allowedBy(this.#context.maxRecord)));
        ordinals.push(this.seen++);
        lines.push(this.#line);
        oversized = true;
        continue;
      }
      const value = this.#value(bytes.subarray(start, end), start, care);
      if (value === undefined) continue;
      const ordinal = this.seen++;
      const record = recordOf(value, () => `Line ${this.#line}`, this.#context, ownNames(this.#context.columns));
      if (record === undefined) continue;
      records.push(record);
      ordinals.push(ordinal);
      lines.push(this.#line);
    }
    this.#offset += bytes.length;
    if (records.length > 0) yield { records, ordinals, oversized, place: (index) => `line ${lines[index] ?? 0}` };
  }

  #value(line: Buffer, start: number, care: Care): Json | undefined {
    if (line.length > MAX_DEPTH * 2) checkDepth(line);
    if ((line[0] ?? 0) <= 0x20 && line.every((byte) => byte <= 0x20)) return undefined;
    return parseJson(line, care, { ...this.#beginning, offset: this.#offset + start, line: this.#line });
  }
}
