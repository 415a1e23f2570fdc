import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { isDangling, readPlain, whyUnreadable } from '../../language/plain-file.ts';

export interface ReferenceSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly folder: string;
  readonly place?: Place | undefined;
}

const LIMIT = 1 << 20;

/** The contents of a file without the newline at its end: how a secret gets in without standing on a command line. */
export const readValueFile = (path: string, source: ReferenceSource): string => {
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

/** The same in every text of a value, however deep. */
export const resolveAll = (value: unknown, source: ReferenceSource): unknown => {
  if (typeof value === 'string') return resolveReferences(value, source);
  if (Array.isArray(value)) return value.map((one) => resolveAll(one, source));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveAll(one, source)]));
};

/** Replaces `${file:/path}` and `${env:NAME}`; `$${` stands for `${`. What comes in is not looked through again. */
export const resolveReferences = (text: string, source: ReferenceSource): string =>
  text.replace(/\$\$\{|\$\{(?:(\w+):)?([^}]*)\}/g, (whole, kind: string | undefined, name: string) => {
    if (whole === '$${') return '${';
    if (kind === 'file') return readValueFile(name, source);
    if (kind !== 'env')
      throw new UsageError('config.reference', `"${whole}" is no reference.`, {
        place: source.place,
        hint: 'Write ${file:/path} or ${env:NAME}; a literal "${" is written "$${".',
      });
    const value = source.env[name];
    if (value !== undefined) return value;
    throw new UsageError('config.no-variable', `The environment has no variable ${name}.`, {
      place: source.place,
      hint: `Set ${name}, or write the value another way.`,
    });
  });
