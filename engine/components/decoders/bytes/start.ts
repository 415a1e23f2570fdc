/** What a text body begins with: byte order mark, HTML in place of data, the first character that says something. */
import { TextDecoder } from 'node:util';
import { EngineError } from '../../../language/errors.ts';
import type { Bytes, DecodeContext } from '../decoder.ts';
import { peek } from './body.ts';

export interface Start {
  /** The first character that is not white space; undefined where there is none among the first bytes. */
  readonly first: string | undefined;
  /** Is that all, nothing but white space? */
  readonly empty: boolean;
  /** The body as UTF-8, without byte order mark; a mark goes before the encoding that the definition names. */
  readonly body: Bytes;
}

const HEAD = 512;

/** Throws `decode.unexpected` for a web page, `decode.encoding` for an encoding that is not known. */
export const startOf = async (source: Bytes, format: string, context: DecodeContext, encoding = 'utf-8'): Promise<Start> => {
  const { head, complete, body } = await peek(source, HEAD);
  const actual = encodingByMark(head) ?? encoding.toLowerCase();
  const utf8 = actual === 'utf-8' || actual === 'utf8';
  if (utf8 && head.length > 1 && (head[0] === 0 || head[1] === 0))
    throw new EngineError('decode.encoding', 'The body is not UTF-8 but looks like UTF-16 or UTF-32 without a byte order mark.', {
      hint: `Name the encoding where the decoder of ${format} has such an option.`,
    });
  const text = decoderFor(actual).decode(head.subarray(0, HEAD), { stream: true }).trimStart();
  refuseHtml(text, format, context.contentType);
  return {
    first: text[0],
    empty: complete && text === '',
    body: utf8 ? withoutMark(body) : transcoded(body, decoderFor(actual)),
  };
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

const refuseHtml = (text: string, format: string, contentType: string | undefined): void => {
  const page = /^<(!doctype\s+html|html|head|body)\b/i.exec(text);
  if (page === null) return;
  const type = contentType === undefined ? 'without a content type' : `of type ${contentType.slice(0, 80)}`;
  throw new EngineError(
    'decode.unexpected',
    `The body ${type} begins with "${page[0]}": a web page where ${format} is expected.`,
    {
      hint: 'Check the address and the credentials: a login or error page may be answered with status 200.',
    },
  );
};

const encodingByMark = (head: Uint8Array): string | undefined => {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
};

const decoderFor = (encoding: string): TextDecoder => {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new EngineError('decode.encoding', `The encoding "${encoding}" is not known.`, {
      hint: 'Use a WHATWG name such as windows-1252 or utf-16le.',
      cause,
    });
  }
};

async function* withoutMark(source: Bytes): Bytes {
  let first = true;
  for await (const chunk of source) {
    yield first && encodingByMark(chunk) === 'utf-8' ? chunk.subarray(3) : chunk;
    first = false;
  }
}

async function* transcoded(source: Bytes, decoder: TextDecoder): Bytes {
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}
