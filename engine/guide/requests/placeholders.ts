import { shellWord, type Piece } from '../../api/trace/shell-text.ts';

/** What stands in a request for a value that a run brings. */
export interface Placeholder {
  readonly name: string;
  /** In words; what a reader has to put there. */
  readonly meaning: string;
  /** In a command it is a variable of the shell. */
  readonly isSecret: boolean;
  /** In JSON it stands without quotes. */
  readonly isNumber: boolean;
}

/** Before and behind a number it makes a text that no definition has, that no encoding changes, and that may be a host. */
const MARK = 'fwguidemark';
const MARKED = new RegExp(`${MARK}(\\d+)z`, 'gi');

/** Placeholders of one request: marks that go through everything that makes a request, and what is shown in their place. */
export class Placeholders {
  readonly #all: Placeholder[] = [];
  /** Of those that were shown, so that two of one name can be told apart. */
  readonly #names = new Map<number, string>();

  /** A text that stands for the value until the request is shown. The same name with the same meaning is the same mark. */
  mark(name: string, meaning: string, more: Partial<Placeholder> = {}): string {
    const known = this.#all.findIndex((one) => one.name === name && one.meaning === meaning);
    if (known >= 0) return `${MARK}${known}z`;
    this.#all.push({ name, meaning, isSecret: false, isNumber: false, ...more });
    return `${MARK}${this.#all.length - 1}z`;
  }

  /** With `<name>` for each mark. */
  shown(text: string): string {
    return text.replaceAll(MARKED, (_, index: string) => `<${this.#nameOf(Number(index))}>`);
  }

  /** JSON, in which numbers stand without quotes. */
  bareNumbers(json: string): string {
    return json.replaceAll(new RegExp(`"${MARK}(\\d+)z"`, 'g'), (whole, index: string) =>
      this.#all[Number(index)]?.isNumber === true ? whole.slice(1, -1) : whole,
    );
  }

  /** One word of a shell: secrets as variables, the rest as it is shown. */
  word(text: string): string {
    const pieces: Piece[] = [];
    let end = 0;
    for (const match of text.matchAll(MARKED)) {
      const found = this.#all[Number(match[1])];
      if (found?.isSecret !== true) continue;
      if (match.index > end) pieces.push(this.shown(text.slice(end, match.index)));
      pieces.push({
        variable: this.#nameOf(Number(match[1]))
          .toUpperCase()
          .replaceAll(/[^A-Z0-9_]/g, '_'),
      });
      end = match.index + match[0].length;
    }
    if (end < text.length || pieces.length === 0) pieces.push(this.shown(text.slice(end)));
    return shellWord(pieces);
  }

  /** Does a mark stand in it? */
  has(text: string): boolean {
    return text.search(MARKED) >= 0;
  }

  /** The text with each mark replaced by a pattern. */
  pattern(text: string, escape: (text: string) => string, hole: string): string {
    return text
      .split(new RegExp(`${MARK}\\d+z`, 'i'))
      .map(escape)
      .join(hole);
  }

  /** Those whose marks stand in one of the texts, in the order of the texts. */
  within(texts: readonly string[]): readonly Placeholder[] {
    const indexes = texts.flatMap((text) => [...text.matchAll(MARKED)].map((match) => Number(match[1])));
    return [...new Set(indexes)].flatMap((index) => {
      const found = this.#all[index];
      return found === undefined ? [] : [{ ...found, name: this.#nameOf(index) }];
    });
  }

  #nameOf(index: number): string {
    const known = this.#names.get(index);
    if (known !== undefined) return known;
    const { name = '' } = this.#all[index] ?? {};
    const others = [...this.#names.keys()].filter((other) => this.#all[other]?.name === name).length;
    const own = others === 0 ? name : `${name}_${others + 1}`;
    this.#names.set(index, own);
    return own;
  }
}
