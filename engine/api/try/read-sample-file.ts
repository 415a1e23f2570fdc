import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { harmless } from '../wording/harmless.ts';
import type { World } from '../world.ts';

/** A sample is held whole. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface SampleFile {
  /** As it was given. */
  readonly name: string;
  /** Complete. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads a file that a flag names; throws UsageError for whatever is none that can be read whole. */
export const readSampleFile = (world: Pick<World, 'cwd'>, name: string, flag: string): SampleFile => {
  const path = resolve(world.cwd, name);
  try {
    const bytes = readPlain(path, MAX_BYTES);
    if (bytes.length > 0) return { name, path, bytes };
  } catch (cause) {
    throw new UsageError('usage.sample', `The file ${harmless(name)} ${whyUnreadable(cause, path)}.`, {
      hint: `Give ${flag} the path of a file with an answer of the vendor, of at most 64 MiB.`,
      cause,
    });
  }
  throw new UsageError('usage.sample', `The file ${harmless(name)} is empty.`, {
    hint: `Give ${flag} a file with an answer of the vendor, or with one record.`,
  });
};
