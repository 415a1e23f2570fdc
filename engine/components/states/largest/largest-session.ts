import { iso } from '../../../language/basics/instant.ts';
import { parseDuration } from '../../../language/basics/duration.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import type { Expr } from '../../../language/basics/value.ts';
import { previousOf, type EvaluateRecord, type StateContext, type StateEnd, type StateSession } from '../state.ts';
import { Edge, joined, markOf } from './edge.ts';
import { lowered, orderOf, rankOf, written, type Order, type Rank } from './value-order.ts';

interface Options {
  readonly of: Expr;
  readonly as?: Order;
  /** An expression is decided before a session begins. */
  readonly overlap?: string | number | Expr;
  readonly order?: 'any' | 'ascending';
  readonly commit_after?: number;
}

/** A value as the vendor wrote it, and its place in the order. */
interface Point {
  readonly value: string | number;
  readonly rank: Rank;
}

const COMMIT_AFTER = 10_000;

/**
 * Keeps `{ value, edge }`: the largest value, and marks of the records at it (and within the overlap before it), which a
 * vendor who answers "from this value on" gives again.
 */
export class LargestSession implements StateSession {
  readonly #options: Options;
  readonly #context: StateContext;
  /** Ms for times. */
  readonly #overlap: number;
  readonly #overlapIn: 'time' | 'number' | undefined;
  readonly #before: Point | undefined;
  readonly #edgeBefore: ReadonlySet<string>;
  readonly #edge = new Edge();
  #order: Order | undefined;
  #top: Point | undefined;
  /** Ascending: the largest value of which no further record can come. */
  #settled: Point | undefined;
  #ascending: boolean;
  /** That may be committed now, and that was. */
  #offered: Point | undefined;
  #committed: Point | undefined;
  #takesBack = false;
  /** Since the last commit. */
  #records = 0;
  #unreadable = 0;
  #outOfOrder = 0;
  /** Without an order nothing is settled before the end. */
  readonly resting?: () => Json | undefined;

