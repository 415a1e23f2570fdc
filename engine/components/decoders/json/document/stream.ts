import { EngineError } from '../../../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../../language/basics/json.ts';
import type { Batch, Bytes, DecodeContext, Decoded } from '../../decoder.ts';
import { allowedBy, oversizedRecord } from '../../oversized.ts';
import { peek, readAll } from '../../bytes/body.ts';
import { mostAround } from '../../bytes/bound.ts';
import { startOf } from '../../bytes/start.ts';
import { checkDepth } from './depth.ts';
import { elementsOf, type Element } from './elements.ts';
import type { JsonOptions } from '../options.ts';
import { beginningOf, careFor, parseJson, type Origin, type Seam } from '../parse.ts';
import { recordOf } from '../record-of.ts';
import { columnsAt, namesIn, ownNames, type ColumnNames } from '../rows.ts';
import { isLoneRecord, isObject, notAList, notFound, pathText } from './select.ts';
import { Splitter, type Group, type OversizedElement } from './splitter.ts';

/** The envelope of a body up to this size is known at once. */
const SMALL_BODY = 1024 * 1024;

export const streamJson = async (
  source: Bytes,
  context: DecodeContext,
  { encoding }: JsonOptions = {},
  small = SMALL_BODY,
): Promise<Decoded> => {
  const start = await startOf(source, 'JSON', context, encoding);
  const beginning = beginningOf(start.reading);
  if (context.path === undefined) return wholeDocument(await readWhole(start.body, context), context, beginning);
  const stream = new JsonStream(context.path, context, beginning);
  const { head, complete, body } = await peek(start.body, small);
  const decoded = { envelope: () => stream.envelope, seen: () => stream.seen };
  if (!complete) return { ...decoded, batches: stream.batches(body) };
  // A path that finds nothing shows when the batches are read: the envelope may say why.
  const groups = stream.split(head);
  stream.finish();
  return { ...decoded, batches: stream.rest(groups) };
};

const readWhole = async (body: Bytes, { maxRecord }: DecodeContext): Promise<Buffer> =>
  readAll(
    body,
    mostAround(maxRecord),
    'Select the records by a path: a list is streamed, a document that an expression picks from is held as a whole. Or raise `limits.record` of the connection.',
  );

const wholeDocument = (bytes: Buffer, context: DecodeContext, beginning: Origin): Decoded => {
  const document = documentOf(bytes, context, beginning);
  return { envelope: () => document, seen: () => 0, batches: noBatches() };
};

async function* noBatches(): AsyncGenerator<Batch> {}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte <= 0x20);

const documentOf = (bytes: Buffer, context: DecodeContext, beginning: Origin, seam?: Seam): Json => {
  const empty = isBlank(bytes);
  if (empty && (!context.orEmpty || context.needsDocument === true))
    throw new EngineError('decode.empty', 'The body is empty where JSON is expected.', {
      hint: 'Write `or: empty` under `records` if that is fine.',
    });
  if (empty) return {};
  checkDepth(bytes);
  return parseJson(bytes, careFor(bytes, context), beginning, seam);
};

class JsonStream {
  readonly #path: readonly string[];
  readonly #context: DecodeContext;
  readonly #splitter: Splitter;
  readonly #beginning: Origin;
  #columns: ColumnNames | undefined;
  /** Elements before the records: a row of names. */
  #before = 0;
  /** There is no document at all, which `orEmpty` lets pass. */
  #blank = false;
  envelope: Json | undefined;
  seen = 0;

  constructor(path: readonly string[], context: DecodeContext, beginning: Origin) {
    this.#path = path;
    this.#context = context;
    this.#columns = ownNames(context.columns);
    this.#beginning = beginning;
    this.#splitter = new Splitter(path, context.entriesAs !== undefined, beginning, context.maxRecord);
  }

