import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { isDangling, readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';

interface From {
  /** Relative paths start here. */
  readonly folder: string;
  readonly place?: Place | undefined;
}

const LIMIT = 1 << 20;

/** The contents of a file without the newline at its end: how a secret gets in without standing on a command line. */
export const readValueFile = (path: string, source: From): string => {
  const full = resolve(source.folder, path);
  try {
    const { text, fault } = readBytes(readPlain(full, LIMIT));
    if (fault === undefined) return text.replace(/\r?\n$/, '');
    throw new UsageError('usage.value-file', `The value is to come from ${full}, but it ${fault}.`, {
      place: source.place,
      hint: 'Save it as UTF-8; a file of bytes goes in as Base64.',
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isDangling(full);
    const reason = missing ? 'there is no such file' : `it ${whyUnreadable(error, full)}`;
    throw new UsageError('usage.value-file', `The value is to come from ${full}, but ${reason}.`, {
      place: source.place,
      hint: 'Give the path of a file that can be read; a relative one counts from the folder in which it is named.',
    });
  }
};
