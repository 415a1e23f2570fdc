import { encodeObject, stagedIdentity, type NameForm } from '../object/object-codec.ts';
import type { MappedObject } from '../object/mapped-object.ts';
import { SortBuffer } from './sort-buffer.ts';
import { StagingWriter, type Segment } from './segment-file.ts';

/** What was staged of a window. */
export interface Staged {
  readonly segments: readonly Segment[];
  /** Identities, one for each segment that holds it. */
  readonly identities: number;
}

/** Brings mapped objects into sorted segments of the staging file. */
export class Sorter {
  readonly #path: string;
  readonly #nameForm: NameForm;
  readonly #onStep: (name: string) => void;
  readonly #buffer = new SortBuffer();
  #writer: StagingWriter | undefined;
  #segments: Segment[] = [];
  #identities = 0;

  constructor(path: string, nameForm: NameForm, onStep: (name: string) => void) {
    this.#path = path;
    this.#nameForm = nameForm;
    this.#onStep = onStep;
  }

  add(object: MappedObject, tag?: string): void {
    this.#buffer.add(stagedIdentity(object), encodeObject(object, this.#nameForm), tag);
    if (this.#buffer.isFull) this.#spill();
  }

  /** All of it is in the file, `durable`: and on the disk. */
  finish(durable: boolean): Staged {
    this.#spill();
    if (durable) this.#writer?.sync();
    return { segments: this.#segments, identities: this.#identities };
  }

  /** Forgets all that was added; the file stays. */
  clear(): void {
    this.#buffer.clear();
    this.#writer?.close();
    this.#writer = undefined;
    this.#segments = [];
    this.#identities = 0;
  }

  #spill(): void {
    if (this.#buffer.isEmpty) return;
    if (this.#writer === undefined) {
      this.#writer = new StagingWriter(this.#path);
      this.#onStep('staging');
    }
    this.#identities += this.#buffer.drain(this.#writer);
    this.#segments.push(this.#writer.endSegment());
    this.#onStep('segment');
  }
}
