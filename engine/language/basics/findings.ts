import type { Diagnostic, Place, Severity } from './place.ts';

/** So many findings are kept: a file of another kind would give one for each of its lines. */
const most = 500;

/** Collects an author's mistakes; one sentence each, and what to write instead. */
export class Findings {
  readonly #seen = new Map<string, Diagnostic>();
  readonly #lost = new Set<string>();

  error(code: string, place: Place, message: string, hint?: string): void {
    this.add('error', code, place, message, hint);
  }

  warning(code: string, place: Place, message: string, hint?: string): void {
    this.add('warning', code, place, message, hint);
  }

  /** The same finding at the same place is said once. */
  add(severity: Severity, code: string, place: Place, message: string, hint?: string): void {
    if (this.#seen.size >= most) return;
    if (this.#seen.size === most - 1) {
      [severity, code, message] = ['error', 'definition.too-many', 'There are more mistakes than are listed here.'];
      hint = 'Mend these first, then check again.';
    }
    const key = JSON.stringify([code, place.file, place.line, place.column, message]);
    this.#seen.set(key, Object.freeze({ code, severity, message, place, ...(hint === undefined ? {} : { hint }) }));
  }

  /** A part that could not be used, and so is not where it is looked for: with the names in it. */
  lose(name: string, part: unknown, depth = 3): void {
    this.#lost.add(name);
    if (depth === 0 || typeof part !== 'object' || part === null || Array.isArray(part)) return;
    for (const [key, value] of Object.entries(part)) this.lose(key, value, depth - 1);
  }

  /** That there is no such name follows from a finding before. */
  isLost(name: string): boolean {
    return this.#lost.has(name);
  }

  has(code: string): boolean {
    return [...this.#seen.values()].some((one) => one.code === code);
  }

  /** How many errors there are so far. */
  get errors(): number {
    return [...this.#seen.values()].reduce((count, one) => count + (one.severity === 'error' ? 1 : 0), 0);
  }

  /** By file, line and column. */
  sorted(): readonly Diagnostic[] {
    return [...this.#seen.values()].sort(
      (a, b) =>
        compare(a.place.file, b.place.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column ||
        compare(a.code, b.code),
    );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
