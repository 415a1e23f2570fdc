export interface Link {
  readonly target: string;
  /** Relations in lower case. */
  readonly rels: readonly string[];
  /** The resource that the link speaks of, where it is not the page itself. */
  readonly anchor: string | undefined;
}

export interface LinkHeader {
  readonly links: readonly Link[];
  /** Something of it is no link: what it would have said is not known. */
  readonly broken: boolean;
}

/** No server needs more; what is beyond is not read. */
const LONGEST_HEADER = 65_536;

const BLANK = /[\t ]*/y;
const TARGET = /<([^<>]*)>/y;
/** An address without `< >`: up to the parameter behind it, or to a blank. */
const BARE = /[^\s<>",;]+(?:[,;](?!(?:rel|rev|anchor|title\*?|type|media|hreflang)[\t ]*=)[^\s<>",;]+)*/iy;
const NAME = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN = /[^\s",;]*/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
const SINGLE_QUOTED = /'([^'",;]*)'/y;
/** RFC 8288, section 3.3: a registered name, or an address. */
const RELATION = /^[a-z0-9][a-z0-9._-]*$|:/;

/**
 * The links of a `Link` header (RFC 8288, section 3 and appendix B.2), and of what servers send in its place: addresses without
 * `< >`, single quotes. A broken one is passed over up to the next comma outside of quotes, and said to be there.
 * Every expression is anchored where reading stands and none can match in two ways, so the time is linear in the length.
 */
export function parseLinks(header: string): LinkHeader {
  const text = header.slice(0, LONGEST_HEADER);
  const links: Link[] = [];
  let broken = header.length > LONGEST_HEADER;
  for (let at = 0; at < text.length;) {
    const read = new Reader(text, at);
    const link = readLink(read);
    const next = afterComma(text, read.at);
    if (link !== undefined && link.rels.length > 0 && link.rels.every((rel) => RELATION.test(rel))) links.push(link);
    else broken ||= !/^[\t ,]*$/.test(text.slice(at, next));
    at = next;
  }
  return { links, broken };
}

function readLink(read: Reader): Link | undefined {
  read.take(BLANK);
  const target = read.take(TARGET)?.[1] ?? read.take(BARE)?.[0];
  if (target === undefined) return undefined;
  let rels: readonly string[] | undefined;
  let anchor: string | undefined;
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
    if (name === 'anchor') anchor ??= value;
  }
  return { target: target.trim(), rels: rels ?? [], anchor };
}

function readValue(read: Reader): string {
  read.take(BLANK);
  const quoted = read.take(QUOTED)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\([^])/g, '$1');
  return read.take(SINGLE_QUOTED)?.[1] ?? read.take(TOKEN)?.[0] ?? '';
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
