import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Endpoint, Source } from '../../language/model.ts';
import type { PlannedWindow } from '../../plan/plan.ts';
import type { KnownDocuments, WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { recordHash } from '../context/record-hash.ts';
import type { Counter } from '../context/ledger.ts';
import { timeOf } from '../report/scalars.ts';

export type EachSource = Extract<Source, { kind: 'each' }>;

/** What the entries of an index are to those of the last run, and what becomes known of them. */
export interface IndexMemory {
  /** Is the entry's document to be fetched? */
  isWanted(entry: JsonRecord): boolean;
  /** The objects that are staged from now on are of this entry's document. */
  begin(entry: JsonRecord): void;
  /** Its document has come; where a record of it did not come through it comes again, and what it listed stands. */
  end(entry: JsonRecord, came: boolean): void;
  /** All entries of the index, of which these were not fetched: what is known and not among them is gone. */
  finish(entries: readonly JsonRecord[], left: readonly JsonRecord[]): void;
}

export interface MemoryParts {
  readonly context: RunContext;
  readonly staging: WindowStaging;
  readonly counter: Counter;
  readonly window: PlannedWindow;
  readonly scope: Scope;
  /** Told whose objects are staged. */
  readonly lists: (document: string | undefined) => void;
}

/** Undefined where nothing of the index has to be remembered. */
export async function indexMemory(source: EachSource, parts: MemoryParts): Promise<IndexMemory | undefined> {
  const { context, staging, counter, lists } = parts;
  if (source.changed === undefined && context.plan.documents === undefined) return undefined;
  const { keyOf, versionOf } = entryFacts(context.endpoint(source.each).endpoint, context.evaluator, parts.scope);
  const known = await context.services.instance.documents();
  const fresh = isFirst(context, known);
  const inRange = source.changed === undefined ? undefined : rangeTest(source.changed, fresh, parts);
  let before = 0;
  let current: JsonRecord | undefined;
  const trouble = (): number => counter.quarantined + counter.duplicate;
  const begin = (entry: JsonRecord): void => {
    if (entry === current) return;
    current = entry;
    before = trouble();
    lists(keyOf(entry));
  };
  return {
    isWanted: (entry) =>
      inRange === undefined ||
      inRange(entry) !== 'outside' ||
      (!fresh && !context.plan.manual && known.versionOf(keyOf(entry)) !== versionOf(entry)),
    begin,
    end: (entry, came) => {
      begin(entry);
      current = undefined;
      const whole = came && trouble() === before;
      staging.document(keyOf(entry), whole ? versionOf(entry) : undefined, whole ? 'whole' : 'part');
      lists(undefined);
    },
    finish: (entries, left) => {
      const limits = context.plan.documents;
      if (limits !== undefined && entries.length < limits.floor) throw tooFew(entries.length, limits.floor);
      // A first run leaves what is old alone, and later ones do so too, until it changes. What only `where` left out is not known:
      // other options may want it.
      if (fresh)
        for (const entry of left) if (inRange?.(entry) === 'outside') staging.document(keyOf(entry), versionOf(entry), 'left');
      for (const gone of known.without(entries.map(keyOf))) staging.document(gone, undefined, 'gone');
    },
  };
}

function entryFacts(
  { key, version }: Endpoint,
  evaluator: Evaluator,
  scope: Scope,
): { readonly keyOf: (entry: JsonRecord) => string; readonly versionOf: (entry: JsonRecord) => string } {
  const keyParts = key.map((part) => evaluator.expr(part));
  const bound = version && evaluator.expr(version);
  return {
    keyOf: (entry) => {
      const parts = keyParts.map((part) => part.evaluate(entry, scope) ?? null);
      // Entries that lack the key are not one and the same.
      return parts.some((part) => part !== null) ? JSON.stringify(parts) : recordHash(entry);
    },
    versionOf: (entry) => {
      const value = bound?.evaluate(entry, scope);
      return value === undefined || value === null ? recordHash(entry) : JSON.stringify(value);
    },
  };
}

/** No run has been through the index yet. */
const isFirst = ({ plan, services }: RunContext, known: KnownDocuments): boolean =>
  !known.any || (plan.feed.window !== undefined && services.instance.checkpoint().until === undefined);

/** A run looks forward without an end; where one was asked for, what changed later is not wanted. */
function rangeTest(
  changed: NonNullable<EachSource['changed']>,
  fresh: boolean,
  { context: { plan, evaluator }, window, scope }: MemoryParts,
): (entry: JsonRecord) => 'inside' | 'outside' {
  const bound = evaluator.expr(changed);
  // Without a window there is no range: a first run takes all that there is, and later ones go by the version.
  const since = window.since ?? (fresh || plan.manual ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  const until = plan.asked.until ?? Number.POSITIVE_INFINITY;
  return (entry) => {
    const at = timeOf(bound.evaluate(entry, scope), changed.place);
    return at === undefined || (at >= since && at < until) ? 'inside' : 'outside';
  };
}

const tooFew = (entries: number, floor: number): EngineError =>
  new EngineError(
    'store.snapshot-refused',
    `The index has ${entries === 1 ? '1 entry' : `${entries} entries`}, fewer than the floor of ${floor}.`,
    { hint: 'Nothing was applied. If the source is right, lower `floor` under snapshot: in the definition and run again.' },
  );
