import type { Component } from '../component.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Place } from '../../language/basics/place.ts';

/** `$page` in a request. */
export interface PageVariables {
  readonly number: number;
  readonly offset: number;
  readonly size: number | undefined;
  readonly token: string | undefined;
  readonly after: unknown;
}

/** What a paginator sees of the page that has just ended. */
export interface PageEnd {
  readonly page: PageVariables;
  /** All records that the page held, whatever became of them. */
  readonly records: number;
  /** Those of them whose key no earlier record of this paging had; without it all of them. */
  readonly different?: number;
  /** What came before this page was committed. */
  readonly afterRest?: boolean;
  readonly first: JsonRecord | undefined;
  readonly last: JsonRecord | undefined;
  readonly envelope: unknown;
  readonly status: number;
  header(name: string): string | undefined;
  /** Every line of a header that may come several times, such as `Link`; without it `header` is asked. */
  headerLines?(name: string): readonly string[];
  /** The address that answered. */
  readonly url: URL;
  /** Evaluates an option over the envelope (or over `over`), with `$response`, `$header`, `$page` in sight. */
  evaluate(option: unknown, over?: unknown): unknown;
  /** A word in the ledger. */
  note?(because: string): void;
}

export type FirstPage =
  | { readonly kind: 'page'; readonly page: PageVariables }
  /** Sent as it is, after it was resolved against the page's address and held to the connection's hosts. */
  | { readonly kind: 'address'; readonly url: string; readonly page: PageVariables };

export type NextPage =
  | FirstPage
  | {
      readonly kind: 'stop';
      readonly because: string;
      /** The pages end although so many different records should have come. */
      readonly short?: { readonly came: number; readonly of: number; readonly place: Place };
    };

/** One for each window: it may remember tokens to find a repetition (then it throws EngineError `paginate.…`). */
export interface PagingSession {
  first(): FirstPage;
  next(end: PageEnd): NextPage;
}

export interface PagingContext {
  /** The YAML line of `paginate`. */
  readonly place: Place;
  /** Evaluates an option before there is an answer, with the request's variables in sight. */
  evaluate(option: unknown): unknown;
}

export interface Paginator<Options = unknown> extends Component<Options> {
  /** Members of `$page`, the usual one first, one of which a request must send; without it none. */
  readonly sends?: readonly (keyof PageVariables)[];
  open(options: Options, context: PagingContext): PagingSession;
}