  async *batches(body: Bytes): AsyncGenerator<Batch> {
    for await (const chunk of body)
      for (const group of this.split(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))) yield* this.#group(group);
    this.finish();
    yield* this.rest([]);
  }

  split(chunk: Buffer): Group[] {
    return this.#splitter.push(chunk);
  }

  /** At the end of the body. */
  finish(): void {
    const around = this.#splitter.envelope();
    this.#blank = isBlank(around);
    this.envelope = documentOf(around, this.#context, this.#beginning, this.#splitter.seam);
  }

  async *rest(groups: readonly Group[]): AsyncGenerator<Batch> {
    for (const group of groups) yield* this.#group(group);
    if (this.#blank) return;
    const value = this.#valueAtPath(this.envelope ?? null);
    const { oversizedSingle } = this.#splitter;
    if (oversizedSingle !== undefined) yield this.#oversized(oversizedSingle);
    else if (this.#splitter.found) this.#requireEmptied(value);
    else if (value !== undefined && value !== null) yield* this.#single(value);
  }

  *#group(group: Group): Generator<Batch> {
    if (group.oversized === undefined) yield* this.#batch(this.#elements(group));
    else yield this.#oversized(group.oversized);
  }

  #oversized({ bytes, head, name }: OversizedElement): Batch {
    const ordinal = this.seen++;
    const place = `${pathText(this.#path)}[${name === undefined ? ordinal + this.#before : JSON.stringify(name)}]`;
    const record = oversizedRecord(bytes, head, allowedBy(this.#context.maxRecord));
    return { records: [record], ordinals: [ordinal], oversized: true, place: () => place };
  }

  #elements(group: Group): Element[] {
    const { entriesAs, columns } = this.#context;
    const elements = elementsOf(group, entriesAs !== undefined, this.#context);
    if (entriesAs === undefined) return elements;
    // A map of lists: the name goes with each record of its list. With columns a list may be the one row itself.
    const isList = (value: Json): boolean =>
      Array.isArray(value) && (columns === undefined || (value as readonly Json[]).every(Array.isArray));
    return elements.flatMap(({ name, value }) =>
      isList(value) ? (value as Json[]).map((one, index) => ({ name, value: one, index })) : [{ name, value }],
    );
  }

  /** The names of a row's values, with the elements that are records. */
  #named(elements: readonly Element[]): readonly Element[] {
    const { columns } = this.#context;
    const [first, ...rest] = elements;
    if (columns === undefined || this.#columns !== undefined || first === undefined) return elements;
    if (columns.kind === 'path') this.#columns = columnsAt(columns.path, this.envelope ?? this.#splitter.envelopeSoFar());
    if (columns.kind !== 'header') return elements;
    const names = Array.isArray(first.value) ? (first.value as readonly Json[]) : [];
    this.#columns = namesIn(names, 'a value of the first row');
    this.#before = 1;
    return rest;
  }

  /** Names that the response gives, once its first rows are known to fit. */
  #tellColumns(): void {
    const { columns, entriesAs, onColumns } = this.#context;
    if (this.#columns === undefined || columns?.kind === 'names') return;
    onColumns?.(entriesAs === undefined ? this.#columns : [...this.#columns, entriesAs], 'response');
  }

  *#batch(all: readonly Element[]): Generator<Batch> {
    const { entriesAs } = this.#context;
    const path = pathText(this.#path);
    const elements = this.#named(all);
    const first = this.seen;
    const placeOf = (ordinal: number): string => {
      const { name, index } = elements[ordinal - first] ?? {};
      return `${path}[${name === undefined ? ordinal + this.#before : JSON.stringify(name)}]${index === undefined ? '' : `[${index}]`}`;
    };
    const records: JsonRecord[] = [];
    const ordinals: number[] = [];
    for (const { name, value } of elements) {
      const ordinal = this.seen++;
      const record = recordOf(value, () => placeOf(ordinal), this.#context, this.#columns);
      if (record === undefined) continue;
      records.push(entriesAs === undefined || name === undefined ? record : { ...record, [entriesAs]: name });
      ordinals.push(ordinal);
    }
    if (first === 0 && records.length > 0) this.#tellColumns();
    if (records.length > 0) yield { records, ordinals, place: (index) => placeOf(ordinals[index] ?? first) };
  }

  #valueAtPath(document: Json): Json | undefined {
    let value: Json | undefined = document;
    for (const [index, name] of this.#path.entries()) {
      if (!isObject(value) && value !== null) throw notAList(this.#path.slice(0, index), value);
      value = value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
      if ((value === undefined || value === null) && !this.#context.orEmpty) throw notFound(this.#path, index);
      if (value === undefined || value === null) return undefined;
    }
    return value;
  }

  /** One object is taken as a list of one. */
  *#single(value: Json): Generator<Batch> {
    const { entriesAs, exactlyOne = false } = this.#context;
    if (!isObject(value) || entriesAs !== undefined) throw notAList(this.#path, value);
    if (isLoneRecord(pathText(this.#path), value, exactlyOne)) yield* this.#batch([{ value, name: undefined }]);
  }

  /** Where the list is not empty here, its name stands twice in the document. */
  #requireEmptied(value: Json | undefined): void {
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return;
    throw new EngineError('decode.duplicate-member', `The JSON document has more than one ${pathText(this.#path)}.`, {
      hint: 'Which of them holds the records cannot be known.',
    });
  }
}
