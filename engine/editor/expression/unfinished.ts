/** How far a text of an expression has got at its end. */
export interface Unfinished {
  /** What would close all that is open, the innermost first. */
  readonly closers: string;
  /** The quote that is open, and where it was opened; undefined outside of quotes. */
  readonly quote: { readonly sign: string; readonly start: number } | undefined;
  /** It ends within a comment or a regular expression: nothing is named there. */
  readonly isOpaque: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Behind these a slash begins a regular expression; behind a value it divides. */
const BEFORE_REGEX = /(?:^|[(,=<>~&|?:;{[!+*%])\s*$/;

export const unfinished = (text: string): Unfinished => {
  const open: string[] = [];
  const closers = (): string => open.toReversed().join('');
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '"' || sign === "'" || sign === '`') {
      const end = closingQuote(text, at);
      if (end === undefined) return { closers: closers(), quote: { sign, start: at }, isOpaque: false };
      at = end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return { closers: closers(), quote: undefined, isOpaque: true };
      at = end + 1;
    } else if (sign === '/' && BEFORE_REGEX.test(text.slice(Math.max(0, at - 40), at))) {
      const length = /^\/(?:\\.|[^\\/])*\//.exec(text.slice(at))?.[0].length;
      if (length === undefined) return { closers: closers(), quote: undefined, isOpaque: true };
      at += length - 1;
    } else if (CLOSING[sign] !== undefined) open.push(CLOSING[sign]);
    else if (sign === open.at(-1)) open.pop();
  }
  return { closers: closers(), quote: undefined, isOpaque: false };
};

const closingQuote = (text: string, start: number): number | undefined => {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    // Between backticks nothing is escaped.
    if (text[at] === '\\' && quote !== '`') at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
};
