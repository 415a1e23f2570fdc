/** The checked, frozen definition: what the loader gives and every later room reads. Durations are milliseconds. */
import type { Place } from './place.ts';
import type { Expr, ReportValue, Table, Tmpl, Tree, TreeMap, Value } from './value.ts';

export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly category: string | undefined;
  readonly description: string | undefined;
  readonly file: string;
  /** sha256 hex over the pack's file and every file that it includes: what "the same definition" means. */
  readonly hash: string;
  readonly connection: Connection | undefined;
  readonly tables: ReadonlyMap<string, Table>;
  readonly objectTypes: readonly ObjectType[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly actions: ReadonlyMap<string, Action>;
}

// ---------------------------------------------------------------- user fields

interface UserFieldBase {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly required: boolean;
  /** Shown under "advanced" in forms and help. */
  readonly advanced: boolean;
  readonly place: Place;
}

export interface Choice {
  /** As the definition writes it; a number stays a number. */
  readonly value: string | number | boolean;
  readonly label: string;
}

export type UserField = UserFieldBase &
  (
    | { readonly type: 'text' | 'textarea' | 'url'; readonly default?: string; readonly maxLength?: number; readonly pattern?: string }
    | { readonly type: 'secret'; readonly default?: undefined }
    | { readonly type: 'boolean'; readonly default: boolean }
    | { readonly type: 'number'; readonly default?: number; readonly minimum?: number; readonly maximum?: number; readonly integer?: boolean }
    | { readonly type: 'select'; readonly default?: Choice['value']; readonly choices: readonly Choice[] }
    | { readonly type: 'multiselect'; readonly default: readonly Choice['value'][]; readonly choices: readonly Choice[] }
    | { readonly type: 'lines'; readonly default: readonly string[] }
    | { readonly type: 'date'; readonly default?: string }
  );

// ---------------------------------------------------------------- connection and endpoints

/** A component chosen by its kind; options were checked by that component's own shape and may hold Expr and Tmpl. */
export interface ComponentUse {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Decoders: written `name?`, so it is used only where the bytes say so. */
  readonly sniff?: boolean;
  readonly place: Place;
}

export interface Connection {
  readonly file: string;
  readonly userFields: readonly UserField[];
  readonly baseUrl: Value;
  /** Further hosts that requests and redirects may reach, beside the base address's own. */
  readonly hosts: readonly string[];
  /** Plain http elsewhere than on loopback. */
  readonly allowHttp: boolean;
  readonly verifyTls: Value | undefined;
  readonly useProxy: Value | undefined;
  readonly auth: ComponentUse | undefined;
  readonly headers: TreeMap | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** Requests under way at once, for all feeds of the connection; default 8. */
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly sizes: SizeLimits;
  readonly retry: RetryPolicy;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
}

export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** Milliseconds. `call` is over the whole exchange, body included. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly idle: number;
  readonly call: number;
}

/** Bytes, as sent and after decompression. */
export interface SizeLimits {
  readonly response: number;
  readonly decompressed: number;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** The longest `Retry-After` that is waited for; beyond it the call fails at once and says so. */
  readonly maxRetryAfter: number;
}

/** `status`: any 2xx is a success, whatever the body. */
export type SuccessTest = { readonly kind: 'status' } | { readonly kind: 'body'; readonly test: Expr };

export interface Outcome {
  readonly status: readonly number[] | undefined;
  readonly when: Expr | undefined;
  readonly do: 'retry' | 'no_records' | 'skip' | 'stop_here' | 'fail';
  readonly because: string | undefined;
  readonly message: Expr | Tmpl | undefined;
  readonly place: Place;
}

export interface RequestSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly path: Value;
  readonly query: TreeMap | undefined;
  readonly headers: TreeMap | undefined;
  readonly body: RequestBody | undefined;
  /** May be repeated after an uncertain failure. GET and HEAD are by default. */
  readonly idempotent: boolean;
  readonly place: Place;
}

export type RequestBody =
  | { readonly kind: 'json'; readonly value: Tree }
  | { readonly kind: 'form'; readonly value: TreeMap }
  | { readonly kind: 'text'; readonly value: Value; readonly contentType: string }
  | { readonly kind: 'graphql'; readonly query: Value; readonly variables: TreeMap | undefined }
  | { readonly kind: 'multipart'; readonly value: TreeMap };

export interface Endpoint {
  readonly name: string;
  readonly args: ReadonlyMap<string, 'string' | 'number' | 'boolean' | 'list' | 'any'>;
  readonly request: RequestSpec;
  readonly decode: readonly ComponentUse[];
  /** `many`: a list of records; `one`: exactly one; `bytes`: the body as it is. */
  readonly records: RecordSelector;
  readonly nulls: 'drop' | 'keep';
  readonly key: readonly Expr[];
  readonly version: Expr | undefined;
  readonly paginate: ComponentUse | undefined;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly headers: TreeMap | undefined;
  readonly samples: readonly string[];
  readonly place: Place;
}

export type RecordSelector =
  | { readonly kind: 'path'; readonly path: readonly string[]; readonly count: 'one' | 'many'; readonly item?: string; readonly entriesAs?: string; readonly orEmpty: boolean; readonly place: Place }
  | { readonly kind: 'expr'; readonly expr: Expr; readonly count: 'one' | 'many'; readonly orEmpty: boolean; readonly place: Place }
  | { readonly kind: 'bytes'; readonly place: Place };

// ---------------------------------------------------------------- feeds

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
  | { readonly kind: 'each'; readonly each: string; readonly call: string; readonly with: TreeMap | undefined; readonly sequential: boolean; readonly place: Place };

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
  readonly delay: number;
  readonly lookback: number;
  readonly oldest: number | undefined;
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
  readonly over: { readonly since: Value; readonly until: Value; readonly step: number; readonly align: number | undefined } | undefined;
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
  | { readonly kind: 'from'; readonly each: Expr; readonly name: Value; readonly value: Value; readonly only: readonly string[] | undefined; readonly rule: 'add' | 'update'; readonly place: Place };

export interface Fulfillment {
  readonly name: string;
  readonly of: string;
  readonly call: string;
  readonly with: TreeMap | undefined;
  readonly maxBytes: number;
  readonly place: Place;
}

export interface Snapshot {
  readonly when: Expr | undefined;
  readonly floor: number;
  readonly maxShare: number;
  readonly place: Place;
}

// ---------------------------------------------------------------- actions and object types

export interface Action {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  /** Connection and pack fields; an action's own inputs are `options`. */
  readonly userFields: readonly UserField[];
  readonly accepts: readonly string[];
  readonly options: readonly UserField[];
  readonly let: readonly Binding[];
  readonly require: readonly { readonly that: Expr; readonly message: string; readonly place: Place }[];
  readonly request: RequestSpec;
  readonly decode: readonly ComponentUse[];
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly result: Expr | undefined;
  /** Changes something at the vendor: asks before it is sent. Default true. */
  readonly sideEffects: boolean;
  readonly place: Place;
}

export interface ObjectType {
  readonly code: string;
  readonly name: string;
  readonly plural: string;
  readonly fields: readonly { readonly name: string; readonly label: string; readonly required: boolean; readonly type: string }[];
  readonly subtypes: readonly string[];
  readonly description: string | undefined;
  readonly custom: boolean;
  readonly file: string;
}
