import { describe, expect, test } from 'vitest';
import { decodeBody, decodeBytes } from '../../engine/components/decoders/chain/chain.ts';
import type { ByteDecoder, Bytes, DecodeContext, RecordDecoder } from '../../engine/components/decoders/decoder.ts';
import type { JsonRecord } from '../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from '../components/decoders/decode-context.ts';
import { componentContract } from './component-contract.ts';

/** A body that notes whether it was closed, and can fall silent after its last chunk. */
export const watched = (content: Uint8Array, size: number, silent = false): { body: Bytes; closed: () => boolean } => {
  let closed = false;
  async function* body(): Bytes {
    try {
      yield* bodyOf(content, size);
      if (silent) await new Promise<never>(() => undefined);
    } finally {
      closed = true;
    }
  }
  return { body: body(), closed: () => closed };
};

const soon = async (condition: () => boolean): Promise<boolean> => {
  for (let turn = 0; turn < 200 && !condition(); turn++) await new Promise((resolve) => setTimeout(resolve, 2));
  return condition();
};

export const drained = async (body: Bytes): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export interface ByteCase {
  readonly encode: (plain: Buffer) => Buffer;
  /** A damaged byte shows in a checksum at the latest. */
  readonly checksum: boolean;
  /** A second member may follow the first. */
  readonly members: boolean;
}

/** Text that compresses, but not to nothing. */
export const sampleText = (rows: number): Buffer =>
  Buffer.from(Array.from({ length: rows }, (_, index) => `${index},${(index * 7919) % 10007},${Math.sin(index)}\n`).join(''));

/** What every decoder of bytes owes, whatever its format. */
export const byteDecoderContract = (name: string, decoder: ByteDecoder, { encode, checksum, members }: ByteCase): void => {
  const uses = [{ kind: name, options: {}, sniff: false }];
  const decode = async (content: Buffer, size = 64 * 1024, changes: Partial<DecodeContext> = {}): Promise<Buffer> =>
    drained(await decodeBytes(bodyOf(content, size), uses, decodeContext(changes)));
  const plain = sampleText(40);
  const encoded = encode(plain);
  const large = sampleText(20_000);
  const largeEncoded = encode(large);

  describe(name, () => {
    componentContract(name, decoder, (example) => ({ endpoint: example }));

    test('gives the bytes back, wherever the chunks are cut', async () => {
      for (const size of [1, 2, 3, 7, encoded.length - 1, encoded.length])
        expect((await decode(encoded, size)).equals(plain)).toBe(true);
    });

    test('gives a body back that is larger than its buffers', async () => {
      expect((await decode(largeEncoded, 10_000)).equals(large)).toBe(true);
    });

    test('refuses a body that ends too early, naming the compressed bytes read', async () => {
      for (let length = 0; length < encoded.length; length += 7) {
        const error = await decode(encoded.subarray(0, length)).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: 'decode.truncated',
          message: expect.stringMatching(new RegExp(`bytes \\d+–${length}\\.$`)),
        });
      }
    });

    if (checksum)
      test('refuses a body with one flipped bit, naming the compressed bytes read', async () => {
        for (let at = 12; at < encoded.length; at += 11) {
          const damaged = Buffer.from(encoded);
          damaged[at] = (damaged[at] ?? 0) ^ 4;
          const error = await decode(damaged).catch((thrown: unknown) => thrown);
          expect(error).toMatchObject({
            code: expect.stringMatching(/^decode\.(corrupt|truncated)$/),
            message: expect.stringMatching(/bytes \d+–\d+/),
          });
        }
      });

    if (members)
      test('takes several members as one body, wherever the chunks are cut', async () => {
        const twice = Buffer.concat([encoded, encode(Buffer.from('more\n'))]);
        for (const size of [1, encoded.length, encoded.length + 1, twice.length])
          expect((await decode(twice, size)).toString()).toBe(`${plain.toString()}more\n`);
      });

    test('reads over zeros and blanks after the end, and says so', async () => {
      for (const padding of [Buffer.alloc(600), Buffer.from('\r\n'), Buffer.from(' \t\0\n')])
        for (const size of [1, 100, encoded.length, 10_000]) {
          const notes: string[] = [];
          const content = await decode(Buffer.concat([encoded, padding]), size, { onNote: (note) => notes.push(note) });
          expect(content.equals(plain)).toBe(true);
          expect(notes).toEqual([`${padding.length} zeros or blanks behind the end of the ${name} data were read over`]);
        }
    });

    test('names what else is after the end as that', async () => {
      const end = encoded.length;
      for (const padding of ['', '\0'.repeat(600), '\n'])
        for (const size of [1, 100, end, end + 1, 10_000])
          await expect(decode(Buffer.concat([encoded, Buffer.from(`${padding}junk`)]), size)).rejects.toMatchObject({
            code: 'decode.corrupt',
            message: `The ${name} data ends at compressed byte ${end}, and something that is none of it follows at byte ${end + padding.length}.`,
          });
    });

    test('stops at the largest size allowed', async () => {
      await expect(decode(largeEncoded, 1000, { maxBytes: 100_000 })).rejects.toMatchObject({ code: 'decode.too-large' });
    });

    test('closes the source when its consumer leaves early', async () => {
      const { body, closed } = watched(largeEncoded, 1000);
      for await (const chunk of await decodeBytes(body, uses, decodeContext())) if (chunk.length > 0) break;
      expect(await soon(closed)).toBe(true);
    });

    test('ends when it is aborted, even while the source is silent', async () => {
      const controller = new AbortController();
      const { body } = watched(encoded.subarray(0, -4), 1000, true);
      const reading = decodeBytes(body, uses, decodeContext({ signal: controller.signal })).then(drained);
      setTimeout(() => controller.abort(new Error('enough')), 10);
      await expect(reading).rejects.toThrow('enough');
    });
  });
};

