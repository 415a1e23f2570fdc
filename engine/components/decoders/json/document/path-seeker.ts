import { MAX_DEPTH, tooDeep } from './depth.ts';

/** Longer names are none that a definition writes. */
const MAX_NAME = 1024;

/** Goes through the document byte by byte until the value at the path begins. */
export class PathSeeker {
  readonly #path: readonly string[];
  #depth = 0;
  /** How many members of the path the current position lies within. */
  #matched = 0;
  #inText = false;
  #escaped = false;
  #nameExpected = false;
  /** The name being read, where it may be the next member of the path. */
  #name: number[] | undefined;
  /** The next member's name was read: its value comes. */
  #hit = false;
  /** A list at the top has no members. */
  #lost = false;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** Offset in `chunk` of the first byte of the value at the path; -1 where it does not begin within the chunk. */
  seek(chunk: Uint8Array): number {
    if (this.#lost) return -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inText) this.#text(byte);
      else if (byte > 0x20 && this.#structure(byte)) return at;
      if (this.#lost) return -1;
    }
    return -1;
  }

  #text(byte: number): void {
    if (this.#name !== undefined && this.#name.length < MAX_NAME) this.#name.push(byte);
    if (this.#escaped) this.#escaped = false;
    else if (byte === 0x5c) this.#escaped = true;
    else if (byte === 0x22) {
      this.#inText = false;
      this.#hit = this.#name !== undefined && nameOf(this.#name) === this.#path[this.#matched];
      this.#name = undefined;
    }
  }

  /** True where the wanted value begins. */
  #structure(byte: number): boolean {
    if (byte === 0x3a) return false;
    if (this.#path.length === 0) return true;
    if (this.#hit && this.#matched === this.#path.length - 1) return true;
    switch (byte) {
      case 0x22:
        this.#inText = true;
        if (this.#nameExpected && this.#depth === this.#matched + 1) this.#name = [];
        this.#nameExpected = false;
        break;
      case 0x7b:
        if (this.#hit) this.#matched++;
        this.#open();
        this.#nameExpected = true;
        break;
      case 0x5b:
        this.#lost ||= this.#depth === 0;
        this.#open();
        this.#nameExpected = false;
        break;
      case 0x7d:
      case 0x5d:
        this.#depth--;
        if (this.#depth <= this.#matched && this.#matched > 0) this.#matched--;
        break;
      case 0x2c:
        // In a list a text is no name, but no list is on the way: the depth tells.
        this.#nameExpected = true;
        break;
      default:
    }
    this.#hit = false;
    return false;
  }

  #open(): void {
    if (++this.#depth > MAX_DEPTH) throw tooDeep();
  }
}

const nameOf = (bytes: readonly number[]): string | undefined => {
  const text = Buffer.from(bytes.slice(0, -1)).toString('utf8');
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    // Whoever parses the document says where it is malformed.
    return undefined;
  }
};
