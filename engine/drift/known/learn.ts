import { asMap, emptyShape, KINDS, type Shape } from '../fold/shape.ts';
import type { Came } from '../fold/window-shapes.ts';
import { NEARLY_ALWAYS, type Tally } from './chance.ts';
import { countPaths, emptyTally, MEMORY_VERSION, type Counted, type Known, type Memory, type Moment } from './memory.ts';

/** Paths of one endpoint that are remembered. */
const MOST_PATHS = 600;
/** Then what came long ago counts half: what is remembered is how it has been of late. */
const MOST_PLACES = 50_000;
/** New ones among the names of an object below the record, each in less than this share of them, and it is a map. */
const MAP_NAMES = 24;
const MAP_SHARE = 0.05;
const MAP_PLACES = 40;
/** A name that is rarer than this among so many tells nothing: it is not kept. */
const RAREST = 0.002;
const RARE_PLACES = 2000;

/** A window that is learnt from, and what it was asked by. */
interface Lesson extends Omit<Moment, 'window'>, Pick<Memory, 'asked' | 'main'> {
  /** Is a name of a member data, although it looks like one? */
  readonly isData: (name: string) => boolean;
}

/** What is remembered once these records have come as well; `before` stays as it is. Without any records nothing changes. */
export const learn = (
  before: Memory | undefined,
  came: ReadonlyMap<string, Came>,
  { run, at, asked, main, isData }: Lesson,
): Memory => {
  const known = before?.asked.by === asked.by && before.asked.options === asked.options ? before : undefined;
  const window = (known?.windows ?? 0) + 1;
  const sources = structuredClone(known?.sources ?? {});
  for (const [endpoint, one] of came) {
    if (one.records === 0) continue;
    const own = ofFilters(Object.hasOwn(sources, endpoint) ? sources[endpoint] : undefined, one, asked.filters);
    if (own === undefined && one.looked === 0) continue;
    const source = own ?? { ...newKnown(), ...(one.columns === undefined ? {} : { filters: asked.filters }) };
    sources[endpoint] = source;
    learnSource(source, one, { run, at, window }, isData);
  }
  return { version: MEMORY_VERSION, asked, main, windows: window, sources };
};

/** Of a table other filters leave other rows: they are held against themselves. */
const ofFilters = (known: Known | undefined, { columns }: Came, filters: string): Known | undefined =>
  columns === undefined || known?.filters === filters ? known : undefined;

const newKnown = (): Known => ({ seen: emptyTally(), kinds: {} });

const learnSource = (known: Known, came: Came, moment: Moment, isData: Lesson['isData']): void => {
  const learner = new Learner(moment, MOST_PATHS - countPaths(known), came, isData);
  const shape = withRecalled(came, known);
  if (came.looked > 0) learner.path(known, shape, shape.named, true);
  else if (came.columns !== undefined) learner.columns(known, came.columns, came.records);
  forgetRare(known);
};

/** Rows that came as they were have what they had: as many of them as were looked at of the others. */
const withRecalled = ({ shape, looked, built, recalled }: Came, { members = {} }: Known): Shape => {
  if (recalled === 0 || looked === 0) return shape;
  const more = recalled * (looked / built);
  const own = { ...shape, named: looked + more, filled: shape.filled + more, object: shape.object + more };
  own.members = new Map(shape.members);
  for (const [name, { seen, kinds }] of Object.entries(members)) {
    const member = { ...(own.members.get(name) ?? emptyShape()) };
    const had = more * (seen.k / seen.n);
    member.named += more;
    member.filled += had;
    for (const kind of KINDS) member[kind] += had * ((kinds[kind]?.seen.k ?? 0) / seen.k);
    own.members.set(name, member);
  }
  return own;
};

class Learner {
  readonly #isData: Lesson['isData'];
  readonly #moment: Moment;
  readonly #came: Came;
  /** So many new paths may be taken up. */
  #room: number;

  constructor(moment: Moment, room: number, came: Came, isData: Lesson['isData']) {
    this.#isData = isData;
    this.#moment = moment;
    this.#room = room;
    this.#came = came;
  }

