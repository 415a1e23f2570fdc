import { changeOf, isOlder, type StoredObject } from '../../object/object-change.ts';
import { membersIn, typeOf, type StagedObject } from '../../object/object-codec.ts';
import type { StagedItem } from '../../staging/staged-item.ts';
import type { Decision, Known, ObjectReads } from '../contract/backend.ts';
import type { Tally } from './tally.ts';

/** A withdrawal of what this instance has never listed: no object. */
const UNKNOWN = 'unknown';
/** Nothing is to be written, and nothing lists the object. */
const NOTHING = undefined;

type Decided = Decision | typeof UNKNOWN | typeof NOTHING;

const listed = (id: number): Decision => ({ kind: 'listed', id });

/** A withdrawal of what is no longer listed by this instance changes nothing and counts as unchanged; of what it never listed, as no object. */
const decideWithdrawal = (stored: StoredObject, { type, version }: StagedObject): Decided => {
  const { listing } = stored;
  if (listing === undefined) return UNKNOWN;
  if (listing.withdrawnAt !== undefined || isOlder(version, listing)) return NOTHING;
  return { kind: 'withdraw', id: stored.id, type, version };
};

/** An object that the store does not know. */
const decideNew = (item: StagedItem): Decided => {
  const { head, text } = item.encoded();
  if (head.withdraw) return UNKNOWN;
  return { kind: 'create', head, members: membersIn(head, text), fingerprint: item.fingerprint };
};

const decideKnown = (item: StagedItem, known: Known, stored: StoredObject, object: StagedObject): Decided => {
  if (object.withdraw) return decideWithdrawal(stored, object);
  const change = changeOf(stored, object);
  const fingerprint = change.older ? known.fingerprint : item.fingerprint;
  return { kind: 'change', id: known.id, type: object.type, change, fingerprint };
};

const outcomeOf = (decision: Decision | undefined): 'created' | 'updated' | 'unchanged' | 'withdrawn' => {
  switch (decision?.kind) {
    case undefined:
    case 'listed':
      return 'unchanged';
    case 'create':
      return 'created';
    case 'withdraw':
      return 'withdrawn';
    case 'change':
      return decision.change.visible ? 'updated' : 'unchanged';
    default:
      throw decision satisfies never;
  }
};

const freshIn = (decision: Decision | undefined): number => {
  if (decision?.kind === 'create') return decision.head.values;
  return decision?.kind === 'change' ? decision.change.fresh : 0;
};

/** Looks on while it is decided; `stored`: where it had to be loaded. */
type Onlooker = (item: StagedItem, decision: Decision, stored: StoredObject | undefined) => void;

/** What staged objects change in the store, each counted; each identity comes once, in their order. Writes nothing. */
export async function decide(
  items: readonly StagedItem[],
  reads: ObjectReads,
  tally: Tally,
  look?: Onlooker,
): Promise<Decision[]> {
  const known = await reads.find(items.map(({ identity }) => identity));
  const changed: { readonly at: number; readonly id: number; readonly staged: StagedObject }[] = [];
  for (let at = 0; at < items.length; at++) {
    const found = known[at];
    const item = items[at] as StagedItem;
    if (found !== undefined && found.fingerprint !== item.fingerprint) changed.push({ at, id: found.id, staged: item.object() });
  }
  const loaded = changed.length === 0 ? [] : await reads.load(changed);
  const stored = new Map(changed.map(({ at, staged }, index) => [at, { stored: loaded[index] as StoredObject, staged }]));

  const decisions: Decision[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as StagedItem;
    const found = known[at];
    const other = stored.get(at);
    const decision =
      found === undefined
        ? decideNew(item)
        : other === undefined
          ? listed(found.id)
          : decideKnown(item, found, other.stored, other.staged);
    if (decision === UNKNOWN) {
      tally.addUnknown();
      continue;
    }
    tally.add(outcomeOf(decision), typeOf(item.identity), freshIn(decision));
    if (decision === undefined) continue;
    look?.(item, decision, other?.stored);
    decisions.push(decision);
  }
  return decisions;
}
