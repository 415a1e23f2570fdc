import { shortened } from '../../../language/shortened.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import { resolved } from './entities.ts';
import { lineBreaks, malformedXml } from './malformed.ts';

export interface XmlHandler {
  open(name: string, attributes: readonly (readonly [name: string, value: string])[], line: number): void;
  close(name: string, line: number): void;
  text(text: string, line: number): void;
}

const MOST_TAGS = 4096;

interface PlainTag {
  readonly name: string;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly length: number;
}

/** Text that goes on in another piece is handed on once it has so many characters. */
const PART = 256 * 1024;
/** The longest tag, in characters. */
const LONGEST = 4 * 1024 * 1024;
const MARKS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
const NAME = /[^\s/>="'<&]+/y;
const ATTRIBUTE = /\s+([^\s/>="'<&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/** Tells tags, text and the rest apart, in text that comes in pieces (XML 1.0, fifth edition). No document types. */
export class XmlTokenizer {
  readonly #handler: XmlHandler;
  /** Tags without attributes, by what stands between the angle brackets: the same few come again and again. */
  readonly #plainTags = new Map<string, PlainTag>();
  #text = '';
  #line = 1;
  /** Offset of the next line break in the text; -1 where there is none. */
  #nextBreak = -1;
  /** What the comment or the like is closed by that goes on in the next piece; CDATA is text. */
  #within: '-->' | ']]>' | '?>' | undefined;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  get line(): number {
    return this.#line;
  }

  push(piece: string): void {
    this.#text += piece;
    this.#nextBreak = this.#text.indexOf('\n');
    let at = 0;
    for (let end = this.#token(at); end !== -1; end = this.#token(at)) {
      at = end;
      this.#countLines(at);
    }
    if (this.#text.length - at > PART) {
      at = this.#part(at);
      this.#countLines(at);
    }
    this.#text = this.#text.slice(at);
    if (this.#text.length > LONGEST)
      throw new EngineError(
        'decode.too-large',
        `A tag of the XML body on line ${this.#line} is longer than ${LONGEST} characters.`,
        {
          hint: 'The body may be damaged.',
        },
      );
  }

  #countLines(at: number): void {
    for (; this.#nextBreak !== -1 && this.#nextBreak < at; this.#line++)
      this.#nextBreak = this.#text.indexOf('\n', this.#nextBreak + 1);
  }

  /** Hands on what there is of a long text; gives its end. A reference or a closing mark may be cut: its beginning is left. */
  #part(at: number): number {
    const text = this.#text;
    if (this.#within !== undefined) {
      const end = text.length - 2;
      if (this.#within === ']]>') this.#handler.text(text.slice(at, end), this.#line);
      return end;
    }
    if (text.charCodeAt(at) !== 0x3c) {
      const reference = text.lastIndexOf('&');
      const end = reference < text.length - 64 ? text.length : Math.max(reference, at);
      this.#handler.text(resolved(text.slice(at, end), this.#line), this.#line);
      return end;
    }
    for (const [open, close] of MARKS) {
      if (!text.startsWith(open, at)) continue;
      this.#within = close;
      return this.#part(at + open.length);
    }
    return at;
  }

  /** Throws where the text ends within a tag; what is left may be blanks. */
  end(): void {
    if (this.#within !== undefined)
      throw malformedXml(`it ends before "${this.#within}"`, this.#line, 'The body may have been cut off.');
    if (this.#text.startsWith('<')) throw malformedXml('it ends within a tag', this.#line, 'The body may have been cut off.');
    if (this.#text !== '') this.#handler.text(resolved(this.#text, this.#line), this.#line);
    this.#line += lineBreaks(this.#text, this.#text.length);
  }

  /** Handles the token at `at`; gives its end, -1 where it is not there yet as a whole. */
  #token(at: number): number {
    const text = this.#text;
    if (at >= text.length) return -1;
    if (this.#within !== undefined) return this.#rest(this.#within, at);
    if (text.charCodeAt(at) !== 0x3c) {
      const end = text.indexOf('<', at);
      if (end !== -1) this.#handler.text(resolved(text.slice(at, end), this.#line), this.#line);
      return end;
    }
    if (text.startsWith('<!--', at)) return this.#past('-->', at + 4);
    if (text.startsWith('<![CDATA[', at)) {
      const end = this.#past(']]>', at + 9);
      if (end !== -1) this.#handler.text(text.slice(at + 9, end - 3), this.#line);
      return end;
    }
    if (text.startsWith('<?', at)) return this.#past('?>', at + 2);
    if (text.startsWith('<!', at)) return this.#doctype(at);
    return this.#tag(at);
  }

  /** The end of what began in an earlier piece. */
  #rest(mark: '-->' | ']]>' | '?>', at: number): number {
    const end = this.#past(mark, at);
    if (end === -1) return -1;
    this.#within = undefined;
    if (mark === ']]>' && end - 3 > at) this.#handler.text(this.#text.slice(at, end - 3), this.#line);
    return end;
  }

  #past(mark: string, from: number): number {
    const end = this.#text.indexOf(mark, from);
    return end === -1 ? -1 : end + mark.length;
  }

  /** A name of a document type is passed over; declarations of its own are refused: entities can be made to explode. */
  #doctype(at: number): number {
    // It may be the beginning of a comment or CDATA section yet.
    if (this.#text.length - at < 9) return -1;
    const end = this.#text.indexOf('>', at);
    const declares = this.#text.indexOf('[', at);
    if (declares !== -1 && (end === -1 || declares < end))
      throw new EngineError('decode.xml-doctype', `The XML text has a document type with declarations on line ${this.#line}.`, {
        hint: 'Such declarations are never read. Ask the vendor for a body without them.',
      });
    if (end !== -1 && !/^<!DOCTYPE\s/.test(this.#text.slice(at, at + 10)))
      throw malformedXml('"<!" begins nothing that XML has', this.#line);
    return end === -1 ? -1 : end + 1;
  }

  #tag(at: number): number {
    const plain = this.#plainTag(at);
    if (plain === undefined) return this.#fullTag(at);
    const { name, opens, closes, length } = plain;
    if (opens) this.#handler.open(name, [], this.#line);
    if (closes) this.#handler.close(name, this.#line);
    return at + length;
  }

  #plainTag(at: number): PlainTag | undefined {
    const end = this.#text.indexOf('>', at);
    if (end === -1 || end - at > 100) return undefined;
    const inner = this.#text.slice(at + 1, end);
    const known = this.#plainTags.get(inner);
    if (known !== undefined) return known;
    const [, closing, name, empty] = /^(\/?)([^\s/>="'<&]+)(\/?)$/.exec(inner) ?? [];
    if (name === undefined || (closing !== '' && empty !== '')) return undefined;
    const tag = { name, opens: closing === '', closes: closing !== '' || empty !== '', length: inner.length + 2 };
    if (this.#plainTags.size < MOST_TAGS) this.#plainTags.set(inner, tag);
    return tag;
  }

  #fullTag(at: number): number {
    const end = this.#tagEnd(at);
    if (end === -1) return -1;
    const text = this.#text;
    const closing = text.charCodeAt(at + 1) === 0x2f;
    NAME.lastIndex = at + (closing ? 2 : 1);
    const name = NAME.exec(text)?.[0];
    if (name === undefined || NAME.lastIndex > end)
      throw malformedXml('"<" begins no tag', this.#line, 'In text "<" is written "&lt;".');
    let rest = NAME.lastIndex;
    const attributes: [string, string][] = [];
    for (ATTRIBUTE.lastIndex = rest; !closing;) {
      const found = ATTRIBUTE.exec(text);
      if (found === null || ATTRIBUTE.lastIndex > end) break;
      const value = found[2] ?? found[3] ?? '';
      // Counted where there may be something to tell.
      const line = value.includes('&') ? this.#lineAt(at, ATTRIBUTE.lastIndex - 1 - value.length) : this.#line;
      attributes.push([found[1] ?? '', resolved(value, line)]);
      rest = ATTRIBUTE.lastIndex;
    }
    const tail = text.slice(rest, end).trim();
    if (tail !== '' && (tail !== '/' || closing))
      throw malformedXml(
        `the tag ${shortened(name, 80)} has something that is no attribute`,
        this.#lineAt(at, rest + text.slice(rest).search(/\S/)),
      );
    if (!closing) this.#handler.open(name, attributes, this.#line);
    if (closing || tail === '/') this.#handler.close(name, this.#line);
    return end + 1;
  }

  /** The line of an offset within the token that begins at `at`. */
  #lineAt(at: number, offset: number): number {
    return this.#line + lineBreaks(this.#text.slice(at, offset), offset - at);
  }

  /** The offset of the tag's ">", which may stand in attribute values as well. */
  #tagEnd(at: number): number {
    const text = this.#text;
    let quote = 0;
    for (let index = at + 1; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (quote !== 0) quote = code === quote ? 0 : quote;
      else if (code === 0x3e) return index;
      else if (code === 0x22 || code === 0x27) quote = code;
    }
    return -1;
  }
}
