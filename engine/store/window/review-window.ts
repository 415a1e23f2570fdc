import { iso } from '../../language/basics/instant.ts';
import type { MappedAttribute, MappedFile, ObjectIdentity } from '../../object/mapped-object.ts';
import type { ObjectChange, StoredObject } from '../../object/object-change.ts';
import { NO_FIELDS, OBJECT_FIELDS, type ObjectFields } from '../../object/object-fields.ts';
import { SealedSideFile } from '../../staging/side-file.ts';
import { itemReader, type StagedItem } from '../../staging/staged-item.ts';
import type { BackendInstance, Decision, HeldWindow } from '../contract/backend.ts';
import type { Review, ReviewedChange, ReviewedKind, ReviewedObject } from '../contract/review.ts';
import { decide } from './decide.ts';
import { mustBeReadable } from './held.ts';
import { eachBatch } from './preview-window.ts';
import { sumObjects, Tally } from './tally.ts';

/** Objects that are looked at together. */
const PAGE = 2000;

/** Looks at a window that is held, and writes nothing: what applying it would do, in full as counts, and some of each kind in detail. */
export const reviewWindow = async (backend: BackendInstance, held: HeldWindow, most: number): Promise<Review> => {
  mustBeReadable(held, backend);
  const { run, index, plan, sealed, since } = held;
  const look = new Look(backend, most);
  const tally = new Tally();
  const item = itemReader(plan.fingerprint);
  await eachBatch(backend.files.objects, sealed.segments, async (groups) => {
    await decide(groups.map(item), backend.reads, tally, (one, decision, stored) => look.at(one, decision, stored));
  });
  if (sealed.withdraws) await look.atVanished(tally);
  const { why = '' } = sealed.hold ?? {};
  return {
    run,
    window: index,
    of: plan.windows.length,
    range: plan.windows[index] ?? { since: undefined, until: undefined },
    since,
    why,
    objects: sumObjects([tally.counts(), ...(sealed.confirmed === undefined ? [] : [sealed.confirmed])]),
    kinds: look.kinds,
    shown: look.shown,
    ...besides(backend, sealed.side),
  };
};

const countOf = (rows: Iterable<unknown>): number => {
  let count = 0;
  for (const _ of rows) count++;
  return count;
};

const besides = ({ files }: BackendInstance, hasSide: boolean): Pick<Review, 'relations' | 'set_aside' | 'documents'> => {
  if (!hasSide) return { relations: 0, set_aside: 0, documents: 0 };
  const side = new SealedSideFile(files.side);
  try {
    const [relations, aside, documents] = [side.relations(), side.quarantined(), side.documents().all()].map(countOf);
    return { relations: relations ?? 0, set_aside: aside ?? 0, documents: documents ?? 0 };
  } finally {
    side.close();
  }
};

/** Numbers of one page of marks. */
const MARKS = 0x10000;

/** Which objects have been seen, a bit each; their numbers may be any, but most are near others. */
class Marks {
  readonly #pages = new Map<number, Uint8Array>();

  add(id: number): void {
    const [page, at] = [Math.floor(id / MARKS), id % MARKS];
    const bits = this.#pages.get(page) ?? new Uint8Array(MARKS / 8);
    bits[at >>> 3] = (bits[at >>> 3] as number) | (1 << (at & 7));
    this.#pages.set(page, bits);
  }

