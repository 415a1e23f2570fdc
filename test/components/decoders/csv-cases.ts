/** CSV files that nobody would write by hand, and the two ways of reading them side by side. */
import { csvBatches } from '../../../engine/components/decoders/csv/batches.ts';
import { dialectOf, type CsvOptions } from '../../../engine/components/decoders/csv/dialect.ts';
import { referenceRows } from '../../../engine/components/decoders/csv/reference.ts';
import { Rows } from '../../../engine/components/decoders/csv/rows.ts';
import type { Batch, Bytes, Prefilter, Recall } from '../../../engine/components/decoders/decoder.ts';
import { EngineError } from '../../../engine/language/basics/errors.ts';
import { decodeContext } from './decode-context.ts';

export type Random = () => number;

/** mulberry32: the same seed gives the same files. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
};

export interface CsvCase {
  readonly bytes: Buffer;
  readonly options: CsvOptions;
  /** Sizes of the chunks it comes in; the last one again and again. */
  readonly chunks: readonly number[];
  /** Look at every chunk as soon as it is there. */
  readonly least: number;
  readonly prefilter: Prefilter | undefined;
  readonly recall?: Recall;
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const DELIMITERS = [',', ',', ',', ',', ';', '|', '\t'] as const;
const BREAKS = ['\n', '\n', '\n', '\r\n', '\r\n', '\r'] as const;
const WORDS = [
  'a',
  'bb',
  '10.0.0.1',
  'spam',
  '',
  '',
  ' x',
  'y ',
  '\u00e4\u00f6',
  '\u20ac',
  '\ud83d\ude00',
  '\u00a0n\u00a0',
  '#c',
  '"',
  'a"b',
  '\0',
  ' ',
  '\t',
  '\ufefff',
  '=1',
  "'",
  '\v',
] as const;

export const csvCase = (random: Random): CsvCase => {
  const delimiter = pick(random, DELIMITERS);
  const quote = random() < 0.06 ? "'" : random() < 0.04 ? '' : '"';
  const trim = random() < 0.4;
  const width = 1 + Math.floor(random() * 5);
  const lineBreak = pick(random, BREAKS);
  const strange = random() < 0.3 ? 0.06 : 0;
  const options: CsvOptions = {
    ...(delimiter === ',' ? {} : { delimiter }),
    ...(quote === '"' ? {} : { quote }),
    ...(trim ? { trim } : {}),
    ...(random() < 0.2 ? { comment: pick(random, ['#', '//']) } : {}),
    ...(random() < 0.3 ? { ragged: pick(random, ['pad', 'skip'] as const) } : {}),
    header: Array.from({ length: width }, (_, index) => `c${index}`),
  };
  const cell = (): string => {
    const word = pick(random, WORDS) + (random() < 0.1 ? 'x'.repeat(Math.floor(random() * (random() < 0.02 ? 1500 : 60))) : '');
    const must = word.includes(quote === '' ? '"' : quote) || word.includes(delimiter);
    if (quote === '' || (!must && random() > 0.2) || random() < strange)
      return random() < strange || !must ? word : word.replaceAll(quote, '');
    const inner = random() < 0.4 ? word + pick(random, [delimiter, '\n', '\r\n', '\r', quote, ' ']) : word;
    const quoted = quote + inner.replaceAll(quote, quote + quote) + quote;
    return random() < (trim ? 0.3 : strange)
      ? pick(random, [' ', '\t', '']) + quoted + pick(random, [' ', '  ', '\u00a0', '\0'])
      : quoted;
  };
  const row = (): string => {
    if (random() < 0.05) return pick(random, ['', '', ' ', '# note, "x', '//', delimiter, '""']);
    const cells = Math.max(1, random() < strange ? width + pick(random, [-1, 1, 2]) : width);
    return Array.from({ length: cells }, cell).join(delimiter);
  };
  const rows = Array.from({ length: Math.floor(random() * (random() < 0.02 ? 200 : 12)) }, row);
  const breakAt = (): string => (random() < strange ? pick(random, BREAKS) : lineBreak);
  let text = rows.map((one) => one + breakAt()).join('');
  if (random() < 0.4) text = text.replace(/[\r\n]+$/, '');
  if (random() < strange) text = text.slice(0, Math.floor(random() * text.length));
  const mark = random() < 0.15 ? '\ufeff' : '';
  const bytes = Buffer.from(mark + text);
  if (random() < strange && bytes.length > 4) bytes[3 + Math.floor(random() * (bytes.length - 3))] = Math.floor(random() * 256);
  const size = random() < 0.5 ? 1 : 1 + Math.floor(random() * 40);
  const threshold = random() < 0.5 ? undefined : pick(random, ['', 'a', 'spam']);
  return {
    bytes,
    options,
    chunks: [1 + Math.floor(random() * 10), size],
    least: random() < 0.8 ? 1 : 64,
    prefilter:
      threshold === undefined
        ? undefined
        : {
            columns: [`c${width - 1}`, 'c0', 'none'],
            around: (run) => run(),
            test: (record) => record[`c${width - 1}`] === threshold,
            passed: () => undefined,
          },
  };
};

