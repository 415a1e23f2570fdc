/** Which encoding a text is in: by its byte order mark, by the definition, by the content type, by what it says of itself. */
import { TextDecoder } from 'node:util';
import { EngineError } from '../../../language/basics/errors.ts';
import { described, text } from '../../../language/basics/shape.ts';
import type { DecodeContext } from '../decoder.ts';
import { quoted } from './quoted.ts';

/** The option `encoding` of every decoder of text. */
export const encoding = described(
  text(),
  'The encoding (WHATWG name, e.g. windows-1252, utf-16le), in place of the one that the content type names; a byte order mark goes before it. UTF-8 where nothing says another.',
);

export interface Encoding {
  readonly name: string;
  /** Bytes of the byte order mark. */
  readonly mark: number;
  /** Undefined for UTF-8. */
  readonly decoder: TextDecoder | undefined;
}

/** `own`: what the text says of itself. Throws `decode.encoding` for one that is not known. */
export const encodingOf = (head: Uint8Array, context: DecodeContext, option?: string, own?: string): Encoding => {
  const byMark = encodingByMark(head);
  if (byMark !== undefined) return { ...byMark, decoder: byMark.name === 'utf-8' ? undefined : new TextDecoder(byMark.name) };
  if (option !== undefined) return known(option, () => unknown(`The encoding ${quoted(option, context)} is not known.`));
  const declared = charsetOf(context.contentType);
  const declares = `The content type names the encoding ${quoted(declared ?? '', context)}, which is not known.`;
  if (declared !== undefined) return known(declared, () => unknown(declares));
  const says = `The text says of itself that its encoding is ${quoted(own ?? '', context)}, which is not known.`;
  return known(own ?? 'utf-8', () => unknown(says));
};

const unknown = (message: string): EngineError =>
  new EngineError('decode.encoding', message, {
    hint: 'Write `encoding:` at the decoder, with a WHATWG name such as utf-8, windows-1252 or utf-16le.',
  });

const known = (label: string, refusal: () => EngineError): Encoding => {
  const name = label.trim().toLowerCase();
  // Whatever is ASCII is UTF-8 as well; what is not would be read as windows-1252.
  if (/^(?:us-)?ascii$|^utf-?8$/.test(name)) return { name: 'utf-8', mark: 0, decoder: undefined };
  try {
    const decoder = new TextDecoder(name);
    return { name: decoder.encoding, mark: 0, decoder: decoder.encoding === 'utf-8' ? undefined : decoder };
  } catch {
    throw refusal();
  }
};

/** The parameter `charset` (RFC 9110, section 8.3.2). */
const charsetOf = (contentType: string | undefined): string | undefined => {
  const [, given = ''] = /;\s*charset\s*=\s*("[^"]*"|'[^']*'|[^\s;,]*)/i.exec(contentType ?? '') ?? [];
  const charset = given.replaceAll(/["']/g, '').trim();
  return charset === '' ? undefined : charset;
};

const encodingByMark = ([a, b, c]: Uint8Array): { readonly name: string; readonly mark: number } | undefined => {
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', mark: 3 };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', mark: 2 };
  return undefined;
};
