import { TextDecoder } from 'node:util';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import { coalesced, peek } from '../bytes/body.ts';
import { startOf } from '../bytes/start.ts';
import type { Batch, Bytes, DecodeContext, Decoded } from '../decoder.ts';
import { recordOf } from '../json/record-of.ts';
import { oversizeOf } from '../oversized.ts';
import { isObject, notFound, pathText } from '../json/document/select.ts';
import { XmlRecords } from './records.ts';
import type { XmlOptions } from './xml-options.ts';
import { XmlTokenizer } from './tokenizer.ts';

/** The envelope of a body up to this size is known at once. */
const SMALL_BODY = 1024 * 1024;
/** A tag or text that comes in crumbs is not looked at again for each. */
const LEAST_BYTES = 64 * 1024;

export const streamXml = async (
  source: Bytes,
  options: XmlOptions,
  context: DecodeContext,
  { small = SMALL_BODY, least = LEAST_BYTES } = {},
): Promise<Decoded> => {
  if (context.entriesAs !== undefined)
    throw new EngineError('decode.path', 'XML has no maps whose keys could become members.', { hint: 'Leave `entries_as` out.' });
  if (context.columns !== undefined)
    throw new EngineError('decode.path', 'XML has no rows of plain values.', { hint: 'Leave `columns` out.' });
  const { head, body } = await peek(source, 256);
  const start = await startOf(body, 'XML', context, options.encoding, declaredEncoding(head));
  const whole = await peek(start.body, small);
  const stream = new XmlStream(options, context);
  const decoded = { envelope: () => stream.envelope, seen: () => stream.seen };
  if (!whole.complete) return { ...decoded, batches: stream.batches(coalesced(whole.body, least)) };
  if (stream.isEmpty(whole.head)) return { ...decoded, batches: noBatches() };
  const elements = stream.push(whole.head);
  stream.finish();
  return { ...decoded, batches: stream.rest(elements) };
};

async function* noBatches(): AsyncGenerator<Batch> {}

/** XML 1.0, section 4.3.3; a declaration that can be read byte by byte is none of UTF-16. */
const declaredEncoding = (head: Buffer): string => {
  const [, name = 'utf-8'] = /^[^<]*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString('latin1')) ?? [];
  return /^utf-?16/i.test(name) ? 'utf-8' : name;
};

class XmlStream {
  readonly #context: DecodeContext;
  readonly #path: readonly string[];
  readonly #records: XmlRecords;
  readonly #tokenizer: XmlTokenizer;
  readonly #decoder = new TextDecoder();
  envelope: Json | undefined;
  seen = 0;

  constructor(options: XmlOptions, context: DecodeContext) {
    this.#context = context;
    this.#path = context.path ?? [];
    this.#records = new XmlRecords(this.#path, options, context.maxRecord);
    this.#tokenizer = new XmlTokenizer(this.#records);
  }

  isEmpty(body: Buffer): boolean {
    if (body.some((byte) => byte > 0x20)) return false;
    if (this.#context.orEmpty) return true;
    throw new EngineError('decode.empty', 'The body is empty where XML is expected.', {
      hint: 'Write `or: empty` under `records` if that is fine.',
    });
  }

  async *batches(body: Bytes): AsyncGenerator<Batch> {
    for await (const chunk of body) yield* this.#batch(this.push(chunk));
    this.finish();
    yield* this.rest([]);
  }

  push(chunk: Uint8Array): Json[] {
    this.#tokenizer.push(this.#decoder.decode(chunk, { stream: true }));
    return this.#records.take();
  }

  finish(): void {
    this.#tokenizer.push(this.#decoder.decode());
    this.#tokenizer.end();
    this.#records.end(this.#tokenizer.line);
    this.envelope = this.#records.document;
  }

  async *rest(elements: readonly Json[]): AsyncGenerator<Batch> {
    yield* this.#batch(elements);
    const { reached, document } = this.#records;
    if (this.#context.path === undefined) return;
    if (this.#path.length === 0) yield* this.#batch([document]);
    // An empty list and a missing one look the same; what is around it must be there.
    else if (reached < Math.max(1, this.#path.length - 1) && !this.#context.orEmpty) throw notFound(this.#path, reached);
  }

  *#batch(elements: readonly Json[]): Generator<Batch> {
    const records: JsonRecord[] = [];
    const ordinals: number[] = [];
    let oversized = false;
    const placeOf = (ordinal: number): string => `${pathText(this.#path)}[${ordinal}]`;
    for (const element of elements) {
      const ordinal = this.seen++;
      const large = isObject(element) && oversizeOf(element) !== undefined;
      oversized ||= large;
      const record = large ? element : recordOf(element, () => placeOf(ordinal), this.#context);
      if (record === undefined) continue;
      records.push(record);
      ordinals.push(ordinal);
    }
    if (records.length > 0) yield { records, ordinals, oversized, place: (index) => placeOf(ordinals[index] ?? 0) };
  }
}