  has(id: number): boolean {
    const at = id % MARKS;
    return ((this.#pages.get(Math.floor(id / MARKS))?.[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}

class Look {
  readonly kinds: Record<ReviewedKind, number> = { appears: 0, changes: 0, returns: 0, goes: 0 };
  readonly shown: ReviewedObject[] = [];
  readonly #backend: BackendInstance;
  readonly #most: number;
  /** What the window says something of: a snapshot withdraws the others. */
  readonly #said = new Marks();

  constructor(backend: BackendInstance, most: number) {
    this.#backend = backend;
    this.#most = most;
  }

  at(item: StagedItem, decision: Decision, stored: StoredObject | undefined): void {
    if (decision.kind !== 'create') this.#said.add(decision.id);
    if (decision.kind === 'listed' || (decision.kind === 'change' && !decision.change.visible)) return;
    const kind = kindOf(decision, stored);
    if (!this.#counts(kind)) return;
    const { type, subtype } = item.object();
    const value = decision.kind === 'create' ? decision.head.value : (stored?.value ?? item.object().value);
    const changes =
      decision.kind === 'create' ? created(item) : decision.kind === 'change' ? changed(decision.change, stored) : NONE;
    const shared = stored?.shared === true;
    this.shown.push({ kind, type, subtype, value, shared, changes: changes.map((one) => this.#named(one)) });
  }

  /** What the snapshot no longer lists. */
  async atVanished(tally: Tally): Promise<void> {
    for (let last = 0; ;) {
      const page = await this.#backend.vanishedAfter(last, PAGE);
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.id;
      const gone = page.filter(({ id }) => !this.#said.has(id));
      for (const { type } of gone) tally.add('withdrawn', type, 0);
      const told = gone.filter(() => this.#counts('goes')).map(({ id }) => id);
      for (const head of await this.#backend.headsOf(told)) this.shown.push({ kind: 'goes', ...head, changes: [] });
    }
  }

  /** Counts one more; is it among the first of its kind? */
  #counts(kind: ReviewedKind): boolean {
    this.kinds[kind]++;
    return this.kinds[kind] <= this.#most;
  }

  #named(change: ReviewedChange): ReviewedChange {
    return { ...change, name: this.#backend.nameOf(change.name) };
  }
}

const kindOf = ({ kind }: Decision, stored: StoredObject | undefined): ReviewedKind => {
  if (kind === 'withdraw') return 'goes';
  if (kind === 'create') return 'appears';
  return stored?.listing?.withdrawnAt === undefined ? 'changes' : 'returns';
};

const NONE: readonly ReviewedChange[] = [];

const changed = (change: ObjectChange, stored: StoredObject | undefined): readonly ReviewedChange[] => [
  ...(change.value === undefined ? [] : [plain('value', [stored?.value ?? ''], [change.value])]),
  ...fieldChanges(stored?.listing ?? NO_FIELDS, change.listing),
  ...(change.attributes === undefined ? [] : attributeChanges(stored?.attributes ?? [], change.attributes)),
  ...hangingChanges(change.tags, change.relations, change.file),
];

const created = (item: StagedItem): readonly ReviewedChange[] => {
  const object = item.object();
  const { attributes, tags, related, file } = object;
  return [...fieldChanges(NO_FIELDS, object), ...attributeChanges([], attributes), ...hangingChanges(tags, related, file)];
};

const plain = (name: string, before: readonly string[], after: readonly string[]): ReviewedChange => ({
  name,
  before,
  after,
  sensitive: false,
});

const fieldChanges = (before: ObjectFields, after: ObjectFields): readonly ReviewedChange[] =>
  OBJECT_FIELDS.flatMap(({ name, column, kind }) => {
    const text = (fields: ObjectFields): readonly string[] => {
      const value = fields[name];
      if (value === undefined) return [];
      return [kind === 'time' ? iso(value as number) : String(value)];
    };
    return before[name] === after[name] ? [] : [plain(column, text(before), text(after))];
  });

/** Of each name what goes and what comes. */
const attributeChanges = (before: readonly MappedAttribute[], after: readonly MappedAttribute[]): readonly ReviewedChange[] => {
  const textOf = ({ name, value }: MappedAttribute): string => `${name}\0${value}`;
  const [had, has] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
  const goes = before.filter((one) => !has.has(textOf(one)));
  const comes = after.filter((one) => !had.has(textOf(one)));
  return [...new Set([...goes, ...comes].map(({ name }) => name))].map((name): ReviewedChange => {
    const of = (some: readonly MappedAttribute[]): readonly MappedAttribute[] => some.filter((one) => one.name === name);
    const [gone, come] = [of(goes), of(comes)];
    const sensitive = [...gone, ...come].some((one) => one.sensitive);
    return { name, before: gone.map(({ value }) => value), after: come.map(({ value }) => value), sensitive };
  });
};

const related = ({ type, key, as }: ObjectIdentity & { readonly as: string | undefined }): string =>
  `${as === undefined ? '' : `${as} `}${type} ${key}`;

/** Tags and relations only gather. */
const hangingChanges = (
  tags: readonly string[],
  relations: readonly (ObjectIdentity & { readonly as: string | undefined })[],
  file: MappedFile | undefined,
): readonly ReviewedChange[] => [
  ...(tags.length === 0 ? [] : [plain('tags', [], tags)]),
  ...(relations.length === 0 ? [] : [plain('related to', [], relations.map(related))]),
  ...(file === undefined ? [] : [plain('content', [], [file.kind === 'content' ? `${file.size} bytes` : 'wanted'])]),
];
