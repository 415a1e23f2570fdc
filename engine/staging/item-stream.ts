import type { StagedItem } from './staged-item.ts';
import type { StagedFrame } from './frame.ts';
import type { MergedStaging } from './merge-segments.ts';

const NONE: readonly never[] = [];

/** Staged items in the order of identities, some at a time, from behind the identity that was applied last. */
export class ItemStream {
  readonly #merged: MergedStaging;
  readonly #item: (staged: StagedFrame) => StagedItem;
  #next: StagedFrame | undefined;
  /** The identity that was taken last. */
  last: string | undefined;
  /** Taken since `startBatch`. */
  bytes = 0;

  constructor(merged: MergedStaging, item: (staged: StagedFrame) => StagedItem, after: string | undefined) {
    this.#merged = merged;
    this.#item = item;
    this.last = after;
    this.#next = merged.next();
    while (after !== undefined && this.#next !== undefined && this.#next.identity <= after) this.#next = merged.next();
  }

  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  startBatch(): void {
    this.bytes = 0;
  }

  /** `most` of them, but none behind so many bytes of a batch. */
  take(most: number, mostBytes = Infinity): StagedItem[] {
    const items: StagedItem[] = [];
    for (let group = this.#next; group !== undefined && items.length < most && this.bytes < mostBytes; group = this.#next) {
      items.push(this.#item(group));
      this.bytes += group.size;
      for (const { size } of group.more ?? NONE) this.bytes += size;
      this.last = group.identity;
      this.#next = this.#merged.next();
    }
    return items;
  }
}
