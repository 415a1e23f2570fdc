import { EngineError } from '../../../language/basics/errors.ts';
import { resumed } from '../bytes/body.ts';
import { release } from '../bytes/release.ts';
import type { Batch, Bytes, DecodeContext } from '../decoder.ts';
import { LongRow } from './long-row.ts';
import { referenceRows } from './reference.ts';
import type { Rows } from './rows.ts';
import { isCommon, Scanner, type Pause } from './scanner.ts';

/** Records of a batch, unless fewer are left: what is made of them is garbage before the collector has copied much of it. */
const BATCH = 128;
/** The scanner gets at least so many bytes at a time: a row that comes in crumbs is not looked at again for each. */
const LEAST_BYTES = 64 * 1024;
const MOST_BYTES = 256 * 1024;
const EMPTY: Uint8Array = new Uint8Array(0);

/** `least`: how many bytes are waited for before they are looked at. */
export async function* csvBatches(body: Bytes, rows: Rows, context: DecodeContext, least = LEAST_BYTES): AsyncGenerator<Batch> {
  yield* isCommon(rows.dialect) ? scanned(body, rows, least) : parsed(body, rows, 1);
  if (rows.awaitsHeader && !context.orEmpty)
    throw new EngineError('decode.empty', 'The CSV body is empty: not even a header.', {
      hint: 'Write `or: empty` under `records` if that is fine.',
    });
  if (rows.kept > 0) yield rows.take();
  if (rows.skipped > 0) context.onNote?.('rows with too few or too many cells, left out', rows.skipped);
}

async function* parsed(body: Bytes, rows: Rows, line: number): AsyncGenerator<Batch> {
  for await (const row of referenceRows(body, rows.dialect, line)) {
    rows.accept(row.cells, row.line);
    if (rows.kept >= BATCH) yield rows.take();
  }
}

async function* scanned(body: Bytes, rows: Rows, least: number): AsyncGenerator<Batch> {
  const scanner = new Scanner(rows, BATCH);
  const { prefilter } = rows;
  const scan = (final: boolean): Pause =>
    prefilter === undefined ? scanner.scan(final) : prefilter.around(() => scanner.scan(final));
  const input = body[Symbol.asyncIterator]();
  let long: LongRow | undefined;
  /** Gives what stands behind the row that is passed over; undefined while it goes on. */
  const passOver = (row: LongRow, bytes: Uint8Array, done: boolean): Uint8Array | undefined => {
    const behind = bytes.subarray(row.push(bytes));
    if (!row.ended && !done) return undefined;
    if (!row.ended) row.finish();
    rows.passOver(row.size, row.head);
    scanner.passOver(row.lines);
    long = undefined;
    return behind;
  };
  try {
    for (let first = true; ; first = false) {
      const { done = false, value } = await input.next();
      const chunk = done ? EMPTY : value;
      for (let from = 0; from === 0 || from < chunk.length; from += MOST_BYTES) {
        const piece = chunk.subarray(from, from + MOST_BYTES);
        const own = long === undefined ? piece : passOver(long, piece, done);
        if (own === undefined || (scanner.load(own) < least && !done)) continue;
        for (let pause = scan(done); pause !== 'more'; pause = scan(done)) {
          if (pause === 'full') yield rows.take();
          else if (pause === 'long') {
            const { rest } = scanner;
            scanner.passOver(0);
            const behind = passOver((long = new LongRow(rows.dialect)), rest, done);
            if (behind === undefined) break;
            scanner.load(behind);
          } else
            return yield* parsed(
              resumed(Buffer.concat([scanner.rest, chunk.subarray(from + MOST_BYTES)]), done, input),
              rows,
              scanner.line,
            );
        }
      }
      if (done) return;
      // Who has looked at a body's beginning may still have it in hand.
      if (!first) release(chunk);
    }
  } finally {
    await input.return?.();
  }
}
