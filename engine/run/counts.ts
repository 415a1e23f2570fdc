import type { RecordCounts } from '../store/store.ts';

/** The ledger's figures while a window runs. */
export class Counter {
  fetched = 0;
  expanded = 0;
  outsideWindow = 0;
  duplicate = 0;
  superseded = 0;
  skipped = 0;
  quarantined = 0;
  mapped = 0;
  readonly dropped = new Map<string, number>();
  readonly notes = new Map<string, number>();
  /** What went wrong with the first quarantined record. */
  firstFailure: string | undefined;

  drop(because: string): void {
    this.dropped.set(because, (this.dropped.get(because) ?? 0) + 1);
  }

  note(name: string, times = 1): void {
    this.notes.set(name, (this.notes.get(name) ?? 0) + times);
  }

  reset(): void {
    this.fetched = this.expanded = this.outsideWindow = this.duplicate = 0;
    this.firstFailure = undefined;
    this.superseded = this.skipped = this.quarantined = this.mapped = 0;
    this.dropped.clear();
    this.notes.clear();
  }

  merge(other: Counter): void {
    this.fetched += other.fetched;
    this.expanded += other.expanded;
    this.outsideWindow += other.outsideWindow;
    this.duplicate += other.duplicate;
    this.superseded += other.superseded;
    this.skipped += other.skipped;
    this.quarantined += other.quarantined;
    this.mapped += other.mapped;
    for (const [because, times] of other.dropped) this.dropped.set(because, (this.dropped.get(because) ?? 0) + times);
    for (const [name, times] of other.notes) this.note(name, times);
  }

  counts(): RecordCounts {
    return {
      fetched: this.fetched,
      expanded: this.expanded,
      outside_window: this.outsideWindow,
      dropped: Object.fromEntries(this.dropped),
      duplicate: this.duplicate,
      superseded: this.superseded,
      skipped: this.skipped,
      quarantined: this.quarantined,
      mapped: this.mapped,
    };
  }

  /** `fetched + expanded` minus everything that became of it: 0, or records were lost. */
  unaccounted(): number {
    const dropped = this.dropped.values().reduce((sum, times) => sum + times, 0);
    return (
      this.fetched +
      this.expanded -
      (this.outsideWindow + dropped + this.duplicate + this.skipped + this.quarantined + this.mapped)
    );
  }
}

/** Adds the ledgers of several windows. */
export function sumRecords(all: readonly RecordCounts[]): RecordCounts {
  const total = new Counter();
  for (const one of all) total.merge(counterOf(one));
  return total.counts();
}

function counterOf(counts: RecordCounts): Counter {
  const { outside_window: outsideWindow, dropped, ...same } = counts;
  const counter = Object.assign(new Counter(), { ...same, outsideWindow });
  for (const [because, times] of Object.entries(dropped)) counter.dropped.set(because, times);
  return counter;
}
