import type { ObjectView } from '../../../store/views/object-view.ts';
import { escapePattern } from '../../../language/escape-pattern.ts';
import type { Action, Feed } from '../../../language/model.ts';
import { maskRequest, type NamedSecret } from '../../../mock/cassette/mask-request.ts';

/** Stands in the place of what must not be shown. */
export const SENSITIVE = '(sensitive)';

/** A shorter value may be a part of other words: it is hidden where it stands alone. */
const SHORTEST_PART = 4;

/** What must not be shown of a case: values of attributes that either definition calls sensitive, and the secrets among the options. */
export class Hidden {
  readonly #secrets: readonly NamedSecret[];
  readonly #names: ReadonlySet<string>;
  readonly #values = new Set<string>();
  /** The values as they may stand in a text, the longest first; undefined where there is none. */
  #pattern: RegExp | undefined;

  constructor(secrets: readonly NamedSecret[], of: readonly (Feed | Action)[]) {
    this.#secrets = secrets;
    this.#names = new Set(of.flatMap(sensitiveNames));
  }

  /** Learns the values in objects that must not be shown. */
  learn(views: readonly ObjectView[]): void {
    for (const { attributes } of views)
      for (const { name, value } of attributes) if (this.#names.has(name)) this.#values.add(value);
    const forms = new Set([...this.#values].flatMap(formsOf));
    const parts = [...forms].toSorted((a, b) => b.length - a.length).map(patternOf);
    this.#pattern = parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'g');
  }

  isSensitive(attribute: string): boolean {
    return this.#names.has(attribute);
  }

  /** The text without what must not be shown, wherever it stands in it. */
  readonly text = (text: string): string => {
    const masked = maskRequest(text, this.#secrets);
    return this.#pattern === undefined ? masked : masked.replaceAll(this.#pattern, SENSITIVE);
  };

  /** The same for what may be missing. */
  readonly maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : this.text(text));
}

/** As it stands in a text, in an address, and in JSON. */
const formsOf = (value: string): readonly string[] => [
  value,
  encodeURIComponent(value.toWellFormed()),
  JSON.stringify(value).slice(1, -1),
];

const patternOf = (text: string): string =>
  text.length < SHORTEST_PART ? `(?<![A-Za-z0-9])${escapePattern(text)}(?![A-Za-z0-9])` : escapePattern(text);

const sensitiveNames = (of: Feed | Action): readonly string[] =>
  'report' in of
    ? of.report.flatMap(({ attributes }) =>
        attributes.flatMap((one) => (one.kind === 'named' && one.sensitive ? [one.name] : [])),
      )
    : [];
