/** Text for a shell with placeholders for secrets, on one line whatever it holds. */
import { percentEncode } from '../../http/request/percent-encode.ts';
import { MASK } from '../../http/redactor/redactor.ts';
import { escapePattern } from '../../language/escape-pattern.ts';
import type { SecretOption } from '../options/secret-options.ts';

/** A stretch of text, or the variable that stands for a secret. */
export type Piece = string | { readonly variable: string };

/** What a terminal would obey or hide, and what would end a line. */
const SPECIAL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/u;

/** `api_key` as `API_KEY`. */
const variableOf = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9_]/g, '_')
    .replace(/^(?=\d)/, '_');

/** A secret as it may stand in a text, and the variable for that form of it. */
const formsOf = ({ name, value: text }: SecretOption): readonly { readonly text: string; readonly variable: string }[] => {
  const variable = variableOf(name);
  const encoded = [
    percentEncode(text),
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams({ a: text }).toString().slice(2),
  ];
  const others = [...new Set(encoded)].filter((one) => one !== text);
  return [{ text, variable }, ...others.map((one) => ({ text: one, variable: `${variable}_URLENCODED` }))];
};

/** Cuts a text at its secrets; `other` is the variable for those that have no name, such as a token. */
export const cutAtSecrets = (
  text: string,
  secrets: readonly SecretOption[],
  { redact, other }: { readonly redact: (text: string) => string; readonly other: string },
): readonly Piece[] => {
  const forms = secrets.flatMap(formsOf).toSorted((a, b) => b.text.length - a.text.length);
  let pieces: readonly Piece[] = [text];
  for (const form of forms)
    pieces = pieces.flatMap((piece) => (typeof piece === 'string' ? around(piece, form.text, form.variable) : [piece]));
  // Whatever is left of secrets has no name here: a token that was learned, another encoding.
  return pieces
    .flatMap((piece) => (typeof piece === 'string' ? around(redact(piece), MASK, other) : [piece]))
    .filter((piece) => piece !== '');
};

/** A shorter one can't be told from parts of other words: it stands alone, or is none. */
const TELLING = 8;

const around = (text: string, secret: string, variable: string): readonly Piece[] =>
  text
    .split(secret.length < TELLING && secret !== MASK ? alone(secret) : secret)
    .flatMap((part, index): readonly Piece[] => (index === 0 ? [part] : [{ variable }, part]));

const alone = (secret: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(secret)}(?![\\p{L}\\p{N}])`, 'u');

/** One word for the shell. */
export const shellWord = (pieces: readonly Piece[]): string =>
  pieces.length === 0
    ? "''"
    : pieces.map((piece) => (typeof piece === 'string' ? quoted(piece) : `"$${piece.variable}"`)).join('');

const quoted = (text: string): string => {
  if (!SPECIAL.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const spelled = Array.from(text, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return SPECIAL.test(character)
      ? Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
      : character;
  });
  return `$'${spelled.join('')}'`;
};
