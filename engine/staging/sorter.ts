import { DraftReader } from './thread/draft-reader.ts';
import { StagingBuffer } from './sort-buffer.ts';
import { StagingWriter, type Segment } from './segment-file.ts';

/** What was staged of a window. */
export interface Staged {
  readonly segments: readonly Segment[];
  /** Identities, one for each segment that holds it. */
  readonly identities: number;
}

/** Brings drafts, block by block, into sorted segments of the staging file. */
export class Stager {
  readonly #path: string;
  readonly #syncs: boolean;
  readonly #onStep: (name: string) => void;
  readonly #drafts = new DraftReader();
  readonly #buffer = new StagingBuffer();
  #writer: StagingWriter | undefined;
  #segments: Segment[] = [];
  #identities = 0;

  /** `syncs`: each segment is put on the disk as soon as it is written, so that there is little left to do at the end. */
  constructor(
    path: string,
    { syncs, onStep = () => undefined }: { readonly syncs: boolean; readonly onStep?: (name: string) => void },
  ) {
    this.#path = path;
    this.#syncs = syncs;
    this.#onStep = onStep;
  }

  take(block: Buffer): void {
    const { memory } = this.#buffer;
    this.#drafts.load(block);
    for (let identity = this.#drafts.next(memory); identity !== undefined; identity = this.#drafts.next(memory)) {
      this.#buffer.add(identity);
      if (this.#buffer.isFull) this.#spill();
    }
  }

  /** All of it is in the file, `durable`: and on the disk. */
  finish(durable: boolean): Staged {
    this.#spill();
    if (durable) this.#writer?.sync();
    return { segments: this.#segments, identities: this.#identities };
  }

  close(): void {
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
    if (this.#syncs) this.#writer.sync();
    this.#onStep('segment');
  }
}
