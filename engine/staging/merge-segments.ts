import { closeSync, openSync } from 'node:fs';
import type { StagedFrame } from './frame.ts';
import { BlockPool, SegmentReader, type Segment } from './segment-file.ts';

interface Source {
  readonly reader: SegmentReader;
  readonly order: number;
}

const identityOf = ({ reader }: Source): string => reader.frame?.identity ?? '';

/** By identity, then by segment: an earlier segment holds earlier records. */
const precedes = (a: Source, b: Source): boolean => {
  const [one, other] = [identityOf(a), identityOf(b)];
  return one < other || (one === other && a.order < b.order);
};

/** Sorted segments as one sorted sequence: memory is one block a segment. A binary heap holds the readers. */
export class MergedStaging {
  readonly #fd: number;
  readonly #pool = new BlockPool();
  readonly #heap: Source[] = [];
  /** What was given last: whoever looks ahead has not taken it yet. */
  #last: StagedFrame | undefined;
  /** Identities given so far. */
  groups = 0;

  /** `checks`: the file's checksums; not needed where this process has just written it. */
  constructor(path: string, segments: readonly Segment[], { checks = true }: { readonly checks?: boolean } = {}) {
    this.#fd = openSync(path, 'r');
    const file = { path, fd: this.#fd, pool: this.#pool, checks };
    for (const [order, segment] of segments.entries()) {
      const reader = new SegmentReader(file, segment);
      if (reader.next()) this.#heap.push({ reader, order });
    }
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** All that was staged for the next identity. */
  next(): StagedFrame | undefined {
    const top = this.#heap[0];
    const first = top?.reader.frame;
    if (top === undefined || first === undefined) return undefined;
    this.groups += 1;
    this.#advance(top);
    let more: StagedFrame[] | undefined;
    for (let next = this.#heap[0]; next?.reader.frame?.identity === first.identity; next = this.#heap[0]) {
      (more ??= []).push(next.reader.frame);
      this.#advance(next);
    }
    first.more = more;
    this.#last = first;
    return first;
  }

  /** The groups given so far are no longer needed, but for the last. */
  release(): void {
    const needed = [...this.#heap.map(({ reader }) => reader.frame), this.#last, ...(this.#last?.more ?? [])];
    this.#pool.recycle(needed.flatMap((frame) => (frame === undefined ? [] : [frame.block])));
  }

  close(): void {
    closeSync(this.#fd);
  }

  #advance(first: Source): void {
    if (!first.reader.next()) {
      const last = this.#heap.pop();
      if (last === undefined || last === first) return;
      this.#heap[0] = last;
    }
    this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const moved = heap[from];
    if (moved === undefined) return;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      let least = heap[child];
      if (least === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && precedes(right, least)) {
        least = right;
        child += 1;
      }
      if (!precedes(least, moved)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = moved;
  }
}
