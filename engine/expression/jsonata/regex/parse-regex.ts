import { anything, inverse, letterClasses, noNewline, range, union, unit, type CharSet } from './char-set.ts';

/** The shape of a regular expression, as far as backtracking depends on it. */
export type Shape =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'empty' }
  | { readonly kind: 'sequence'; readonly parts: readonly Shape[] }
  | { readonly kind: 'choice'; readonly options: readonly Shape[] }
  | { readonly kind: 'repeat'; readonly body: Shape; readonly min: number; readonly max: number };

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, '0': 0 };

/** Reads a valid regular expression; what it does not know is taken for anything at all. */
class RegexReader {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  readonly #dotAll: boolean;
  #at = 0;

  constructor(regex: RegExp) {
    this.#text = regex.source;
    this.#ignoreCase = regex.ignoreCase;
    this.#dotAll = regex.dotAll;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  choice(): Shape {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
  }

  #sequence(): Shape {
    const parts: Shape[] = [];
    while (this.#at < this.#text.length && this.#peek() !== '|' && this.#peek() !== ')')
      parts.push(this.#quantified(this.#atom()));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'sequence', parts };
  }

  #quantified(body: Shape): Shape {
    const bounds = this.#quantifier();
    if (bounds === undefined) return body;
    this.#take('?');
    return { kind: 'repeat', body, min: bounds[0], max: bounds[1] };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 40));
    if (counted === null) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    if (counted[2] === undefined) return [min, min];
    return [min, counted[3] === '' ? Infinity : Number(counted[3])];
  }

  #atom(): Shape {
    const char = this.#peek();
    if (char === '(') return this.#group();
    this.#at++;
    if (char === '^' || char === '$') return { kind: 'empty' };
    if (char === '.') return { kind: 'chars', set: this.#dotAll ? anything : noNewline };
    if (char === '[') return { kind: 'chars', set: this.#class() };
    if (char !== '\\') return { kind: 'chars', set: unit(char.charCodeAt(0), this.#ignoreCase) };
    if (/[bB]/.test(this.#peek())) {
      this.#at++;
      return { kind: 'empty' };
    }
    // A backreference may match anything that a group did, nothing included.
    const reference = /^(?:[1-9]\d*|k<[^>]*>)/.exec(this.#text.slice(this.#at));
    if (reference === null) return { kind: 'chars', set: this.#escape() };
    this.#at += reference[0].length;
    return { kind: 'repeat', body: { kind: 'chars', set: anything }, min: 0, max: Infinity };
  }

  #group(): Shape {
    const opening = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:))?/.exec(this.#text.slice(this.#at));
    this.#at += opening?.[0].length ?? 1;
    const body = this.choice();
    this.#take(')');
    // Looking around takes nothing from the text; how it backtracks within itself counts all the same.
    return /^\(\?<?[=!]/.test(opening?.[0] ?? '') ? { kind: 'choice', options: [body, { kind: 'empty' }] } : body;
  }

  /** What stands behind a backslash, as one unit or a class. */
  #escape(): CharSet {
    const char = this.#peek();
    this.#at++;
    const named = letterClasses[char];
    if (named !== undefined) return named;
    if (char === 'p' || char === 'P') {
      if (this.#take('{')) this.#at = this.#text.indexOf('}', this.#at) + 1;
      return anything;
    }
    const hex = char === 'x' ? 2 : char === 'u' ? 4 : 0;
    const digits = this.#text.slice(this.#at, this.#at + hex);
    if (hex > 0 && /^[0-9a-fA-F]+$/.test(digits) && digits.length === hex) {
      this.#at += hex;
      return unit(Number.parseInt(digits, 16), this.#ignoreCase);
    }
    return unit(controls[char] ?? char.charCodeAt(0), this.#ignoreCase);
  }

  #classPart(): CharSet {
    if (this.#take('\\')) {
      if (this.#take('b')) return unit(8, false);
      return this.#escape();
    }
    return unit(this.#text.charCodeAt(this.#at++), this.#ignoreCase);
  }

  #class(): CharSet {
    const negated = this.#take('^');
    let set: CharSet = [];
    while (this.#at < this.#text.length && !this.#take(']')) {
      const from = this.#at;
      const first = this.#classPart();
      if (this.#peek() === '-' && this.#text.charAt(this.#at + 1) !== ']' && this.#at > from) {
        this.#at++;
        const last = this.#classPart();
        set = union(set, first, last, range(first[0]?.[0] ?? 0, last.at(-1)?.[1] ?? 0, this.#ignoreCase));
      } else set = union(set, first);
    }
    return negated ? inverse(set) : set;
  }
}

export function parseRegex(regex: RegExp): Shape {
  return new RegexReader(regex).choice();
}
