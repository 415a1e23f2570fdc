import { secretPattern } from './secret-pattern.ts';

/** Masks secrets in every text that leaves the process: as they are and in the encodings that they travel in. */
export interface Redactor {
  /**
   * From here on the secret is masked by value. One of fewer than 8 characters is not, it would mask parts of other words: such
   * a one is masked where it is put in.
   */
  readonly add: (secret: string) => void;
  readonly redact: (text: string) => string;
}

export const MASK = '***';
const SHORTEST = 8;

export function createRedactor(): Redactor {
  const patterns = new Map<string, RegExp>();
  /** All of them at once: most texts hold none. */
  let any: RegExp | undefined;
  return {
    add: (given) => {
      const secret = given.trim();
      if (secret.length < SHORTEST || patterns.has(secret)) return;
      patterns.set(secret, new RegExp(secretPattern(secret), 'g'));
      any = undefined;
    },
    redact: (text) => {
      if (patterns.size === 0) return text;
      any ??= new RegExp([...patterns.values()].map(({ source }) => source).join('|'));
      return any.test(text) ? masked(text, [...patterns.values()]) : text;
    },
  };
}

type Span = readonly [from: number, to: number];

function masked(text: string, patterns: readonly RegExp[]): string {
  let result = '';
  let at = 0;
  for (const [from, to] of joined(patterns.flatMap((pattern) => found(text, pattern)))) {
    result += text.slice(at, from) + MASK;
    at = to;
  }
  return result + text.slice(at);
}

/** Every place, also where a secret stands within itself. */
function found(text: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    spans.push([match.index, pattern.lastIndex]);
    pattern.lastIndex = match.index + 1;
  }
  return spans;
}

/** What overlaps is one: a secret that begins within another must not leave its end standing. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
