import type { Value } from '../database/query.ts';

/** Conditions of a statement, with the values that they are about: $1, $2, … */
export class Where {
  readonly values: Value[];
  readonly #parts: string[] = [];

  /** `before`: values that the statement has already. */
  constructor(...before: readonly Value[]) {
    this.values = [...before];
  }

  /** Where a value is written in the statement. */
  value(value: Value): string {
    return `$${this.values.push(value)}`;
  }

  /** One more condition; one about `undefined` is none. */
  add<T extends Value>(value: T | undefined, sql: (placed: string) => string): void {
    if (value !== undefined) this.#parts.push(sql(this.value(value)));
  }

  /** As `WHERE …`, or nothing. */
  get sql(): string {
    return this.#parts.length === 0 ? '' : `WHERE ${this.#parts.join(' AND ')}`;
  }
}