export interface RecordCase {
  readonly body: string | Buffer;
  readonly records: readonly JsonRecord[];
  readonly places: readonly string[];
  /** A body of more than 2 MB. */
  readonly long: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly context?: Partial<DecodeContext>;
  /** A web page is not told apart: any text is a record. */
  readonly anyText?: boolean;
}

/** What every decoder of records owes, whatever its format. */
export const recordDecoderContract = (name: string, decoder: RecordDecoder, given: RecordCase): void => {
  const content = Buffer.from(given.body);
  const uses = [{ kind: name, options: given.options ?? {}, sniff: false }];
  const read = async (
    body: Bytes,
    changes: Partial<DecodeContext> = {},
  ): Promise<{ records: JsonRecord[]; ordinals: number[]; places: string[]; seen: number }> => {
    const decoded = await decodeBody(body, uses, decodeContext({ ...given.context, ...changes }));
    const [records, ordinals, places]: [JsonRecord[], number[], string[]] = [[], [], []];
    for await (const batch of decoded.batches) {
      records.push(...batch.records);
      ordinals.push(...batch.ordinals);
      places.push(...batch.records.map((_, index) => batch.place(index)));
    }
    return { records, ordinals, places, seen: decoded.seen() };
  };

  describe(name, () => {
    componentContract(name, decoder, (example) => ({ endpoint: example }));

    test('gives the records in order with their places, wherever the chunks are cut', async () => {
      const { records, places } = given;
      for (const size of [1, 2, 3, 5, 64, content.length])
        expect(await read(bodyOf(content, size))).toEqual({
          records,
          places,
          ordinals: records.map((_, index) => index),
          seen: records.length,
        });
    });

    test('reports the running count of bytes', async () => {
      const counts: number[] = [];
      await read(bodyOf(content, 10), { onBytes: (count) => void counts.push(count) });
      expect(counts.at(-1)).toBe(content.length);
    });

    test('stops at the largest size allowed', async () => {
      await expect(read(bodyOf(content, 4), { maxBytes: content.length - 1 })).rejects.toMatchObject({
        code: 'decode.too-large',
      });
    });

    if (given.anyText !== true)
      test('refuses a web page', async () => {
        for (const page of ['<!DOCTYPE html><p>', '\n <html lang="en">', '\ufeff<!doctype HTML >'])
          await expect(read(bodyOf(page), { contentType: 'text/html' })).rejects.toMatchObject({
            code: 'decode.unexpected',
            message: expect.stringContaining('text/html'),
          });
      });

    test('closes the source when its consumer leaves early', async () => {
      const { body, closed } = watched(Buffer.from(given.long), 100_000);
      const decoded = await decodeBody(body, uses, decodeContext(given.context));
      for await (const batch of decoded.batches) if (batch.records.length > 0) break;
      expect(decoded.seen()).toBeGreaterThan(0);
      expect(await soon(closed)).toBe(true);
    });

    test('closes the source when it cannot go on', async () => {
      const { body, closed } = watched(Buffer.from(given.long), 100_000);
      await expect(read(body, { maxBytes: 1_500_000 })).rejects.toMatchObject({ code: 'decode.too-large' });
      expect(await soon(closed)).toBe(true);
    });

    test('ends when it is aborted, even while the source is silent', async () => {
      const controller = new AbortController();
      const { body } = watched(content, 10, true);
      const reading = read(body, { signal: controller.signal });
      setTimeout(() => controller.abort(new Error('enough')), 10);
      await expect(reading).rejects.toThrow('enough');
    });
  });
};
