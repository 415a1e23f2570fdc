/** What goes between the server and its processes. */

/** To a process. */
export type ToChild =
  | { readonly kind: 'begin'; readonly id: number; readonly task: string; readonly input: unknown; readonly now: number }
  | { readonly kind: 'abort'; readonly id: number };

/** From a process. */
export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  /** `text`: the value as JSON, which the server hands on as it is. */
  | { readonly kind: 'done'; readonly id: number; readonly text: string }
  | { readonly kind: 'failed'; readonly id: number; readonly error: CarriedError };

/** An error as it crosses over; nothing in it is secret. */
export interface CarriedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** `file:line:column`. */
  readonly place?: string | undefined;
  /** What was asked for was wrong. */
  readonly isUsage: boolean;
  readonly diagnostics?: readonly unknown[] | undefined;
}
