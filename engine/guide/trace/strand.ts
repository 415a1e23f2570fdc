/** Where a value comes from: what a guide tells of an expression without evaluating it. */
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Table } from '../../language/basics/value.ts';

/** What a value is made of, at its beginning. */
export type Origin =
  /** A part of an answer: names below what the call gives, `*` among them for any. */
  | { readonly kind: 'data'; readonly call: string; readonly names: readonly string[] }
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Of the run or the page, such as `$run.since`. */
  | { readonly kind: 'run'; readonly text: string }
  /** An object that the expression makes; `rest`: what has its other members. */
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, readonly Strand[]>; readonly rest?: readonly Strand[] };

/** What a value has gone through, in this order. */
export type Through =
  | { readonly kind: 'function'; readonly name: string; readonly texts: readonly (string | undefined)[] }
  | {
      readonly kind: 'table';
      readonly table: Table;
      readonly otherwise: 'skip' | 'quarantine' | 'keep' | { readonly value: unknown };
    }
  /** Only what passes a test, such as `[lang = 'en']`, or stands at a place, such as `[0]`. */
  | { readonly kind: 'filtered'; readonly test: Node; readonly scope: TraceScope }
  /** Put together with others, or anything else that only the expression tells. */
  | { readonly kind: 'joined' | 'computed' };

/** Under what a strand is the value. */
export type Clause =
  | { readonly kind: 'test'; readonly test: Node; readonly scope: TraceScope; readonly holds: boolean }
  /** What comes before it in a `$first` or `??` has no value. */
  | { readonly kind: 'missing'; readonly of: readonly Strand[] };

/** One way from an origin to a value. */
export interface Strand {
  readonly origin: Origin;
  readonly through: readonly Through[];
  readonly when: readonly Clause[];
}

/** What an expression sees, as strands. */
export interface TraceScope {
  readonly context: readonly Strand[];
  /** What `$$` is: the input of the whole expression. */
  readonly root: readonly Strand[];
  /** Of a name without its `$`; undefined: there is none of that name. */
  readonly variable: (name: string) => readonly Strand[] | undefined;
  /** The expression of a `let`, and what it sees: conditions look into it. */
  readonly binding: (name: string) => { readonly node: Node; readonly scope: TraceScope } | undefined;
}

/** More strands than these are no help to a reader. */
const MOST = 40;

const originKey = (origin: Origin): string =>
  origin.kind === 'object' ? `object ${[...origin.members.keys()].join(' ')}` : JSON.stringify(origin);

const keyOf = ({ origin, through, when }: Strand): string =>
  [originKey(origin), through.map((one) => (one.kind === 'function' ? one.name : one.kind)).join(' '), when.length].join(' | ');

/** Without those that say the same, and no more than a reader would look at. */
export const distinct = (strands: readonly Strand[]): readonly Strand[] =>
  [...new Map(strands.map((strand) => [keyOf(strand), strand] as const).toReversed()).values()].toReversed().slice(0, MOST);

export const strandOf = (origin: Origin): Strand => ({ origin, through: [], when: [] });

/** Each of them has gone through one thing more. */
export const passed = (strands: readonly Strand[], by: Through): readonly Strand[] =>
  strands.map((strand) => ({ ...strand, through: [...strand.through, by] }));

/** Each of them under one condition more. */
export const under = (strands: readonly Strand[], clause: Clause): readonly Strand[] =>
  strands.map((strand) => ({ ...strand, when: [...strand.when, clause] }));

export const isData = (strand: Strand): strand is Strand & { readonly origin: Extract<Origin, { kind: 'data' }> } =>
  strand.origin.kind === 'data';
