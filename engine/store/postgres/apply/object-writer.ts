import { versionText, type StagedObject } from '../../../object/object-codec.ts';
import type { Decision } from '../../contract/backend.ts';
import type { FileContent } from '../../contract/store.ts';
import { kindText, type Dictionaries, type Words } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { hasGhosts, takeGhosts } from '../undo/ghosts.ts';
import type { UndoRows } from '../undo/undo-rows.ts';
import { numberChanges } from './change-numbers.ts';
import { putChangedFiles, putVisibleChanges, rememberChanges, type Change } from './changed-objects.ts';
import { putFiles } from './file-rows.ts';
import { putNewObjects } from './new-objects.ts';
import { listingNumbers, type ObjectNumbers } from './object-numbers.ts';
import { lockSql } from './object-reader.ts';
import { refreshObjects, type TypedObject } from './object-status-rows.ts';

type Create = Extract<Decision, { kind: 'create' }>;
type Withdrawal = Extract<Decision, { kind: 'withdraw' }>;

const WITHDRAW = `UPDATE listings AS l SET withdrawn_at = $3, fingerprint = NULL, version = coalesce(e.version, l.version), seq = e.seq
  FROM unnest($1::bigint[], $4::text[], $5::bigint[]) AS e (id, version, seq) WHERE l.object_id = e.id AND l.instance_id = $2`;
const LIST = `INSERT INTO listed SELECT $1::bigint, e.id FROM unnest($2::bigint[]) AS e (id) ON CONFLICT DO NOTHING`;

export interface WriterParts {
  readonly session: Session;
  readonly dictionaries: Dictionaries;
  readonly numbers: ObjectNumbers;
  readonly scope: SourceScope;
  readonly undo: UndoRows;
  /** Objects that this transaction has locked already. */
  readonly locked: ReadonlySet<number>;
}

/**
 * Gathers what a transaction is to write, and writes it at the end, many rows with one statement: first what was there before, for an
 * undo, then what changes, what is new, and last the numbers of the changes.
 */
export class ObjectWriter {
  readonly #parts: WriterParts;
  readonly #creates: Create[] = [];
  readonly #changes: Change[] = [];
  readonly #withdrawals: Withdrawal[] = [];
  readonly #fulfilled: (TypedObject & { readonly file: FileContent })[] = [];
  /** Objects that take part in a new relation. */
  readonly #touched: number[] = [];
  readonly #listed: number[] = [];
  #keepsList = false;
  #now = 0;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  add(decisions: readonly Decision[], { now, keepsList }: { readonly now: number; readonly keepsList: boolean }): void {
    this.#now = now;
    this.#keepsList ||= keepsList;
    for (const decision of decisions) {
      if (decision.kind === 'create') this.#creates.push(decision);
      else if (decision.kind === 'change') this.#changes.push(decision);
      else if (decision.kind === 'withdraw') this.#withdrawals.push(decision);
      if (keepsList && (decision.kind === 'change' || decision.kind === 'listed')) this.#listed.push(decision.id);
    }
  }

  fulfil(object: TypedObject & { readonly file: FileContent }, now: number): void {
    this.#now = now;
    this.#fulfilled.push(object);
  }

  touch(ids: readonly number[], now: number): void {
    this.#now = now;
    this.#touched.push(...ids);
  }

  /** Before the commit. */
  async end(): Promise<void> {
    const { session, undo } = this.#parts;
    const words = await this.#words();
    await this.#lockOthers();
    const visible = this.#changes.filter(({ change }) => change.visible);
    const count = this.#creates.length + visible.length + this.#withdrawals.length;
    const next = count === 0 ? () => 0 : await listingNumbers(session, count);
    await undo.keepChanges(this.#changes, this.#withdrawals, this.#fulfilled);
    const changed = await this.#change(visible, next, words);
    const ids = await this.#ids(words);
    const created = this.#creates.map((one, at) => ({ id: ids[at] as number, seq: next(), created: one }));
    await putNewObjects(session, this.#parts.scope, created, { words, now: this.#now });
    await undo.made(ids);
    await this.#list(ids);
    await undo.flush();
    await numberChanges(session, { changed, made: ids }, this.#now);
  }

  #words(): Promise<Words> {
    const parts = [
      ...this.#creates.map(({ head }) => head),
      ...this.#changes.map(({ change }) => ({ ...change, related: change.relations })),
    ];
    const related = parts.flatMap((one): StagedObject['related'] => one.related);
    return this.#parts.dictionaries.resolve({
      kinds: [...this.#creates.map(({ head }) => head), ...related].map(({ type, subtype }) => kindText(type, subtype)),
      words: [...parts.flatMap(({ tags }) => tags), ...related.flatMap(({ as }) => as ?? [])],
    });
  }

  /** What was not loaded is not locked yet. */
  async #lockOthers(): Promise<void> {
    const { session, locked } = this.#parts;
    const others = [...this.#withdrawals.map(({ id }) => id), ...this.#fulfilled.map(({ id }) => id), ...this.#touched];
    const ids = others.filter((id) => !locked.has(id));
    if (ids.length > 0) await session.script(lockSql(ids));
  }

  /** Gives the objects that look different, in their order. */
  async #change(visible: readonly Change[], next: () => number, words: Words): Promise<readonly number[]> {
    const { session, scope } = this.#parts;
    await putVisibleChanges(
      session,
      scope,
      visible.map((one) => ({ ...one, seq: next() })),
      words,
    );
    await rememberChanges(
      session,
      scope.instanceId,
      this.#changes.filter(({ change }) => !change.visible),
    );
    await putChangedFiles(session, scope.instanceId, this.#changes, this.#now);
    await this.#withdraw(next);
    await putFiles(session, scope.instanceId, this.#fulfilled, this.#now);
    await refreshObjects(session, [...visible, ...this.#withdrawals, ...this.#fulfilled], this.#now);
    if (this.#touched.length > 0)
      await session.run('UPDATE objects SET changed_at = $2 WHERE id = ANY ($1::bigint[])', [this.#touched, this.#now]);
    return [...visible, ...this.#withdrawals, ...this.#fulfilled].map(({ id }) => id).concat(this.#touched);
  }

  async #withdraw(next: () => number): Promise<void> {
    const all = this.#withdrawals;
    if (all.length === 0) return;
    const versions = all.map(({ version }) => (version === undefined ? null : versionText(version)));
    const ids = all.map(({ id }) => id);
    await this.#parts.session.run(WITHDRAW, [ids, this.#parts.scope.instanceId, this.#now, versions, all.map(() => next())]);
  }

  /** Numbers of the new objects, in their order; one that comes again after it was taken back keeps its own. */
  async #ids(words: Words): Promise<readonly number[]> {
    const { session, numbers } = this.#parts;
    if (this.#creates.length === 0) return [];
    const identities = this.#creates.map(({ head }) => ({ kind: words.kind(head.type, head.subtype), key: head.key }));
    const ghosts = (await hasGhosts(session)) ? await takeGhosts(session, identities) : new Map<number, number>();
    const ranges = await numbers.take(session, identities.length - ghosts.size);
    const fresh = ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at)).values();
    return identities.map((_, at) => ghosts.get(at) ?? (fresh.next().value as number));
  }

  async #list(created: readonly number[]): Promise<void> {
    const ids = this.#keepsList ? [...this.#listed, ...created] : [];
    if (ids.length > 0) await this.#parts.session.run(LIST, [this.#parts.scope.instanceId, ids]);
  }
}
