import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { StoredRows } from './known-rows-format.ts';

/** u32 checksum, u32 bytes of the head, head, rows. */
const PREFIX = 8;

/** What the last run has left here; undefined where there is nothing, or nothing that can be read. */
export function readKnownRows(file: string): StoredRows | undefined {
  try {
    const bytes = readFileSync(file);
    const rowsAt = PREFIX + bytes.readUInt32LE(4);
    return {
      checksum: bytes.readUInt32LE(0),
      head: bytes.toString('utf8', PREFIX, rowsAt),
      rows: bytes.subarray(rowsAt),
    };
  } catch {
    return undefined;
  }
}

/** Puts the rows in place of those of the last run. Where there is no room for them nothing is known, and all else is there. */
export function writeKnownRows(file: string, { checksum, head, rows }: StoredRows): void {
  const temporary = `${file}.part`;
  try {
    rmSync(temporary, { force: true });
    const text = Buffer.from(head);
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32LE(checksum, 0);
    prefix.writeUInt32LE(text.length, 4);
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      for (const part of [prefix, text, rows]) writeFileSync(fd, part);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
    rmSync(file, { force: true });
  }
}
