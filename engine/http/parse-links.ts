export interface Link {
  readonly target: string;
  /** Relations in lower case. */
  readonly rels: readonly string[];
}

/** No server needs more; what is beyond is not read. */
const LONGEST_HEADER = 65_536;

const BLANK = /[\t ]*/y;
const TARGET = /<([^<>]*)>/y;
const NAME = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN = /[^\s",;]*/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;

/**
 * The links of a `Link` header (RFC 8288, section 3 and appendix B.2): a broken one is skipped up to the next comma outside
 * of quotes. A link whose context is another resource (`anchor`) says nothing of this page and is left out.
 * Every expression is anchored where reading stands and none can match in two ways, so the time is linear in the length.
 */
export function parseLinks(header: string): readonly Link[] {
  const text = header.slice(0, LONGEST_HEADER);
  const links: Link[] = [];
  for (let at = 0; at < text.length;) {
    const read = new Reader(text, at);
    const link = readLink(read);
    if (link !== undefined) links.push(link);
    at = afterComma(text, read.at);
  }
  return links;
}

function readLink(read: Reader): Link | undefined {
  read.take(BLANK);
  const target = read.take(TARGET)?.[1];
  if (target === undefined) return undefined;
  let rels: readonly string[] | undefined;
  let anchored = false;
  for (read.take(BLANK); read.skip(';'); read.take(BLANK)) {
    read.take(BLANK);
    const name = read.take(NAME)?.[0].toLowerCase();
    read.take(BLANK);
    const value = read.skip('=') ? readValue(read) : '';
    // Only the first `rel` counts.
    if (name === 'rel')
      rels ??= value
        .toLowerCase()
        .split(/[\t ]+/)
        .filter((one) => one !== '');
    if (name === 'anchor') anchored = true;
  }
  return anchored ? undefined : { target: target.trim(), rels: rels ?? [] };
}

function readValue(read: Reader): string {
  read.take(BLANK);
  const quoted = read.take(QUOTED)?.[1];
  return quoted === undefined ? (read.take(TOKEN)?.[0] ?? '') : quoted.replaceAll(/\\([^])/g, '$1');
}

/** Where the next link begins: after a comma that stands neither in quotes nor in an address. */
function afterComma(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\' && quoted) at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === ',' && !quoted) return at + 1;
  }
  return text.length;
}

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }

  skip(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }
}
