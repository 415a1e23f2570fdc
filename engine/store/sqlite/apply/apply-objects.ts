import type { Database } from '../database/database.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { changeOf, isOlder, type ObjectChange, type StoredObject } from '../../object/object-change.ts';
import { ObjectReader, type Known, type Scope, type StoredRow } from './object-reader.ts';
import { ObjectWriter } from './object-writer.ts';
import type { EncodedItem, StagedItem } from '../../../staging/staged-item.ts';
import type { StagedObject } from '../../object/object-codec.ts';
import type { Tally } from '../../object/tally.ts';

type Decision =
  | { readonly kind: 'unchanged' }
  /** A withdrawal of what this instance has never listed. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'create'; readonly encoded: EncodedItem }
  | { readonly kind: 'create-plain'; readonly members: Uint8Array }
  | { readonly kind: 'withdraw'; readonly id: number; readonly object: StagedObject }
  | { readonly kind: 'change'; readonly id: number; readonly type: string; readonly change: ObjectChange };

const UNCHANGED: Decision = { kind: 'unchanged' };
const UNKNOWN: Decision = { kind: 'unknown' };

/** A withdrawal of what is no longer listed by this instance changes nothing and counts as unchanged; of what it never listed, as no object. */
const decideWithdrawal = (stored: StoredObject, object: StagedObject): Decision => {
  const { listing } = stored;
  if (listing === undefined) return UNKNOWN;
  if (listing.withdrawnAt !== undefined || isOlder(object.version, listing)) return UNCHANGED;
  return { kind: 'withdraw', id: stored.id, object };
};

/** Decides what each staged object changes, counts it, and writes it unless it is a dry run. */
export class ObjectApplier {
  readonly #db: Database;
  readonly #reader: ObjectReader;
  readonly #writer: ObjectWriter;
  readonly #scope: Scope;
  readonly #keepsList: boolean;
  #type = '';
  #typePrefix = '\0';

  /** `keepsList`: notes which objects this run lists, for a snapshot. */
  constructor(
    db: Database,
    dictionaries: Dictionaries,
    scope: Scope,
    options: { readonly now: number; readonly keepsList: boolean },
  ) {
    this.#db = db;
    this.#scope = scope;
    this.#keepsList = options.keepsList;
    this.#reader = new ObjectReader(db, dictionaries, scope);
    this.#writer = new ObjectWriter(db, dictionaries, scope, options.now);
  }

  preview(items: readonly StagedItem[], tally: Tally): void {
    const { known, rows } = this.#read(items);
    for (let at = 0; at < items.length; at++) {
      const item = items[at] as StagedItem;
      this.#count(this.#decide(item, known[at], rows), item, tally);
    }
  }

  /** Between `begin` and `end`; each identity comes once. */
  apply(items: readonly StagedItem[], tally: Tally): void {
    const { known, rows } = this.#read(items);
    for (let at = 0; at < items.length; at++) {
      const item = items[at] as StagedItem;
      const decision = this.#decide(item, known[at], rows);
      this.#count(decision, item, tally);
      const id = this.#write(decision, item, known[at]);
      if (this.#keepsList && id !== undefined)
        this.#db.statement('INSERT OR IGNORE INTO listed VALUES (?, ?)').run(this.#scope.instanceId, id);
    }
  }

  /** At the start of each transaction. */
  begin(): void {
    this.#writer.begin();
  }

  /** At its end. */
  end(): void {
    this.#writer.end();
  }

  /** Between `begin` and `end`: what a snapshot no longer lists. */
  withdraw(gone: readonly { readonly id: number; readonly type: string }[], tally: Tally): void {
    for (const { id, type } of gone) {
      this.#writer.withdraw(id, type, undefined);
      tally.add('withdrawn', type, 0);
    }
  }

  /** What is known of the items, and more of those that may have changed. */
  #read(items: readonly StagedItem[]): { known: readonly (Known | undefined)[]; rows: ReadonlyMap<number, StoredRow> } {
    const known = this.#reader.lookUp(items.map(({ identity }) => identity));
    const changed: number[] = [];
    for (let at = 0; at < items.length; at++) {
      const found = known[at];
      if (found !== undefined && found.fingerprint !== items[at]?.fingerprint) changed.push(found.id);
    }
    return { known, rows: this.#reader.rows(changed) };
  }

  #decide(item: StagedItem, known: Known | undefined, rows: ReadonlyMap<number, StoredRow>): Decision {
    if (known !== undefined && known.fingerprint === item.fingerprint) return UNCHANGED;
    if (known === undefined) {
      const members = item.attributes > 0 ? item.frame?.plainMembers : undefined;
      if (members !== undefined) return { kind: 'create-plain', members };
      const encoded = item.encoded();
      return encoded.head.withdraw ? UNKNOWN : { kind: 'create', encoded };
    }
    const object = item.object();
    const stored = this.#reader.load(known.id, rows.get(known.id), object);
    if (object.withdraw) return decideWithdrawal(stored, object);
    return { kind: 'change', id: known.id, type: object.type, change: changeOf(stored, object) };
  }

  /** Neighbours are of one type. */
  #typeOf(identity: string): string {
    if (!identity.startsWith(this.#typePrefix)) {
      this.#type = identity.slice(0, identity.indexOf('\0'));
      this.#typePrefix = `${this.#type}\0`;
    }
    return this.#type;
  }

  #count(decision: Decision, item: StagedItem, tally: Tally): void {
    const type = this.#typeOf(item.identity);
    switch (decision.kind) {
      case 'unchanged':
        return tally.add('unchanged', type, item.attributes);
      case 'unknown':
        return tally.addUnknown();
      case 'create':
      case 'create-plain':
        return tally.add('created', type, item.attributes);
      case 'withdraw':
        return tally.add('withdrawn', type, item.attributes);
      case 'change':
        return tally.add(decision.change.visible ? 'updated' : 'unchanged', type, item.attributes);
      default:
        throw decision satisfies never;
    }
  }

  /** The object's number where the record lists it. */
  #write(decision: Decision, item: StagedItem, known: Known | undefined): number | undefined {
    switch (decision.kind) {
      case 'unchanged':
        return known?.fingerprint === item.fingerprint ? known.id : undefined;
      case 'unknown':
        return undefined;
      case 'create-plain':
        return this.#writer.createPlain(item, decision.members);
      case 'create':
        return this.#writer.create(decision.encoded, item);
      case 'withdraw':
        this.#writer.withdraw(decision.id, decision.object.type, decision.object.version);
        return undefined;
      case 'change':
        this.#writer.change(
          decision.id,
          decision.type,
          decision.change,
          decision.change.older ? (known?.fingerprint ?? null) : item.fingerprint,
        );
        return decision.id;
      default:
        throw decision satisfies never;
    }
  }
}