  constructor(options: Options, context: StateContext) {
    this.#options = options;
    this.#context = context;
    const { overlap } = options;
    const asDuration = parseDuration(String(overlap));
    this.#overlap = overlap === undefined ? 0 : (asDuration ?? Number(overlap));
    this.#overlapIn = overlap === undefined ? undefined : asDuration === undefined ? 'number' : 'time';
    this.#order = options.as ?? this.#overlapIn;
    this.#ascending = options.order === 'ascending';
    if (this.#ascending) this.resting = () => this.#resting();
    this.#checkOverlap();
    const { value, edge } = previousOf('largest', context) ?? {};
    this.#before = this.#point(value);
    if (value !== undefined && this.#before === undefined)
      throw this.#error('The state that was kept is no value of this order.', 'Set it to one, or rewind the feed.');
    this.#edgeBefore = new Set(Array.isArray(edge) ? edge.filter((mark): mark is string => typeof mark === 'string') : []);
  }

  variables(): Json | undefined {
    if (this.#before === undefined) return undefined;
    return this.#overlapIn === undefined ? this.#before.value : written(this.#least(this.#before), this.#order ?? 'number');
  }

  headers(): Readonly<Record<string, string>> {
    return {};
  }

  onAnswer(): void {}

  onRecords(records: readonly JsonRecord[], evaluate: EvaluateRecord): void {
    this.#records += records.length;
    for (const record of records) {
      const point = this.#read(record, evaluate);
      if (point === undefined) this.#unreadable++;
      else this.#take(point, record);
    }
    const sure = this.#ascending ? this.#settled : this.#top;
    if (sure !== undefined) this.#edge.prune(this.#least(sure));
  }

  isKnown(record: JsonRecord, evaluate: EvaluateRecord): boolean {
    if (this.#before === undefined || this.#edgeBefore.size === 0) return false;
    const point = this.#read(record, evaluate);
    return point !== undefined && point.rank >= this.#least(this.#before) && this.#edgeBefore.has(markOf(record));
  }

  setAside(record: JsonRecord): void {
    this.#edge.remove(markOf(record));
  }

  rested(): void {
    this.#committed = this.#offered;
    this.#records = 0;
  }

  takesBack(): boolean {
    return this.#takesBack;
  }

  #resting(): Json | undefined {
    const settled = this.#settled;
    if (!this.#ascending || settled === undefined || this.#records < (this.#options.commit_after ?? COMMIT_AFTER))
      return undefined;
    // Without a step forward the next pages would be the same ones.
    const from = this.#committed ?? this.#before;
    if (from !== undefined && settled.rank <= from.rank) return undefined;
    if (this.#notBeyondNow(settled) !== settled) return undefined;
    this.#offered = settled;
    return this.#state(settled);
  }

  restart(): void {
    this.#top = this.#settled = this.#offered = this.#committed = undefined;
    this.#ascending = this.#options.order === 'ascending';
    this.#takesBack = false;
    this.#records = this.#unreadable = this.#outOfOrder = 0;
    this.#edge.clear();
  }

  finish(): StateEnd {
    const notes = {
      ...(this.#unreadable === 0 ? {} : { 'records without a value for the state': this.#unreadable }),
      ...(this.#outOfOrder === 0
        ? {}
        : { 'records out of the ascending order: no state moved before the end': this.#outOfOrder }),
    };
    const top = this.#top === undefined ? undefined : this.#notBeyondNow(this.#top);
    if (top === undefined || (this.#before !== undefined && top.rank < this.#before.rank)) {
      return { state: this.#before === undefined ? undefined : this.#context.previous, nothingNew: undefined, notes };
    }
    return { state: this.#state(top), nothingNew: undefined, notes };
  }

  #take(point: Point, record: JsonRecord): void {
    const top = this.#top;
    if (top === undefined || point.rank > top.rank) {
      this.#settled = top;
      this.#top = point;
    } else if (point.rank < top.rank) this.#disorder(point);
    const sure = this.#ascending ? this.#settled : this.#top;
    if (sure === undefined || point.rank >= this.#least(sure)) this.#edge.add(markOf(record), point.rank);
  }

  #disorder(point: Point): void {
    if (this.#options.order !== 'ascending') return;
    this.#ascending = false;
    this.#outOfOrder++;
    this.#takesBack ||= this.#committed !== undefined && point.rank <= this.#committed.rank;
  }

  #state(point: Point): Json {
    const marks = this.#edge.from(this.#least(point));
    const stays = this.#before !== undefined && point.rank === this.#before.rank;
    return { kind: 'largest', value: point.value, edge: stays ? joined(marks, this.#edgeBefore) : marks };
  }

  /** One record from the future must not keep all those from being asked for that come until then. */
  #notBeyondNow(point: Point): Point {
    const { now } = this.#context;
    return this.#order === 'time' && typeof point.rank === 'number' && point.rank > now ? { value: iso(now), rank: now } : point;
  }

  #least({ rank }: Point): Rank {
    return lowered(rank, this.#overlap);
  }

  #read(record: JsonRecord, evaluate: EvaluateRecord): Point | undefined {
    try {
      return this.#point(evaluate(this.#options.of, record));
    } catch (error) {
      // The record itself is still judged and mapped.
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }

  #point(value: unknown): Point | undefined {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    this.#order ??= this.#options.as ?? orderOf(value);
    if (this.#order === undefined) return undefined;
    const rank = rankOf(value, this.#order);
    return rank === undefined ? undefined : { value, rank };
  }

  #checkOverlap(): void {
    const [given, order] = [this.#overlapIn, this.#order];
    if (given === undefined || given === order) return;
    if (order === 'time') throw this.#error('The overlap of times is no number.', 'Write a duration such as `PT5M`.');
    if (order === 'number') throw this.#error('The overlap of numbers is no duration.', 'Write a number, or `as: time`.');
    throw this.#error('Texts have no overlap.', 'Remove `overlap`, or choose a number or a time.');
  }

  #error(message: string, hint: string): EngineError {
    return new EngineError('state.value', message, { place: this.#context.place, hint });
  }
}
