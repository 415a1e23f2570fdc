import type { Frame } from './callable.ts';

/** Where the last call was made: `$eval` evaluates its text there. Kept only where `$eval` is allowed. */
export const caller: { scope: object | undefined; frame: Frame | undefined } = { scope: undefined, frame: undefined };
