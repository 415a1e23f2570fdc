import { escapePattern } from '../../language/escape-pattern.ts';
import { percentEncode } from '../../http/request/percent-encode.ts';

/** A secret and what stands for it in a recording: `<name>`. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

export const placeholder = (name: string): string => `<${name}>`;

/** Stands for what was made of secrets and cannot be made again from what stands for them, such as a signature: it fits anything. */
export const SIGNED = 'signed';

/** A shorter one may be a part of other words. */
const SHORTEST_PART = 8;
/** A shorter one stands in encoded data by chance. */
const SHORTEST_ENCODED = 4;

const RUNS: readonly { readonly run: RegExp; readonly encoding: 'base64' | 'base64url' | 'hex' }[] = [
  { run: /(?:[A-Za-z0-9+/]|%2[BFbf]){8,}(?:=|%3[Dd]){0,2}/g, encoding: 'base64' },
  { run: /[A-Za-z0-9_-]{8,}/g, encoding: 'base64url' },
  { run: /\b(?:[0-9A-Fa-f]{2}){4,}\b/g, encoding: 'hex' },
];

/**
 * A part of a request with its secrets by their names. What is encoded and holds one is replaced as a whole, so that the same comes of the
 * secret when it is recorded and of what stands for it when the recording is played.
 */
export const maskRequest = (text: string, secrets: readonly NamedSecret[]): string => {
  let result = maskPlain(text, secrets);
  for (const { name, value } of secrets) {
    if (value.length < SHORTEST_ENCODED) continue;
    for (const { run, encoding } of RUNS)
      result = result.replaceAll(run, (encoded) => (standsIn(encoded, encoding, value) ? placeholder(name) : encoded));
  }
  return result;
};

/** In UTF-8, or in Latin-1 as `$base64encode` writes it. */
const standsIn = (encoded: string, encoding: BufferEncoding, value: string): boolean => {
  const bytes = Buffer.from(encoded.replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/'), encoding);
  return bytes.includes(value) || bytes.includes(value, 0, 'latin1');
};

/** The same of what is not encoded but for an address or a form. */
export const maskPlain = (text: string, secrets: readonly NamedSecret[]): string => {
  let result = text;
  for (const { name, value } of secrets.toSorted((a, b) => b.value.length - a.value.length)) {
    if (value === '') continue;
    const percent = percentEncode(value);
    for (const form of new Set([value, percent, encodeURIComponent(value.toWellFormed()), percent.replaceAll('%20', '+')]))
      result =
        value.length < SHORTEST_PART
          ? replacedAlone(result, form, placeholder(name))
          : result.replaceAll(form, placeholder(name));
  }
  return result;
};

/** A short secret may be a part of other words: it counts where it stands alone. */
const replacedAlone = (text: string, value: string, mark: string): string =>
  text.replaceAll(new RegExp(`(?<![A-Za-z0-9])${escapePattern(value)}(?![A-Za-z0-9])`, 'g'), () => mark);

/** Does a recorded text stand for this one? */
export const fitsRecorded = (recorded: string, actual: string): boolean => {
  if (recorded === actual) return true;
  if (!recorded.includes(placeholder(SIGNED))) return false;
  return new RegExp(`^${recorded.split(placeholder(SIGNED)).map(escapePattern).join('[^]*?')}$`).test(actual);
};
