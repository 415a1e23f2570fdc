/** Files that take their place as a whole: whoever reads one sees the one before or the new one. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../../disk/sync-folder.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import { makeFolder, whyUnwritable } from '../../../language/plain-file.ts';

/** Characters that are gathered for one write. */
const BLOCK = 256 * 1024;

const encoder = new TextEncoder();

/** Writes beside the file, and puts it in its place with `settle`. Throws EngineError `output.unwritable`. */
export class ReplacedFile {
  readonly path: string;
  readonly #part: string;
  /** Undefined once it is closed. */
  #fd: number | undefined;
  #block: string[] = [];
  #length = 0;
  #written = 0;
  /** The same for all of it: memory outside of V8's heap is given back late. */
  readonly #bytes = new Uint8Array(BLOCK);

  /** `name` tells apart who writes: one that is given is taken up again by whoever comes after a crash. */
  constructor(path: string, name = randomBytes(4).toString('hex')) {
    this.path = path;
    this.#part = `${path}.${name}.part`;
    this.#fd = this.#try(() => {
      makeFolder(dirname(path));
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
        throw Object.assign(new Error('no file'), { code: 'EISDIR' });
      return openSync(this.#part, 'w', 0o600);
    });
  }

  /** So far; of what is gathered still, its characters. */
  get size(): number {
    return this.#written + this.#length;
  }

  write(text: string): void {
    this.#block.push(text);
    this.#length += text.length;
    if (this.#length >= BLOCK) this.#flush();
  }

  /** `keep`: how many earlier files stay, as PATH.1, PATH.2 and so on. */
  settle(keep = 0): void {
    this.#flush();
    this.#try(() => {
      fsyncSync(this.#fd ?? -1);
      this.#close();
      for (let number = keep; number > 0 && existsSync(this.path); number--) {
        const from = number === 1 ? this.path : `${this.path}.${number - 1}`;
        if (!existsSync(from)) continue;
        // The file itself stays where it is until the new one takes its place.
        if (number === 1) copyOver(from, `${this.path}.1`);
        else renameSync(from, `${this.path}.${number}`);
      }
      renameSync(this.#part, this.path);
      syncFolder(dirname(this.path));
    });
  }

  discard(): void {
    this.#close();
    this.#remove();
  }

  #remove(): void {
    try {
      rmSync(this.#part, { force: true });
    } catch {
      // Where nothing could be made nothing is left: what is told is why it could not.
    }
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #flush(): void {
    let text = this.#block.join('');
    this.#block = [];
    this.#length = 0;
    while (text !== '') {
      const { read, written } = encoder.encodeInto(text, this.#bytes);
      text = text.slice(read);
      this.#try(() => {
        for (let at = 0; at < written;) at += writeSync(this.#fd ?? -1, this.#bytes, at, written - at);
      });
      this.#written += written;
    }
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      this.#remove();
      throw new EngineError('output.unwritable', `${this.path} ${whyUnwritable(cause)}.`, {
        cause,
        hint: 'Give a file in a folder that may be written, with room on its disk.',
      });
    }
  }
}

const copyOver = (from: string, to: string): void => {
  rmSync(to, { force: true });
  linkSync(from, to);
};
