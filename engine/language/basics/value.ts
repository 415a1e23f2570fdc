import type { Json } from './json.ts';
import type { Place } from './place.ts';

/** Source text of an expression or template, with the way back from a character of it to the YAML file. */
interface SourceText {
  readonly source: string;
  readonly place: Place;
  /** The place in the YAML file of the character at `offset` (from 0) of `source`. */
  placeAt(offset: number): Place;
}

/** `!expr`: JSONata. */
export interface Expr extends SourceText {
  readonly kind: 'expr';
}

/** The same when a run has decided its durations: none of them is an expression any more. */
export type Decided<T> = { readonly [K in keyof T]: number extends T[K] ? Exclude<T[K], Expr> : T[K] };

/** `!tmpl`: Handlebars. */
export interface Tmpl extends SourceText {
  readonly kind: 'tmpl';
}

/** A literal: never evaluated, never parsed again. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: Json;
  readonly place: Place;
}

/** A scalar position that takes a literal, an expression or a template. */
export type Value = Literal | Expr | Tmpl;

/** `{ of, table, else }`. */
export interface TableLookup {
  readonly kind: 'lookup';
  readonly of: Value;
  readonly table: Table;
  readonly otherwise: { readonly kind: 'skip' | 'quarantine' | 'keep' } | Literal;
  /** What is done where there is nothing to look up; undefined: the value is missing as well. */
  readonly missing: TableLookup['otherwise'] | undefined;
  readonly place: Place;
}

/** A position in a report that may also be looked up in a table. */
export type ReportValue = Value | TableLookup;

/** Keys are text; a boolean or number looked up is compared by its text. */
export interface Table {
  readonly name: string;
  readonly entries: ReadonlyMap<string, Json>;
  /** Where what comes of a key is written; a CSV file is looked into as a whole. */
  placeOf?(key: string): Place;
  /** Where it is named under `tables`; undefined: it stands where it is used. */
  readonly place?: Place;
}

/** A value tree of a request body: maps keep their order, `name?` members are left out when missing. */
export type Tree = Value | TreeMap | TreeList;

export interface TreeMap {
  readonly kind: 'map';
  readonly members: readonly TreeMember[];
  readonly place: Place;
}

export interface TreeMember {
  readonly name: string;
  /** Written `name?:` — a missing value leaves the member out instead of being an error. */
  readonly optional: boolean;
  readonly value: Tree;
  readonly place: Place;
}

interface TreeList {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: Place;
}
