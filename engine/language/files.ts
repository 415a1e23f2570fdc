import { createHash } from 'node:crypto';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Findings } from './basics/findings.ts';
import type { Place } from './basics/place.ts';
import { readPlain, staysUnder, whyUnreadable } from './plain-file.ts';
import { SourceFile } from './source-file.ts';
import { readBytes } from './yaml/text-bytes.ts';

/** Bytes: a definition is written by hand; a table may be an export. */
export const fileLimits = { definition: 2 ** 20, table: 16 * 2 ** 20 } as const;

/** Gives the text of a file; throws where there is none. */
export type ReadText = (path: string) => string;

/** Reads the files of one pack, holds them under one folder, and knows the hash over all of them. */
export class Files {
  readonly root: string;
  readonly #read: ReadText | undefined;
  readonly #findings: Findings;
  readonly #texts = new Map<string, string>();

  constructor(root: string, findings: Findings, read: ReadText | undefined) {
    this.root = resolve(root);
    this.#findings = findings;
    this.#read = read;
  }

  /** The file that the pack starts with. */
  open(path: string): SourceFile | undefined {
    return this.#text(path, { file: path, line: 1, column: 1 }, fileLimits.definition);
  }

  /** A file named in another one; its path counts from that file's folder. */
  include(path: string, from: Place, limit: number = fileLimits.definition): SourceFile | undefined {
    const shown = join(dirname(from.file), path);
    if (!this.#isInside(shown, path)) {
      this.#findings.error(
        'file.outside',
        from,
        `The file \`${path.slice(0, 80)}\` lies outside the folder of the definitions.`,
        `Put it under \`${basename(this.root)}/\` and name it by a relative path.`,
      );
      return undefined;
    }
    return this.#text(shown, from, limit);
  }

  /** What was read, by its path. */
  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** sha256 hex over every file that was read, by its path from the pack's own. */
  hash(): string {
    const first = this.#texts.keys().next().value ?? '';
    const hash = createHash('sha256');
    for (const [path, text] of this.#texts)
      hash.update(`${relative(dirname(first), path).replaceAll(sep, '/')}\0${text.length}\0${text}\0`);
    return hash.digest('hex');
  }

  #isInside(shown: string, path: string): boolean {
    if (path.includes('\0') || /^([a-z]+:|[/\\])/i.test(path)) return false;
    const target = resolve(shown);
    const under = (file: string, folder: string): boolean => file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
    if (!under(target, this.root)) return false;
    return this.#read !== undefined || staysUnder(this.root, target);
  }

  #text(path: string, from: Place, limit: number): SourceFile | undefined {
    try {
      const { text, fault } = this.#read === undefined ? readBytes(readPlain(path, limit)) : { text: this.#read(path) };
      if (fault !== undefined) return this.#unreadable(from, `The file \`${path}\` ${fault}.`, 'Save it as UTF-8.');
      if (Buffer.byteLength(text) > limit) return this.#tooLarge(path, from, limit);
      this.#texts.set(path, text);
      return new SourceFile(path, text.replace(/^\ufeff/, ''));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'TOO_LARGE') return this.#tooLarge(path, from, limit);
      return this.#unreadable(
        from,
        `The file \`${path}\` ${whyUnreadable(error, path)}.`,
        HINTS[code] ?? 'Check the path; it counts from the folder of the file that names it.',
      );
    }
  }

  #unreadable(from: Place, message: string, hint: string): undefined {
    this.#findings.error('file.unreadable', from, message, hint);
    return undefined;
  }

  #tooLarge(path: string, from: Place, limit: number): undefined {
    this.#findings.error(
      'file.too-large',
      from,
      `The file \`${path}\` is larger than ${limit / 2 ** 20} MiB.`,
      'Split it: large tables belong into CSV files, feeds into packs of their own.',
    );
    return undefined;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Change its permissions.',
  NOT_PLAIN: 'Put a plain file in its place.',
};
