import type { UndoWish } from '../../contract/undo.ts';
import { numberChanges } from '../apply/change-numbers.ts';
import { listingNumbers } from '../apply/object-numbers.ts';
import { refreshObjects, type TypedObject } from '../apply/object-status-rows.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { giveBackObjects, unmake, type GiveBackParts, type Stood } from './give-back-objects.ts';
import { giveBackAside, giveBackDocument, giveBackRelation } from './give-back-rest.ts';
import type { ObjectStood, UndoWhat } from './undo-rows.ts';

interface Row {
  readonly number: number;
  readonly what: UndoWhat;
  readonly object_id: number | null;
  readonly upto: number | null;
  readonly key: string | null;
  readonly stood: string | null;
  readonly members: string | null;
}

const LAST = `SELECT number, what, object_id, upto, key, stood, members FROM undo_rows WHERE run_id = $1 ORDER BY number DESC LIMIT $2`;
const TYPES = `SELECT o.id, k.type FROM objects AS o JOIN kinds AS k ON k.id = abs(o.kind_id) WHERE o.id = ANY ($1::bigint[])`;

/**
 * Gives back what stood before a run, its last change first; what was given back is no longer kept, so that a process that is killed
 * goes on where it was. Each object whose look changes takes a number, for destinations to learn of it.
 */
export class GiveBack {
  readonly #session: Session;
  readonly #dictionaries: Dictionaries;
  readonly #scope: SourceScope;
  readonly #wish: UndoWish;
  /** Objects that look different, in the order in which they came to. */
  readonly #different: number[] = [];
  readonly #gathered = new Map<number, Stood>();

  constructor(session: Session, dictionaries: Dictionaries, scope: SourceScope, wish: UndoWish) {
    this.#session = session;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#wish = wish;
  }

  /** Some `limit` of what the run has changed, inside a transaction; false: nothing is left. */
  async some(runRow: number, limit: number): Promise<boolean> {
    const rows = await this.#session.all<Row>(LAST, [runRow, limit]);
    if (rows.length === 0) return false;
    const parts = {
      session: this.#session,
      dictionaries: this.#dictionaries,
      scope: this.#scope,
      now: this.#wish.now,
      next: await listingNumbers(this.#session, limit),
    };
    let left = limit;
    let done: number | undefined;
    for (const row of rows) {
      if (left <= 0) break;
      const { number, object_id: first, upto } = row;
      if (row.what !== 'made') {
        await this.#giveBack(parts, runRow, row);
        [left, done] = [left - 1, number];
        continue;
      }
      const from = Math.max(first as number, (upto as number) - left + 1);
      await this.#unmake(parts, from, upto as number);
      left -= (upto as number) - from + 1;
      if (from === first) done = number;
      else
        await this.#session.run('UPDATE undo_rows SET upto = $3 WHERE run_id = $1 AND number = $2', [runRow, number, from - 1]);
    }
    await this.#objects(parts);
    if (done !== undefined) await this.#session.run('DELETE FROM undo_rows WHERE run_id = $1 AND number >= $2', [runRow, done]);
    const isMore = (await this.#session.get('SELECT 1 FROM undo_rows WHERE run_id = $1 LIMIT 1', [runRow])) !== undefined;
    await this.#settle();
    return isMore;
  }

  async #giveBack(parts: GiveBackParts, runRow: number, { what, object_id, key, stood, members }: Row): Promise<void> {
    if (what === 'object') {
      const id = object_id as number;
      // What it was before comes behind what it was later.
      if (this.#gathered.has(id)) await this.#objects(parts);
      this.#gathered.set(id, { id, stood: JSON.parse(stood ?? '') as ObjectStood, members });
      return;
    }
    await this.#objects(parts);
    if (what === 'relation') this.#different.push(...(await giveBackRelation(this.#session, this.#scope, stood ?? '')));
    if (what === 'quarantine')
      await giveBackAside(this.#session, this.#scope, { runRow, key: key ?? '', stood: stood ?? 'null' });
    if (what === 'document')
      await giveBackDocument(this.#session, this.#scope, { key: key ?? '', stood: stood ?? 'null', wish: this.#wish });
  }

  async #unmake(parts: GiveBackParts, from: number, last: number): Promise<void> {
    await this.#objects(parts);
    // The last first.
    const ids = Array.from({ length: last - from + 1 }, (_, at) => last - at);
    this.#different.push(...(await unmake(parts, ids)));
  }

  async #objects(parts: GiveBackParts): Promise<void> {
    const all = [...this.#gathered.values()];
    this.#gathered.clear();
    if (all.length > 0) this.#different.push(...(await giveBackObjects(parts, all)));
  }

  /** The objects' own status, published time and place among the changes, after their listings. */
  async #settle(): Promise<void> {
    const ids = [...new Set(this.#different)];
    const types = new Map((await this.#session.all<TypedObject>(TYPES, [ids])).map(({ id, type }) => [id, type]));
    await refreshObjects(
      this.#session,
      ids.map((id) => ({ id, type: types.get(id) ?? '' })),
      this.#wish.now,
    );
    await numberChanges(this.#session, { changed: ids }, this.#wish.now);
  }
}