async function* inChunks(bytes: Buffer, sizes: readonly number[]): Bytes {
  let size = 1;
  for (let from = 0, index = 0; from < bytes.length; from += size, index++) {
    size = sizes[Math.min(index, sizes.length - 1)] ?? 1;
    yield Buffer.from(bytes.subarray(from, from + size));
  }
}

export interface Outcome {
  readonly records: readonly unknown[];
  readonly ordinals: readonly number[];
  readonly places: readonly string[];
  readonly marks: readonly (string | undefined)[];
  readonly seen: number;
  readonly skipped: number;
  readonly error: string | undefined;
}

/** Without byte order mark, as both ways get it. */
const unmarked = (bytes: Buffer): Buffer => (bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? bytes.subarray(3) : bytes);

const described = (error: unknown): string => {
  if (!(error instanceof EngineError)) throw error;
  return `${error.code}: ${error.message}`;
};

const told = new WeakMap<object, string[]>();

/** Notes the bytes of the row that a record was built from. */
export const tellRow: Recall['built'] = (records, index, bytes, start, end) => {
  const texts = told.get(records) ?? [];
  texts[index] = bytes.toString('latin1', start, end);
  told.set(records, texts);
};

/** The bytes of a batch's rows as latin1, undefined for those that nobody asked for. */
export const rowTexts = ({ records }: Batch): readonly (string | undefined)[] =>
  records.map((_, index) => told.get(records)?.[index]);

const outcomeOf = async (rows: Rows, batches: AsyncIterable<Batch>): Promise<Outcome> => {
  const all: Batch[] = [];
  const marks: (string | undefined)[] = [];
  let error: string | undefined;
  try {
    for await (const batch of batches) {
      all.push(batch);
      marks.push(...(rowTexts(batch) ?? []));
    }
  } catch (thrown) {
    error = described(thrown);
  }
  const last = rows.take();
  all.push(last);
  marks.push(...(rowTexts(last) ?? []));
  return {
    records: all.flatMap(({ records }) => records),
    ordinals: all.flatMap(({ ordinals }) => ordinals),
    places: all.flatMap(({ records, place }) => records.map((_, index) => place(index))),
    marks,
    seen: rows.seen,
    skipped: rows.skipped,
    error,
  };
};

/** By the decoder, in chunks. */
export const byScanner = async ({ bytes, options, chunks, least, prefilter, recall }: CsvCase): Promise<Outcome> => {
  const rows = new Rows(dialectOf(options, Number.MAX_SAFE_INTEGER), { prefilter, recall });
  return outcomeOf(rows, csvBatches(inChunks(unmarked(bytes), chunks), rows, decodeContext({ orEmpty: true }), least));
};

/** By csv-parse, in one piece. */
export const byReference = async ({ bytes, options, prefilter }: CsvCase): Promise<Outcome> => {
  const rows = new Rows(dialectOf(options, Number.MAX_SAFE_INTEGER), { prefilter });
  async function* read(): AsyncGenerator<never> {
    for await (const row of referenceRows(inChunks(unmarked(bytes), [bytes.length]), rows.dialect, 1))
      rows.accept(row.cells, row.line);
    yield* [];
  }
  return outcomeOf(rows, read());
};
