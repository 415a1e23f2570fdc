/** What an answer turned out to mean. */
export type Verdict =
  | { readonly kind: 'records' }
  | { readonly kind: 'no_records' | 'skip' | 'stop_here'; readonly because: string }
  | { readonly kind: 'retry'; readonly because: string };
