/** What a store keeps for its destinations: how far each has come along the changes, what it has, what it refused. */
import type { Awaitable, Streamed } from './awaitable.ts';
import type { OutboundAttribute, OutboundHead, OutboundObject, OutboundRelation } from '../../object/outbound.ts';

/** An object as the store has it: nothing is held back yet. */
export interface StoredOutbound extends Omit<OutboundObject, 'attributes' | 'relations'> {
  readonly id: number;
  readonly subtype: string;
  readonly attributes: readonly (OutboundAttribute & { readonly sensitive: boolean })[];
  readonly relations: readonly (OutboundRelation & { readonly other: OutboundHead & { readonly id: number } })[];
}

/** Where a destination stands. */
export interface OutboxPosition {
  /** Every change up to this number has been dealt with. */
  readonly change: number;
  /** Every end that came up to this moment, ms since epoch. */
  readonly ended: number;
}

/** What is kept of a destination itself. */
export interface DestinationStanding extends OutboxPosition {
  readonly name: string;
  /** Of what it is sent: another one means that what it has was chosen by other rules. */
  readonly fingerprint: string;
  readonly confirmedAt: number | undefined;
  readonly failure: { readonly since: number; readonly at: number; readonly code: string; readonly message: string } | undefined;
}

/** With what has to be counted for it, which takes time in a large store. */
export interface DestinationState extends DestinationStanding {
  /** Changes of objects that it has not dealt with. */
  readonly lag: number;
  /** When the oldest of them was made, ms since epoch. */
  readonly behindSince: number | undefined;
  /** Objects that it has. */
  readonly delivered: number;
  readonly refused: number;
}

/** An object that a destination is to be told of. */
export interface OutboxItem {
  readonly object: StoredOutbound;
  /** It has it already. */
  readonly known: boolean;
  /** An attempt at it was never confirmed. */
  readonly attempted: boolean;
  /** What it said of it last: a number or name of its own. */
  readonly far: string | undefined;
}

export interface OutboxBatch {
  readonly items: readonly OutboxItem[];
  /** Where it stands once they are dealt with. */
  readonly position: OutboxPosition;
  /** Nothing is left behind them. */
  readonly isLast: boolean;
}

/** What became of an item. */
export type OutboxOutcome =
  | { readonly kind: 'delivered'; readonly id: number; readonly far?: string | undefined }
  | { readonly kind: 'taken-back'; readonly id: number; readonly far?: string | undefined }
  /** `isThere`: something of it is, so that it counts as attempted. */
  | { readonly kind: 'refused'; readonly id: number; readonly reason: string; readonly isThere?: boolean | undefined }
  /** It is not for this destination. */
  | { readonly kind: 'passed-over'; readonly id: number };

export interface DeadLetter {
  readonly destination: string;
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly at: number;
  readonly attempts: number;
  readonly reason: string;
}

export interface OutboxWish {
  /** Where to begin, in the place of what was confirmed last. */
  readonly from?: OutboxPosition | undefined;
  /** `own`: those that begin at an object alone; otherwise what is new to the destination comes with those that end there too. */
  readonly relations?: 'own' | 'all' | undefined;
}

export interface Outbox {
  /** Names of those that have been sent to. */
  names(): Awaitable<readonly string[]>;
  /** Those that have been sent to, by name. */
  destinations(): Awaitable<readonly DestinationState[]>;
  /** Undefined: it was never begun. */
  standing(name: string): Awaitable<DestinationStanding | undefined>;
  /** Makes ready for reading along the changes: `begin` does so too. */
  prepare(): Awaitable<void>;
  /** Makes a destination known, at the beginning; one that is known already stays where it is. */
  begin(name: string, fingerprint: string, now: number): Awaitable<DestinationStanding>;
  /**
   * What it is to be told next, at most some `limit` objects, in the order of their changes; ends that have come by `now` behind them.
   */
  next(name: string, limit: number, now: number, wish?: OutboxWish): Awaitable<OutboxBatch>;
  /** Refused objects, as they are now: those whose `id` is higher than `after`. */
  refusedItems(
    name: string,
    limit: number,
    after: number,
    now: number,
    wish?: Pick<OutboxWish, 'relations'>,
  ): Awaitable<OutboxBatch>;
  /** Which of these objects the destination has, each with what it said of it last. */
  known(name: string, ids: Iterable<number>): Awaitable<ReadonlyMap<number, string | undefined>>;
  /** Notes down that these are sent from now on: until they are confirmed they may be there. */
  attempt(name: string, ids: readonly number[]): Awaitable<void>;
  /** Keeps what became of a batch together with the position behind it. */
  confirm(name: string, position: OutboxPosition | undefined, outcomes: readonly OutboxOutcome[], now: number): Awaitable<void>;
  failed(name: string, error: { readonly code: string; readonly message: string }, now: number): Awaitable<void>;
  /** Everything is sent again. */
  rewind(name: string, fingerprint: string): Awaitable<void>;
  forget(name: string): Awaitable<void>;
  deadLetters(name: string | undefined): Streamed<DeadLetter>;
  /** Where a destination stands that knows everything. */
  newest(now: number): Awaitable<OutboxPosition>;
  /** Takes a destination for this process: `store.locked` while another sends to it. Gives what ends that. */
  lock(name: string, now: number): Awaitable<() => Awaitable<void>>;
  /** Objects whose latest change has a higher number, at most `limit`, in the order of their changes. */
  changesAfter(change: number, limit: number, now: number): Awaitable<readonly StoredOutbound[]>;
  /** When a change was numbered, in microseconds since epoch: unique, and rising in the order in which changes became visible. */
  timeOfChange(change: number): Awaitable<number>;
  /** The number of the last change up to this moment, in microseconds since epoch; 0: none. */
  changeUpTo(moment: number): Awaitable<number>;
  /**
   * Streams every object in the order of its identity, for whole files; `takenBack`: those as well, behind the others of their kind, that
   * are no longer there because the run that made them was undone.
   */
  all(now: number, more?: { readonly takenBack?: boolean | undefined }): Streamed<StoredOutbound>;
  /** Objects without their relations. */
  heads(ids: readonly number[], now: number): Awaitable<readonly StoredOutbound[]>;
}