  /** `of`: so often it could have been there. */
  path(known: Known, given: Shape, of: number, isRecord: boolean, all = of): void {
    const shape = known.isMap === true ? asMap(given) : given;
    const objects = countOf(known.kinds.object);
    const lists = countOf(known.kinds.list);
    const filled = countOf(known);
    this.#count(known, of, shape.filled, shape.named, all);
    for (const kind of KINDS) {
      const counted = known.kinds[kind] ?? (shape[kind] > 0 ? (known.kinds[kind] = this.#first(filled)) : undefined);
      if (counted !== undefined) this.#count(counted, shape.filled, shape[kind], shape[kind]);
    }
    if (shape.object > 0) this.#members(known, shape, objects, isRecord);
    if (shape.items !== undefined) this.path((known.items ??= this.#path(lists)), shape.items, shape.items.named, false);
    if (shape.entries !== undefined)
      this.path((known.entries ??= this.#path(objects)), shape.entries, shape.entries.named, false);
    if (!isRecord && known.isMap !== true && isMap(known)) makeMap(known);
  }

  /** No row of a table was built: of its columns only the names are known. */
  columns(known: Known, columns: readonly string[], records: number): void {
    for (const [name, member] of Object.entries(known.members ?? {}))
      if (!columns.includes(name)) this.#count(member, records, 0, 0);
  }

  #members(known: Known, shape: Shape, before: Tally, isRecord: boolean): void {
    const members = (known.members ??= {});
    const { columns, records } = this.#came;
    for (const [name, member] of Object.entries(members)) {
      const own = shape.members?.get(name);
      // That a column is not there is said of every row.
      const all = isRecord ? records : shape.object;
      const of = isRecord && own === undefined && columns !== undefined ? records : shape.object;
      this.path(member, own ?? emptyShape(), of, false, all);
    }
    for (const [name, own] of shape.members ?? []) {
      if (Object.hasOwn(members, name) || own.filled === 0 || this.#isData(name) || this.#room-- <= 0) continue;
      const made = this.#path(before);
      Object.defineProperty(members, name, { value: made, enumerable: true, configurable: true, writable: true });
      this.path(made, own, shape.object, false, isRecord ? records : shape.object);
    }
  }

  #path(before: Tally): Known {
    return { ...this.#first(before), kinds: {} };
  }

  /** Something that comes for the first time, where so much came without it. */
  #first({ n, k, w }: Tally): Counted {
    return n === 0 ? { seen: emptyTally() } : { seen: emptyTally(), first: { ...this.#moment, n: k, w } };
  }

  #count(counted: Counted, of: number, k: number, named: number, all = of): void {
    if (of === 0) return;
    if (isLapse(counted, of, k)) {
      const lapse = (counted.lapse ??= { ...emptyTally(), named: 0, of: 0, last: 0, ...this.#moment });
      add(lapse, of, k);
      lapse.last = this.#moment.window;
      lapse.named += named;
      lapse.of += all;
      return;
    }
    if (counted.lapse !== undefined) {
      const { n, k: had, q, w } = counted.lapse;
      counted.seen.n += n;
      counted.seen.k += had;
      counted.seen.q += q;
      counted.seen.w += w;
      delete counted.lapse;
    }
    add(counted.seen, of, k);
    if (counted.seen.n > MOST_PLACES) halve(counted.seen);
  }
}

/** As it came in all, a lapse at the end with it. */
const countOf = (counted: Counted | undefined): Tally => {
  const { seen, lapse } = counted ?? { seen: emptyTally() };
  return lapse === undefined
    ? { ...seen }
    : { n: seen.n + lapse.n, k: seen.k + lapse.k, q: seen.q + lapse.q, w: seen.w + lapse.w };
};

/** Not once, or at most half as often as what was nearly always there. */
const isLapse = ({ seen }: Counted, of: number, k: number): boolean => {
  if (seen.n === 0) return false;
  const share = seen.k / seen.n;
  return k === 0 || (share >= NEARLY_ALWAYS && k / of <= share / 2);
};

const add = (tally: Tally, of: number, k: number): void => {
  tally.n += of;
  tally.k += k;
  tally.q += (k * k) / of;
  tally.w++;
};

const halve = (tally: Tally): void => {
  tally.n /= 2;
  tally.k /= 2;
  tally.q /= 2;
  tally.w = Math.max(1, tally.w / 2);
};

const isMap = ({ members, kinds }: Known): boolean => {
  const objects = countOf(kinds.object).k;
  if (members === undefined || objects < MAP_PLACES) return false;
  return Object.values(members).filter((one) => countOf(one).k < MAP_SHARE * objects).length > MAP_NAMES;
};

const makeMap = (known: Known): void => {
  known.isMap = true;
  delete known.members;
};

const forgetRare = ({ members, items, entries }: Known): void => {
  for (const [name, one] of Object.entries(members ?? {})) {
    const { n, k } = countOf(one);
    const places = n + (one.first?.n ?? 0);
    if (places >= RARE_PLACES && k < RAREST * places && members !== undefined) delete members[name];
    else forgetRare(one);
  }
  for (const one of [items, entries]) if (one !== undefined) forgetRare(one);
};
