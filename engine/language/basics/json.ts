/** What JSON can say. Integers above 2^53 are kept as text by the decoders. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One record as a decoder gives it: null members already dropped unless the endpoint keeps them. */
export type JsonRecord = Readonly<Record<string, unknown>>;
