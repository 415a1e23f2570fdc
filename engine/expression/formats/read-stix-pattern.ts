/** One comparison of a STIX pattern: `[file:hashes.MD5 = '…']` is `{type: 'file', path: 'hashes.MD5', value}`. */
export interface StixComparison {
  readonly type: string;
  readonly path: string;
  readonly value: string | number | boolean;
}

// Between tokens there may be comments; a quoted part of a path may stand in double quotes, against the standard.
const TOKEN =
  /\s+|\/\*[^]*?\*\/|\/\/[^\r\n]*|(?<time>t'[^'\\]*')|(?<bytes>[hb]'[^'\\]*')|(?<string>'(?:[^'\\]|\\[^])*')|(?<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w-]))|(?<path>[A-Za-z][A-Za-z0-9-]*:(?:[A-Za-z0-9_*.-]|'(?:[^'\\]|\\[^])*'|"[^"\\]*"|\[(?:\d+|\*|'(?:[^'\\]|\\[^])*')\])+)|(?<word>[A-Za-z]+)|(?<mark>!=|<>|==|<=|>=|[=<>()[\],])/iy;
const LONGEST = 65_536;

interface Token {
  readonly kind: 'literal' | 'path' | 'word' | 'mark';
  readonly text: string;
  readonly value?: StixComparison['value'];
}

/**
 * The values that equality comparisons and IN lists of a pattern name, and the netblocks of ISSUBSET, in its order (STIX 2.1,
 * part 9). What a pattern negates or only resembles (LIKE, MATCHES, supersets, less and greater) names no observable and is
 * left out. Undefined where the text is no pattern.
 */
export function readStixPattern(text: string): StixComparison[] | undefined {
  const tokens = tokenize(text);
  if (tokens === undefined || (tokens[0]?.text !== '[' && tokens[0]?.text !== '(')) return undefined;
  if (!isBalanced(tokens)) return undefined;
  const found: StixComparison[] = [];
  /** Of each parenthesis that is open: whether what it holds is negated. */
  const negated: boolean[] = [];
  tokens.forEach((token, at) => {
    const isNegated = isWord(tokens[at - 1], 'NOT') || negated.at(-1) === true;
    if (token.text === '(' && token.kind === 'mark') negated.push(isNegated);
    if (token.text === ')' && token.kind === 'mark') negated.pop();
    if (token.kind !== 'path' || isNegated) return;
    const path = splitPath(token.text);
    for (const value of valuesAfter(tokens, at + 1)) found.push({ ...path, value: alone(path.type, value) });
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
  if (/^(?:true|false)$/i.test(text)) return { kind: 'literal', text, value: text.toLowerCase() === 'true' };
  if (groups.word !== undefined) return { kind: 'word', text };
  return groups.mark === undefined ? undefined : { kind: 'mark', text };
}

const unescape = (text: string): string => text.replace(/\\([^])/g, '$1');
const unquote = (text: string): string => unescape(text.slice(1, -1));
const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.text.toUpperCase() === word;

/** A netblock of one address is that address (STIX 2.1, sections 6.9 and 6.10). */
function alone(type: string, value: StixComparison['value']): StixComparison['value'] {
  const suffix = type === 'ipv4-addr' ? '/32' : type === 'ipv6-addr' ? '/128' : undefined;
  return typeof value === 'string' && suffix !== undefined && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
}

/** The literals behind `=`, `ISSUBSET` or `IN (`, or none. */
function valuesAfter(tokens: readonly Token[], start: number): StixComparison['value'][] {
  const operator = tokens[start];
  const next = tokens[start + 1];
  if (operator?.text === '=' || operator?.text === '==' || isWord(operator, 'ISSUBSET'))
    return next?.value === undefined ? [] : [next.value];
  if (!isWord(operator, 'IN') || next?.text !== '(') return [];
  const found: StixComparison['value'][] = [];
  for (let at = start + 2; at < tokens.length && tokens[at]?.text !== ')'; at++) {
    const value = tokens[at]?.value;
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** `file:hashes.'SHA-256'` without the quotes that its parts may have, the algorithm spelled as the standard does. */
function splitPath(text: string): { readonly type: string; readonly path: string } {
  const colon = text.indexOf(':');
  const path = text
    .slice(colon + 1)
    .replace(/'((?:[^'\\]|\\[^])*)'|"([^"\\]*)"/g, (_, part: string | undefined, other = '') => unescape(part ?? other));
  return {
    type: text.slice(0, colon).toLowerCase(),
    path: path.replace(
      /(^|\.)hashes(?:\.|\[)([^.[\]]+)\]?$/i,
      (_, before: string, name: string) => `${before}hashes.${algorithm(name)}`,
    ),
  };
}

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-512', 'SSDEEP', 'TLSH'];
const bare = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
const BY_BARE_NAME = new Map(ALGORITHMS.map((name) => [bare(name), name]));

/** STIX 2.1, section 10.8 (hash-algorithm-ov); STIX 2.0 and many senders write `SHA256`, `sha1` or `md5`. */
const algorithm = (name: string): string => BY_BARE_NAME.get(bare(name)) ?? name;

function isBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== 'mark') continue;
    if (text === '[' || text === '(') open.push(text);
    if ((text === ']' && open.pop() !== '[') || (text === ')' && open.pop() !== '(')) return false;
  }
  return open.length === 0;
}
