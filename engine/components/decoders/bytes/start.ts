/** What a text body begins with: byte order mark, HTML in place of data, the first character that says something. */
import { TextDecoder } from 'node:util';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes, DecodeContext } from '../decoder.ts';
import { peek } from './body.ts';
import { encodingOf } from './encodings.ts';
import { quoted } from './quoted.ts';
import { Reading } from './reading.ts';
import { markedUtf8, transcoded } from './unreadable.ts';

export interface Start {
  /** The first character that is not white space; undefined where there is none among the first bytes. */
  readonly first: string | undefined;
  /** Is that all, nothing but white space? */
  readonly empty: boolean;
  /** The body as UTF-8, without byte order mark, with marks where it could not be read. */
  readonly body: Bytes;
  readonly reading: Reading;
}

const HEAD = 512;

/**
 * `encoding` is the definition's, `own` what the text says of itself.
 * Throws `decode.unexpected` for a web page, `decode.encoding` for an encoding that is not known.
 */
export const startOf = async (
  source: Bytes,
  format: string,
  context: DecodeContext,
  encoding?: string,
  own?: string,
): Promise<Start> => {
  const { head, complete, body } = await peek(source, HEAD);
  if (context.text !== undefined) return { ...beginning(head, complete, new TextDecoder()), body, reading: context.text };
  const { name, mark, decoder } = encodingOf(head, context, encoding, own);
  if (decoder === undefined && head.length > 1 && (head[0] === 0 || head[1] === 0))
    throw new EngineError('decode.encoding', 'The body is not UTF-8 but looks like UTF-16 or UTF-32 without a byte order mark.', {
      hint: `Name the encoding under \`encoding\` of the decoder of ${format}.`,
    });
  const start = beginning(head, complete, new TextDecoder(name));
  refuseHtml(start.text, format, context);
  const reading = new Reading(name, mark, decoder === undefined, context.onUnreadable);
  const unmarked = mark === 0 ? body : without(mark, body);
  return {
    ...start,
    body: decoder === undefined ? markedUtf8(unmarked, reading) : transcoded(unmarked, decoder, reading),
    reading,
  };
};

const beginning = (
  head: Buffer,
  complete: boolean,
  decoder: TextDecoder,
): { readonly text: string; readonly first: string | undefined; readonly empty: boolean } => {
  const text = decoder.decode(head.subarray(0, HEAD), { stream: true }).trimStart();
  return { text, first: text[0], empty: complete && text === '' };
};

/** Throws `decode.path`: such a format has no document around its records. */
export const requireTopLevel = (format: string, context: DecodeContext): void => {
  const { path, entriesAs, item, as, columns } = context;
  if (
    (path !== undefined && path.length > 0) ||
    entriesAs !== undefined ||
    item.length > 0 ||
    as !== undefined ||
    columns !== undefined
  )
    throw new EngineError('decode.path', `${format} has no document to find records in by a path.`, {
      hint: 'Write `records: $`.',
    });
};

/** What may stand before a page: a declaration of XML, comments. */
const BEFORE = String.raw`(?:<\?xml[^>]*\?>|<!--[\s\S]*?-->|\s)*`;
const PAGE = new RegExp(`^${BEFORE}(<(?:!doctype\\s+html|html|head|body)\\b)`, 'i');
/** Elements that no data but XML begins with. */
const FRAGMENT = /^(<(?:!--|\?xml\b|!doctype\b|title|meta|script|style|center|h[1-6]|div|p|span|br|pre|table)\b)/i;

const refuseHtml = (text: string, format: string, { contentType, redact }: DecodeContext): void => {
  const [, page] = PAGE.exec(text) ?? (format === 'XML' ? [] : (FRAGMENT.exec(text) ?? []));
  if (page === undefined) return;
  const type = contentType === undefined ? 'without a content type' : `of type ${quoted(contentType, { redact }).slice(1, -1)}`;
  throw new EngineError('decode.unexpected', `The body ${type} begins with "${page}": a web page where ${format} is expected.`, {
    hint: 'Check the address and the credentials: a login or error page may be answered with status 200.',
  });
};

/** The body from behind its first bytes. */
async function* without(bytes: number, source: Bytes): Bytes {
  let left = bytes;
  for await (const chunk of source) {
    yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
