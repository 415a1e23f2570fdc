import type { Place } from '../basics/place.ts';
import type { Expr, Tmpl, Tree, TreeMap, Value } from '../basics/value.ts';
import type { UserField } from '../user-field/user-field-model.ts';

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
  /** PEM texts, over `$user`. */
  readonly clientCertificate:
    { readonly cert: Expr; readonly key: Expr; readonly passphrase: Expr | undefined; readonly place: Place } | undefined;
  readonly auth: ComponentUse | undefined;
  readonly headers: TreeMap | undefined;
  /** Settings, over `$user`; a literal is a whole number, and a duration. */
  readonly rateLimit: { readonly requests: Value; readonly per: Value } | undefined;
  /** Requests under way at once, in one process; default 8. */
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly sizes: SizeLimits;
  readonly retry: RetryPolicy;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
}

/** Decided for a run. */
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
  /** Of one record; a larger one is set aside. */
  readonly record: number;
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
  /** The body is sent with this Content-Encoding. */
  readonly compress?: 'gzip';
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

/** An answer that is ordered first: create, poll, then the endpoint's own request; times in ms. */
export interface JobSpec {
  readonly create: RequestSpec;
  readonly id: Expr;
  readonly poll: {
    readonly request: RequestSpec;
    readonly every: number;
    readonly atMost: number;
    readonly done: Expr;
    readonly failed: Expr | undefined;
    readonly message: Expr | undefined;
  };
  readonly delete: RequestSpec | undefined;
  readonly place: Place;
}

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
  /** Asked for in several calls, whose records are merged by the key. */
  readonly fields?: { readonly names: readonly string[]; readonly perCall: number; readonly place: Place } | undefined;
  readonly job?: JobSpec | undefined;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly headers: TreeMap | undefined;
  readonly samples: readonly string[];
  readonly place: Place;
}

/** What the values of a row are called: as the definition says, as a list in the answer says, or as the first row says. */
export type RowColumns =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'header' };

export type RecordSelector =
  | {
      readonly kind: 'path';
      readonly path: readonly string[];
      readonly count: 'one' | 'many';
      readonly item?: string;
      readonly entriesAs?: string;
      /** An element that is a plain value becomes a record with this member. */
      readonly as?: string;
      /** The elements are rows of values. */
      readonly columns?: RowColumns;
      readonly orEmpty: boolean;
      readonly place: Place;
    }
  | {
      readonly kind: 'expr';
      readonly expr: Expr;
      readonly count: 'one' | 'many';
      readonly orEmpty: boolean;
      readonly place: Place;
    }
  | { readonly kind: 'bytes'; readonly place: Place };
