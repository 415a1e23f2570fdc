import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { makeFolder, whyUnwritable } from '../../language/plain-file.ts';
import type { Files } from './cassette-files.ts';

/** A folder written beside its place: it takes that place as a whole, or is gone. */
export class PendingFolder {
  readonly path: string;
  readonly #target: string;

  /** Throws UsageError where it can't be written. */
  constructor(target: string, files: Files) {
    this.#target = target;
    this.path = join(dirname(target), `.${basename(target)}-${randomBytes(4).toString('hex')}`);
    try {
      makeFolder(dirname(target));
      mkdirSync(this.path);
      for (const [name, bytes] of files) this.write(name, bytes);
    } catch (error) {
      this.discard();
      throw unwritable(target, error);
    }
  }

  write(name: string, bytes: Buffer): void {
    writeFileSync(join(this.path, name), bytes);
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { force: true });
  }

  /** Puts it where it belongs, in the place of what is there. */
  settle(): void {
    const old = `${this.path}-old`;
    try {
      if (existsSync(this.#target)) renameSync(this.#target, old);
      renameSync(this.path, this.#target);
    } catch (error) {
      if (existsSync(old) && !existsSync(this.#target)) renameSync(old, this.#target);
      throw unwritable(this.#target, error);
    }
    rmSync(old, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Writes a file beside its place and puts it there whole. Throws UsageError where it can't. */
export const writeWhole = (file: string, text: string): void => {
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    makeFolder(dirname(file));
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw unwritable(file, error);
  }
};

const unwritable = (path: string, cause: unknown): UsageError =>
  new UsageError('record.unwritable', `${path} ${whyUnwritable(cause)}.`, {
    cause,
    hint: 'Give a folder that may be written, with --out.',
  });
