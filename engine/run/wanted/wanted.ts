/** Which members of its source's records a feed cannot do without: where none of them comes, something else was sent. */
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { nearest } from '../../language/basics/nearest.ts';
import type { Place } from '../../language/basics/place.ts';

export interface Want {
  /** One of them has to be there. */
  readonly names: readonly string[];
  readonly place: Place;
  /** Of an attribute: without it the object is still the same. */
  readonly loose: boolean;
}

export class Wanted {
  readonly #wants: readonly Want[];
  /** Of all of them. */
  readonly names: ReadonlySet<string>;

  constructor(wants: readonly Want[]) {
    this.#wants = wants;
    this.names = new Set(wants.flatMap(({ names }) => names));
  }

  /** The error where these columns lack what is read; `shown` makes a vendor's word fit for a message. */
  lacking(columns: readonly string[], format: string, shown: (text: string) => string): EngineError | undefined {
    const there = new Set(columns);
    const lacking = this.#wants.filter(({ names, loose }) => !loose && !names.some((name) => there.has(name)));
    const [first] = lacking;
    if (first === undefined) return undefined;
    const wanted = [...new Set(lacking.map(({ names }) => names.map((name) => `"${name}"`).join(' or ')))];
    const [name = ''] = first.names;
    const known = columns.filter((column) => column !== '' && column.length <= LONGEST_NAME);
    const near = nearest(name, known);
    return new EngineError(
      'decode.no-column',
      `The ${format} has no column ${listed(wanted)}, which the mapping reads; its columns are ${listed(columns.map(shown))}.`,
      {
        place: first.place,
        hint: `${near === undefined ? '' : `Did you mean \`${near}\`? `}A column that may be missing is read with what stands in for it: \`${name} ?? null\`.`,
      },
    );
  }

  /** What attributes read and these columns lack. */
  loose(columns: readonly string[]): readonly string[] {
    const there = new Set(columns);
    const lacking = this.#wants.filter(({ names, loose }) => loose && !names.some((name) => there.has(name)));
    return [...new Set(lacking.flatMap(({ names }) => names))];
  }

  has(record: JsonRecord): boolean {
    for (const name of this.names) if (Object.hasOwn(record, name)) return true;
    return false;
  }
}

const LONGEST_NAME = 64;
const MOST_WORDS = 12;

export const listed = (words: readonly string[]): string =>
  words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS).join(', ')} and ${words.length - MOST_WORDS} more` : words.join(', ');
