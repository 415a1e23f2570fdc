/** Told where something could not be read: `byte 12`. `encoding` is what it was read as. */
export type OnUnreadable = (place: string, encoding: string, times: number) => void;

/** How the text that is read stands to the bytes that came: for places, and for what could not be read. */
export class Reading {
  readonly #encoding: string;
  /** Bytes of a byte order mark, which are not read. */
  readonly #mark: number;
  readonly #tell: OnUnreadable | undefined;
  #passed = 0;
  #lines = 1;
  /** Of the text that is read, so many bytes are those that came. */
  #same: number;

  constructor(encoding: string, mark: number, isSame: boolean, tell: OnUnreadable | undefined) {
    this.#encoding = encoding;
    this.#mark = mark;
    this.#same = isSame ? Number.POSITIVE_INFINITY : -1;
    this.#tell = tell;
  }

  /** The byte of the body, from 0, for an offset in what is read; undefined where the two have parted. */
  byteAt(offset: number): number | undefined {
    return offset <= this.#same ? offset + this.#mark : undefined;
  }

  pass(bytes: number): void {
    this.#passed += bytes;
  }

  /** A place that is none of text: `offset` in what is given on of the chunk, `at` in what came of it. */
  unreadable(offset: number, at: number): void {
    this.#same = Math.min(this.#same, this.#passed + offset);
    this.#tell?.(`byte ${this.#passed + at + this.#mark}`, this.#encoding, 1);
  }

  /** Of a text that was made from other bytes: `replaced` stands where it could not be. */
  passLines(text: string, replaced: string): void {
    let at = 0;
    for (let found = text.indexOf(replaced); found !== -1; found = text.indexOf(replaced, at)) {
      this.#lines += lineBreaks(text, at, found);
      this.#tell?.(`line ${this.#lines}`, this.#encoding, 1);
      at = found + 1;
    }
    this.#lines += lineBreaks(text, at, text.length);
  }
}

const lineBreaks = (text: string, from: number, to: number): number => {
  let breaks = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
};
