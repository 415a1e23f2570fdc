/** One comparison of a STIX pattern: `[file:hashes.MD5 = '…']` is `{type: 'file', path: 'hashes.MD5', value}`. */
export interface StixComparison {
  readonly type: string;
  readonly path: string;
  readonly value: string | number | boolean;
}

const TOKEN =
  /\s+|(?<time>t'[^'\\]*')|(?<bytes>[hb]'[^'\\]*')|(?<string>'(?:[^'\\]|\\.)*')|(?<number>[+-]?\d+(?:\.\d+)?(?![\w-]))|(?<path>[a-z][a-z0-9-]*:(?:[A-Za-z0-9_*.-]|'(?:[^'\\]|\\.)*'|\[(?:\d+|\*)\])+)|(?<word>[A-Za-z]+)|(?<mark>!=|<>|==|<=|>=|[=<>()[\],])/y;
const LONGEST = 65_536;

interface Token {
  readonly kind: 'literal' | 'path' | 'word' | 'mark';
  readonly text: string;
  readonly value?: StixComparison['value'];
}

/**
 * The values that equality comparisons and IN lists of a pattern name, in its order (STIX 2.1, part 9). What a pattern
 * negates or only resembles (LIKE, MATCHES, subsets, less and greater) names no observable and is left out. Undefined
 * where the text is no pattern.
 */
export function readStixPattern(text: string): StixComparison[] | undefined {
  const tokens = tokenize(text);
  if (tokens === undefined || (tokens[0]?.text !== '[' && tokens[0]?.text !== '(')) return undefined;
  if (!isBalanced(tokens)) return undefined;
  const found: StixComparison[] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== 'path' || isWord(tokens[at - 1], 'NOT')) return;
    for (const value of valuesAfter(tokens, at + 1)) found.push({ ...splitPath(token.text), value });
  });
  return found;
}

function tokenize(text: string): Token[] | undefined {
  if (text.length > LONGEST) return undefined;
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const token = tokenOf(match[0], match.groups ?? {});
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function tokenOf(text: string, groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  if (groups.string !== undefined) return { kind: 'literal', text, value: unquote(text) };
  if (groups.time !== undefined || groups.bytes !== undefined) return { kind: 'literal', text, value: text.slice(2, -1) };
  if (groups.number !== undefined) return { kind: 'literal', text, value: Number(text) };
  if (groups.path !== undefined) return { kind: 'path', text };
  if (/^(?:true|false)$/.test(text)) return { kind: 'literal', text, value: text === 'true' };
  if (groups.word !== undefined) return { kind: 'word', text };
  return groups.mark === undefined ? undefined : { kind: 'mark', text };
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/gs, '$1');
const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.text === word;

/** The literals behind `=` or `IN (`, or none. */
function valuesAfter(tokens: readonly Token[], start: number): StixComparison['value'][] {
  const operator = tokens[start];
  const next = tokens[start + 1];
  if (operator?.text === '=' || operator?.text === '==') return next?.value === undefined ? [] : [next.value];
  if (!isWord(operator, 'IN') || next?.text !== '(') return [];
  const found: StixComparison['value'][] = [];
  for (let at = start + 2; at < tokens.length && tokens[at]?.text !== ')'; at++) {
    const value = tokens[at]?.value;
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** `file:hashes.'SHA-256'` without the quotes that its parts may have. */
function splitPath(text: string): { readonly type: string; readonly path: string } {
  const colon = text.indexOf(':');
  return {
    type: text.slice(0, colon),
    path: text.slice(colon + 1).replace(/'((?:[^'\\]|\\.)*)'/g, (_, part: string) => part.replace(/\\(.)/g, '$1')),
  };
}

function isBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== 'mark') continue;
    if (text === '[' || text === '(') open.push(text);
    if ((text === ']' && open.pop() !== '[') || (text === ')' && open.pop() !== '(')) return false;
  }
  return open.length === 0;
}
