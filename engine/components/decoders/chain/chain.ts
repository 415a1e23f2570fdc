import { EngineError } from '../../../language/basics/errors.ts';
import { abortable, counted, peek } from '../bytes/body.ts';
import { hold, type HeldBody } from '../bytes/hold.ts';
import { unpackedOnly } from '../bytes/packed.ts';
import type { Batch, Bytes, DecodeContext, Decoded, RecordDecoder } from '../decoder.ts';
import { json } from '../json.ts';
import { decoders } from '../registry.ts';

export { readAll } from '../bytes/body.ts';

/** One entry of `decode:`; `sniff` where its name was written with `?`: it takes part only if the first bytes are its own. */
export interface DecoderUse {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly sniff: boolean;
}

/**
 * Through the byte decoders to the record decoder that ends the chain (JSON where there is none).
 * The caller iterates `batches` to its end or leaves the loop: both end the source.
 * Throws EngineError `decode.…`, here or from `batches`; the signal's reason when it is aborted.
 */
export const decodeBody = async (source: Bytes, uses: readonly DecoderUse[], context: DecodeContext): Promise<Decoded> => {
  const last = uses.at(-1);
  const final = last === undefined ? undefined : decoderNamed(last.kind);
  const records: RecordDecoder = final?.stage === 'records' ? final : json;
  const options = final?.stage === 'records' ? (last?.options ?? {}) : {};
  const steps = final?.stage === 'records' ? uses.slice(0, -1) : uses;
  const input = source[Symbol.asyncIterator]();
  let held: HeldBody | undefined;
  try {
    const { body: given, packed } = await unpacked({ [Symbol.asyncIterator]: () => input }, steps, context);
    const body = unpackedOnly(given, [...steps.map(written), records.name]);
    if (!packed) return await records.decode(body, options, context);
    held = hold(body);
    const decoded = await records.decode(held.body, options, context);
    return { ...decoded, batches: blamed(decoded.batches, held) };
  } catch (error) {
    const cause = held === undefined ? error : await held.blame(error);
    void Promise.resolve(input.return?.()).catch(() => undefined);
    throw cause;
  }
};

const written = ({ kind, sniff }: DecoderUse): string => `${kind}${sniff ? '?' : ''}`;

async function* blamed(batches: AsyncIterable<Batch>, held: HeldBody): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    throw await held.blame(error);
  } finally {
    held.close();
  }
}

/** Through the byte decoders only: for `decode: [bytes]`. */
export const decodeBytes = async (source: Bytes, uses: readonly DecoderUse[], context: DecodeContext): Promise<Bytes> =>
  (await unpacked(source, uses, context)).body;

/** `packed`: at least one step took part. */
const unpacked = async (
  source: Bytes,
  uses: readonly DecoderUse[],
  context: DecodeContext,
): Promise<{ readonly body: Bytes; readonly packed: boolean }> => {
  let body: Bytes = abortable(source, context.signal);
  let packed = false;
  for (const { kind, options, sniff } of uses) {
    const decoder = decoderNamed(kind);
    if (decoder.stage !== 'bytes')
      throw new EngineError('decode.order', `The decoder ${kind} gives records and must be the last of its chain.`, {
        hint: 'Move it to the end of `decode`.',
      });
    const peeked = sniff ? await peek(body, HEAD) : undefined;
    body = peeked?.body ?? body;
    if (peeked !== undefined && !decoder.sniff(peeked.head.subarray(0, HEAD))) continue;
    body = decoder.decode(body, options, context);
    packed = true;
  }
  return { body: counted(body, context), packed };
};

const HEAD = 512;

const decoderNamed = (kind: string): (typeof decoders)[string] => {
  const decoder = Object.hasOwn(decoders, kind) ? decoders[kind] : undefined;
  if (decoder === undefined)
    throw new EngineError('decode.unknown', `There is no decoder ${kind}.`, {
      hint: `Use one of ${Object.keys(decoders).join(', ')}.`,
    });
  return decoder;
};
