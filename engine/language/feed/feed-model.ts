import type { Place } from '../basics/place.ts';
import type { Expr, ReportValue, TreeMap, Value } from '../basics/value.ts';
import type { ComponentUse } from '../connection/connection-model.ts';
import type { UserField } from '../user-field/user-field-model.ts';

export interface Feed {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  /** Of the connection, the pack and the feed, in this order; a later one of the same name replaces label and help. */
  readonly userFields: readonly UserField[];
  readonly source: Source;
  readonly partition: Expr | undefined;
  readonly window: WindowSpec | undefined;
  readonly state: ComponentUse | undefined;
  readonly key: readonly Expr[];
  readonly version: Expr | undefined;
  readonly filters: readonly Filter[];
  readonly supplemental: readonly Supplemental[];
  readonly let: readonly Binding[];
  readonly report: readonly ReportEntry[];
  readonly relate: readonly Relate[];
  readonly fulfillment: readonly Fulfillment[];
  readonly snapshot: Snapshot | undefined;
  /** Records quarantined before the run fails: a count and a share (0..1) of the fetched. */
  readonly quarantineLimit: { readonly records: number; readonly share: number };
  readonly place: Place;
}

export type Source =
  | { readonly kind: 'call'; readonly variants: readonly SourceVariant[] }
  | {
      readonly kind: 'each';
      readonly each: string;
      readonly call: string;
      readonly with: TreeMap | undefined;
      /** Over an entry of the index: is its document wanted? */
      readonly where: Expr | undefined;
      /** Over an entry of the index: when it changed. Only what is new or changed since the last run is fetched. */
      readonly changed: Expr | undefined;
      /** Documents under way at once. */
      readonly concurrency: number;
      /** What a document that can't be had does. */
      readonly onFailure: 'fail' | 'quarantine' | 'absent';
      readonly place: Place;
    };

/** The first variant whose `when` (a setting) holds is taken. */
export interface SourceVariant {
  readonly when: Expr | undefined;
  readonly call: string;
  readonly with: TreeMap | undefined;
  readonly place: Place;
}

export interface WindowSpec {
  /** The record's own time. Missing: the engine drops nothing by time. */
  readonly time: Expr | undefined;
  readonly period: number;
  readonly step: number | undefined;
  readonly align: number | undefined;
  /** Windows end on a boundary of `align` too. */
  readonly whole: boolean;
  readonly delay: number;
  readonly lookback: number;
  readonly oldest: number | undefined;
  /** Over a page's answer: it is cut off, so that the window has to be halved; `atLeast`: ms of the shortest half. */
  readonly halve: { readonly when: Expr; readonly atLeast: number } | undefined;
  readonly place: Place;
}

export type Filter =
  | { readonly kind: 'keep' | 'drop'; readonly test: Expr; readonly because: string; readonly place: Place }
  | { readonly kind: 'set'; readonly members: readonly { readonly name: string; readonly value: Value }[]; readonly place: Place }
  | { readonly kind: 'expand'; readonly expr: Expr; readonly place: Place };

export interface Supplemental {
  readonly name: string;
  readonly call: string;
  readonly with: TreeMap | undefined;
  readonly when: Expr | undefined;
  readonly concurrency: number;
  readonly onFailure: 'quarantine' | 'absent' | 'fail';
  readonly over:
    { readonly since: Value; readonly until: Value; readonly step: number; readonly align: number | undefined } | undefined;
  /** Records that share a call: the values of the argument `into` are sent together, `match` says whose an answer's record is. */
  readonly batch: { readonly of: number; readonly into: string; readonly match: Expr } | undefined;
  readonly supplemental: readonly Supplemental[];
  readonly place: Place;
}

export interface Binding {
  readonly name: string;
  readonly value: ReportValue;
  readonly place: Place;
}

export interface ReportEntry {
  readonly name: string;
  readonly when: Expr | undefined;
  readonly each: { readonly levels: readonly Expr[]; readonly where: Expr | undefined } | undefined;
  readonly type: ReportValue;
  readonly subtype: ReportValue | undefined;
  readonly identity: readonly Expr[];
  readonly value: ReportValue;
  readonly required: boolean;
  readonly title: ReportValue | undefined;
  readonly description: ReportValue | undefined;
  readonly status: ReportValue | undefined;
  readonly tags: ReportValue | undefined;
  readonly tlp: ReportValue | undefined;
  readonly publishedAt: ReportValue | undefined;
  readonly happenedAt: ReportValue | undefined;
  readonly expiresAt: ReportValue | undefined;
  readonly validFor: number | undefined;
  readonly withdraw: Expr | undefined;
  readonly ref: Expr | undefined;
  /** Setting over `$user`: the names of the attributes that come in; undefined: all. */
  readonly select: Expr | undefined;
  readonly attributes: readonly AttributeSpec[];
  readonly related: readonly { readonly to: string; readonly as: string | undefined; readonly place: Place }[];
  readonly place: Place;
}

export interface Relate {
  readonly name: string;
  readonly when: Expr | undefined;
  readonly from: Expr;
  readonly to: Expr;
  readonly as: Value | undefined;
  readonly place: Place;
}

export type AttributeSpec =
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly value: ReportValue;
      readonly rule: 'add' | 'update';
      readonly when: Expr | undefined;
      readonly sensitive: boolean;
      readonly note: string | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'from';
      readonly each: Expr;
      readonly name: Value;
      readonly value: Value;
      readonly only: readonly string[] | undefined;
      readonly rule: 'add' | 'update';
      readonly place: Place;
    };

export interface Fulfillment {
  readonly name: string;
  readonly of: string;
  readonly call: string;
  readonly with: TreeMap | undefined;
  readonly maxBytes: number;
  readonly place: Place;
}

export interface Snapshot {
  /** What is complete: all records of a run, or each document of an index together with the index. */
  readonly of: 'source' | 'document';
  readonly when: Expr | undefined;
  readonly floor: number;
  readonly maxShare: number;
  readonly place: Place;
}
