import type { Redactor } from '../http/redactor/redactor.ts';

export { createRedactor, type Redactor } from '../http/redactor/redactor.ts';

/** What lies outside: everything that the engine may ask of the process that it runs in. Whoever calls it passes this in. */
export interface World {
  /** Relative paths start here. */
  readonly cwd: string;
  /** Variables that options, references and proxies may be read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted: what is under way ends at the next clean place. */
  readonly signal: AbortSignal;
  /** ms since epoch. */
  readonly now: () => number;
  /** Monotonic, ms. */
  readonly ticks: () => number;
  /** Waits so many ms; rejects with the signal's reason once it is aborted. Without it, real time passes. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** From 0 to below 1: how long a wait before another attempt is. Without it, by chance. */
  readonly random?: (() => number) | undefined;
  /** Takes something that is to be known, in a sentence. */
  readonly note: (text: string) => void;
  /** Takes a warning, in a sentence without a full stop. */
  readonly warn: (text: string) => void;
  /** Knows the secrets: everything that is told is masked by it. */
  readonly redactor: Redactor;
  readonly redact: (text: string) => string;
}
