import { Native } from './calling/callable.ts';
import { fail } from './errors/expression-error.ts';
import { isRisky, riskOf, type Risk } from './regex/risk.ts';
import { tick, timeLeft } from './run.ts';
import { withWatchdog } from './watchdog.ts';

/** One match; `groups` are the captured texts, undefined where a group took no part. */
export interface Found {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A regular expression as a value: a function from a text to its first match, whose `next` finds the following one. */
export class Matcher extends Native {
  readonly #regex: RegExp;
  readonly #position: number | undefined;
  readonly #risk: Risk;

  constructor(regex: RegExp, position: number | undefined) {
    super({ name: 'regex', arity: 2, call: (text, from) => this.#first(String(text), typeof from === 'number' ? from : 0) });
    this.#regex = regex;
    this.#position = position;
    this.#risk = riskOf(regex);
  }

  /** Whether searching the text needs a watchdog around it. */
  isRisky(text: string): boolean {
    return isRisky(this.#risk, text.length);
  }

  #first(text: string, from: number): unknown {
    const found = this.isRisky(text) ? withWatchdog(timeLeft(), () => this.find(text, from)) : this.find(text, from);
    if (found === undefined) return undefined;
    return this.asValue(found, text);
  }

  /** A match as a value of the language. */
  asValue(found: Found, text: string): unknown {
    const next = (): unknown => {
      if (found.end >= text.length) return undefined;
      const following = this.#first(text, found.end) as Found | undefined;
      return following?.match === '' ? this.neverEnds() : following;
    };
    return { ...found, next: new Native({ name: 'next', arity: 0, call: next }) };
  }

  find(text: string, from: number): Found | undefined {
    tick(1 + (text.length >> 8));
    const regex = this.#regex;
    regex.lastIndex = from;
    const found = regex.exec(text);
    if (found === null) return undefined;
    const match = found[0];
    return { match, start: found.index, end: found.index + match.length, groups: found.length === 1 ? [] : found.slice(1) };
  }

  /** A match of length zero would be found again and again. */
  neverEnds(): never {
    return fail('D1004', { position: this.#position, value: this.#regex.source });
  }
}
