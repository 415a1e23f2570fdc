import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { makeFolder, whyUnwritable } from '../../language/plain-file.ts';

/** A file that will take its place as a whole at the end of a long piece of work: that it may be written is known before. */
export class PendingFile {
  readonly #file: string;
  readonly #part: string;

  /** Throws UsageError where it can't be written. */
  constructor(file: string) {
    this.#file = file;
    this.#part = `${file}.${randomBytes(4).toString('hex')}`;
    this.#write(() => {
      makeFolder(dirname(file));
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
        throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      writeFileSync(this.#part, '');
    });
  }

  settle(text: string): void {
    this.#write(() => {
      writeFileSync(this.#part, text);
      renameSync(this.#part, this.#file);
    });
  }

  /** Takes away what is left of it; what has been settled stays. */
  discard(): void {
    rmSync(this.#part, { force: true });
  }

  #write(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.discard();
      throw new UsageError('prove.unwritable', `${this.#file} ${whyUnwritable(cause)}.`, {
        cause,
        hint: 'Give a file in a folder that may be written.',
      });
    }
  }
}
