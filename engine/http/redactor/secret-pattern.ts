/**
 * The source of a regular expression that finds a secret in every form in which it travels: as it is, percent-encoded (any
 * letters, any case, several times over, a blank as `+`), escaped in JSON (also within JSON) or HTML, in hex, in base64 and
 * base64url at each of the three places that it can have in a longer text.
 */
export function secretPattern(secret: string): string {
  const bytes = Buffer.from(secret, 'utf8');
  const texts = needsJsonEscapes(secret) ? [0, 1, 2].map((depth) => textForm(secret, depth)) : [textForm(secret, 0)];
  return [...new Set([...texts, hexForm(bytes), ...[0, 1, 2].map((offset) => base64Form(bytes, offset))])].join('|');
}

const needsJsonEscapes = (secret: string): boolean => /["\\/\p{C}]/u.test(secret);

/** Each character in any of its spellings; `depth`: how many times the text was written as JSON. */
const textForm = (secret: string, depth: number): string => Array.from(secret, (char) => oneOf(spellings(char, depth))).join('');

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };
const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function spellings(char: string, depth: number): readonly string[] {
  const percent = Array.from(Buffer.from(char, 'utf8'), (byte) => `%(?:25)*${anyCase(byte.toString(16).padStart(2, '0'))}`).join(
    '',
  );
  if (/[A-Za-z0-9]/.test(char)) return [char, percent];
  const units = Array.from({ length: char.length }, (_, index) => anyCase(char.charCodeAt(index).toString(16).padStart(4, '0')));
  const point = char.codePointAt(0) ?? 0;
  const short = SHORT_ESCAPES[char];
  const entity = ENTITIES[char];
  return [
    written(char, depth),
    percent,
    units.map((unit) => `\\\\{1,2}u${unit}`).join(''),
    `&#(?:0*${point}|[xX]0*${anyCase(point.toString(16))});`,
    ...(short === undefined ? [] : [`\\\\{1,2}${short}`]),
    ...(entity === undefined ? [] : [`&${entity};`]),
    ...(char === ' ' ? ['\\+'] : []),
    // Half of a surrogate pair is written as the replacement character.
    ...(char.isWellFormed() ? [] : ['\uFFFD']),
  ];
}

/** A character as it stands after being written as JSON so many times. */
function written(char: string, depth: number): string {
  const slashes = 2 ** depth;
  if (char === '\\') return `\\\\{${slashes}}`;
  if (char === '"') return `\\\\{${slashes - 1}}"`;
  if (char === '/') return `\\\\{0,${slashes - 1}}/`;
  return escaped(char);
}

const hexForm = (bytes: Buffer): string => anyCase(bytes.toString('hex'));

/** The characters that depend on the secret alone: those at the edges share their bits with what stands beside it. */
function base64Form(bytes: Buffer, offset: number): string {
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor(((offset + bytes.length) * 8) / 6);
  const inner = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .slice(from, to);
  return inner.replace(/[+/]/g, (char) => (char === '+' ? '(?:[+-]|%2[bB]|\\\\u002[bB])' : '(?:\\\\?/|_|%2[fF]|\\\\u002[fF])'));
}

const oneOf = (forms: readonly string[]): string => `(?:${[...new Set(forms)].join('|')})`;

const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `2b` and `2B` are the same. */
const anyCase = (hex: string): string => hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
