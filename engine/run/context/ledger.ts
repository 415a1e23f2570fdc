import type { RecordCounts } from '../../store/contract/store.ts';
import type { FirstAside, Lack, WindowSeen } from '../../store/contract/window-seen.ts';

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
  readonly #dropped = new Map<string, number>();
  /** What was dropped last, and how often in a row: not yet in the map. */
  #reason = '';
  #times = 0;
  readonly notes = new Map<string, number>();
  /** What went wrong with the first quarantined record. */
  firstFailure: string | undefined;
  /** The same for the ledger. */
  firstAside: FirstAside | undefined;
  /** The time of the newest record, ms since epoch. */
  newest: number | undefined;
  readonly #lacks: Lack[] = [];
  total: WindowSeen['total'];
  /** The source is as it was. */
  unchanged = false;

  /** Something that should have come has not. */
  lack(one: Lack): void {
    this.#lacks.push(one);
  }

  seenAt(time: number): void {
    if (this.newest === undefined || time > this.newest) this.newest = time;
  }

  /** Undefined where there is nothing to be said. */
  seen(): WindowSeen | undefined {
    const { newest, total, unchanged, firstAside: aside } = this;
    const seen: WindowSeen = {
      ...(newest === undefined ? {} : { newest }),
      ...(this.#lacks.length === 0 ? {} : { lacks: [...this.#lacks] }),
      ...(total === undefined ? {} : { total }),
      ...(unchanged ? { unchanged } : {}),
      ...(aside === undefined ? {} : { aside }),
    };
    return Object.keys(seen).length === 0 ? undefined : seen;
  }

  drop(because: string): void {
    if (because !== this.#reason) {
      this.#settle();
      this.#reason = because;
    }
    this.#times++;
  }

  get dropped(): ReadonlyMap<string, number> {
    this.#settle();
    return this.#dropped;
  }

  #settle(): void {
    if (this.#times > 0) this.#dropped.set(this.#reason, (this.#dropped.get(this.#reason) ?? 0) + this.#times);
    this.#times = 0;
  }

  #dropMany(because: string, times: number): void {
    this.#settle();
    this.#dropped.set(because, (this.#dropped.get(because) ?? 0) + times);
  }

  note(name: string, times = 1): void {
    this.notes.set(name, (this.notes.get(name) ?? 0) + times);
  }

  reset(): void {
    this.fetched = this.expanded = this.outsideWindow = this.duplicate = 0;
    this.firstFailure = this.firstAside = this.newest = this.total = undefined;
    this.unchanged = false;
    this.#lacks.length = 0;
    this.superseded = this.skipped = this.quarantined = this.mapped = 0;
    this.#times = 0;
    this.#dropped.clear();
    this.notes.clear();
  }

  merge(other: Counter): void {
    this.add(other.counts());
    if (other.newest !== undefined) this.seenAt(other.newest);
    for (const [name, times] of other.notes) this.note(name, times);
  }

  add(counts: RecordCounts): void {
    this.fetched += counts.fetched;
    this.expanded += counts.expanded;
    this.outsideWindow += counts.outside_window;
    this.duplicate += counts.duplicate;
    this.superseded += counts.superseded;
    this.skipped += counts.skipped;
    this.quarantined += counts.quarantined;
    this.mapped += counts.mapped;
    for (const [because, times] of Object.entries(counts.dropped)) this.#dropMany(because, times);
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
  for (const one of all) total.add(one);
  return total.counts();
}

export function sumNotes(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const notes of all) for (const [name, count] of Object.entries(notes)) total[name] = (total[name] ?? 0) + count;
  return total;
}
