import type { Component } from '../component.ts';
import type { JsonRecord } from '../../language/json.ts';

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
  readonly records: number;
  readonly first: JsonRecord | undefined;
  readonly last: JsonRecord | undefined;
  readonly envelope: unknown;
  readonly status: number;
  header(name: string): string | undefined;
  /** The address that answered. */
  readonly url: URL;
  /** Evaluates an option over the envelope, with `$response`, `$header`, `$page` in sight. */
  evaluate(option: unknown): unknown;
}

export type NextPage =
  | { readonly kind: 'page'; readonly page: PageVariables }
  /** Sent as it is, after it was resolved against the page's address and held to the connection's hosts. */
  | { readonly kind: 'address'; readonly url: string; readonly page: PageVariables }
  | { readonly kind: 'stop'; readonly because: string };

/** One for each window: it may remember tokens to find a repetition (then it throws EngineError `paginate.…`). */
export interface PagingSession {
  first(): PageVariables;
  next(end: PageEnd): NextPage;
}

export interface Paginator<Options = unknown> extends Component<Options> {
  open(options: Options): PagingSession;
}
