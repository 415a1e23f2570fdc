import type { Action, Feed } from '../../../language/model.ts';
import { maskRequest, type NamedSecret } from '../../../mock/cassette/mask-request.ts';
import type { ObjectView } from '../../../store/sqlite/queries/object-view.ts';

/** Stands in the place of what must not be shown. */
export const SENSITIVE = '(sensitive)';

/** A shorter value may be a part of any other text: it is hidden where it is the whole of one. */
const SHORTEST_PART = 4;

/** What must not be shown of a case: values of attributes that either definition calls sensitive, and the secrets among the options. */
export class Hidden {
  readonly #secrets: readonly NamedSecret[];
  readonly #names: Set<string>;
  readonly #values = new Set<string>();

  constructor(secrets: readonly NamedSecret[], of: readonly (Feed | Action)[]) {
    this.#secrets = secrets;
    this.#names = new Set(of.flatMap(sensitiveNames));
  }

  /** Learns what is sensitive in objects. */
  learn(views: readonly ObjectView[]): void {
    for (const { attributes } of views)
      for (const { name, sensitive } of attributes) if (sensitive === true) this.#names.add(name);
    for (const { attributes } of views)
      for (const { name, value } of attributes) if (this.#names.has(name)) this.#values.add(value);
  }

  isSensitive(attribute: string): boolean {
    return this.#names.has(attribute);
  }

  /** The text without what must not be shown, wherever it stands in it. */
  readonly text = (text: string): string => {
    if (this.#values.has(text)) return SENSITIVE;
    let result = maskRequest(text, this.#secrets);
    for (const value of [...this.#values].toSorted((a, b) => b.length - a.length))
      if (value.length >= SHORTEST_PART) for (const form of formsOf(value)) result = result.replaceAll(form, SENSITIVE);
    return result;
  };

  /** The same for what may be missing. */
  readonly maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : this.text(text));
}

/** As it stands in a text, in an address, and in JSON. */
const formsOf = (value: string): ReadonlySet<string> =>
  new Set([value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)]);

const sensitiveNames = (of: Feed | Action): readonly string[] =>
  'report' in of
    ? of.report.flatMap(({ attributes }) =>
        attributes.flatMap((one) => (one.kind === 'named' && one.sensitive ? [one.name] : [])),
      )
    : [];
