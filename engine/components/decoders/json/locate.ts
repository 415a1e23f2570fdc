/** Finds where JSON goes wrong: `JSON.parse` tells the place in some of its messages only. Slow, for errors. */

type Expect = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON forbids control characters in text
const TEXT = /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"?/y;
const WORD = /true|false|null/y;

/** Offset of the first byte that no JSON can have there; undefined where there is none but more is wanted. */
export const firstError = (bytes: Buffer): number | undefined => {
  const text = bytes.toString('latin1');
  const open: string[] = [];
  let expect: Expect = 'value';
  let at = 0;
  const after = (): Expect => (open.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    at = match(/[ \t\r\n]*/y, text, at);
    if (at >= text.length) return undefined;
    const character = text.charAt(at);
    const end = expect === 'value' || expect === 'value-or-end' ? scalarEnd(text, at) : at;
    if (expect === 'nothing') return at;
    if ((character === '}' || character === ']') && closes(expect, character, open.at(-1))) {
      open.pop();
      expect = after();
      at++;
    } else if (expect === 'colon' || expect === 'comma-or-end') {
      if (character !== (expect === 'colon' ? ':' : ',')) return at;
      expect = expect === 'colon' || open.at(-1) === '[' ? 'value' : 'name';
      at++;
    } else if (expect === 'name' || expect === 'name-or-end') {
      const close = match(TEXT, text, at);
      if (!isText(text, at, close)) return close >= text.length ? undefined : close;
      expect = 'colon';
      at = close;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expect = character === '{' ? 'name-or-end' : 'value-or-end';
      at++;
    } else {
      if (end === at || (character === '"' && !isText(text, at, end))) return end >= text.length ? undefined : end;
      expect = after();
      at = end;
    }
  }
};

const match = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

const scalarEnd = (text: string, at: number): number =>
  Math.max(match(TEXT, text, at), match(NUMBER, text, at), match(WORD, text, at));

const isText = (text: string, at: number, end: number): boolean =>
  end - at > 1 && text.charAt(end - 1) === '"' && isClosed(text, at, end);

/** A quote at the end may be an escaped one. */
const isClosed = (text: string, at: number, end: number): boolean => {
  let escapes = 0;
  while (end - 2 - escapes > at && text.charAt(end - 2 - escapes) === '\\') escapes++;
  return escapes % 2 === 0;
};

const closes = (expect: Expect, character: string, open: string | undefined): boolean =>
  open === (character === '}' ? '{' : '[') &&
  (expect === 'comma-or-end' || expect === (character === '}' ? 'name-or-end' : 'value-or-end'));
