import { EngineError } from '../../language/errors.ts';
import { abortable, counted, peek } from './bytes/body.ts';
import type { Bytes, DecodeContext, Decoded, RecordDecoder } from './decoder.ts';
import { json } from './json.ts';
import { decoders } from './registry.ts';

export { readAll } from './bytes/body.ts';

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
  const input = source[Symbol.asyncIterator]();
  try {
    const body = await decodeBytes(
      { [Symbol.asyncIterator]: () => input },
      final?.stage === 'records' ? uses.slice(0, -1) : uses,
      context,
    );
    return await records.decode(body, options, context);
  } catch (error) {
    void Promise.resolve(input.return?.()).catch(() => undefined);
    throw error;
  }
};

/** Through the byte decoders only: for `decode: [bytes]`. */
export const decodeBytes = async (source: Bytes, uses: readonly DecoderUse[], context: DecodeContext): Promise<Bytes> => {
  let body = abortable(source, context.signal) as Bytes;
  for (const { kind, options, sniff } of uses) {
    const decoder = decoderNamed(kind);
    if (decoder.stage !== 'bytes')
      throw new EngineError('decode.order', `The decoder ${kind} gives records and must be the last of its chain.`, {
        hint: 'Move it to the end of `decode`.',
      });
    if (!sniff) body = decoder.decode(body, options, context);
    else {
      const peeked = await peek(body, HEAD);
      body = decoder.sniff(peeked.head.subarray(0, HEAD)) ? decoder.decode(peeked.body, options, context) : peeked.body;
    }
  }
  return counted(body, context);
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
