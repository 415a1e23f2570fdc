import { corrupt } from '../../bytes/inflate.ts';
import type { ByteReader } from '../../bytes/byte-reader.ts';
import { onlyPadding } from '../../bytes/padding.ts';
import type { DecodeContext } from '../../decoder.ts';
import { CENTRAL, CENTRAL_SIZE, centralHeader, centralTail, END, END_64, LOCATOR_64, type EntryHeader } from './headers.ts';

/**
 * Reads the directory that ends an archive. An entry that is not in it, or is another there, was deleted or slipped in:
 * other readers would see another archive. Throws `decode.corrupt`, `decode.truncated`.
 */
export const checkDirectory = async (
  reader: ByteReader,
  entries: readonly EntryHeader[],
  context: DecodeContext,
): Promise<void> => {
  const missing = new Map(entries.map((entry) => [identity(entry), entry]));
  for (let listed = 0; ;) {
    const signature = (await reader.take(4)).readUInt32LE(0);
    if (signature === CENTRAL) {
      const fixed = Buffer.concat([Buffer.alloc(4), await reader.take(CENTRAL_SIZE - 4)]);
      const { name, extra, comment } = centralTail(fixed);
      const header = centralHeader(fixed, await reader.take(name), await reader.take(extra));
      await reader.take(comment);
      if (!missing.delete(identity(header))) throw corrupt('zip', 'its directory lists an entry that is not there');
      listed++;
    } else if (signature === END_64) {
      const size = Number((await reader.take(8)).readBigUInt64LE(0));
      if (size > 65_536) throw corrupt('zip', 'its directory has no proper end');
      await reader.take(size);
    } else if (signature === LOCATOR_64) await reader.take(16);
    else if (signature === END) {
      const end = await reader.take(18);
      await reader.take(end.readUInt16LE(16));
      if (missing.size > 0 || listed !== entries.length) throw corrupt('zip', 'its directory does not list every entry');
      await onlyPadding(reader, 'zip', reader.position, context);
      return;
    } else throw corrupt('zip', `what stands at compressed byte ${reader.position - 4} is no part of an archive`);
  }
};

const identity = ({ name, method, checksum, size, compressed }: EntryHeader): string =>
  JSON.stringify([name, method, checksum, size, compressed]);
