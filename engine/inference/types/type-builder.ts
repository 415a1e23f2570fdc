import { formatOf, type Format } from './formats.ts';
import { MOST_EXAMPLES, MOST_SHOWN, NEVER, UNKNOWN, type Member, type Origin, type ScalarType, type Type } from './type.ts';

const LONGEST_EXAMPLE = 80;
/** So deep is looked; what lies deeper is unknown. */
const DEEPEST = 64;

/** Gathers the type of values one by one. */
export class TypeBuilder {
  #null = false;
  #blank = false;
  readonly #booleans = new Set<boolean>();
  #unknown = false;
  readonly #number = new ScalarBuilder();
  readonly #text = new ScalarBuilder();
  /** Every text so far is an object or a list as JSON. */
  #isJson = true;
  #json: TypeBuilder | undefined;
  #list: TypeBuilder | undefined;
  #objects = 0;
  readonly #members = new Map<string, { readonly of: TypeBuilder; count: number }>();

  add(value: unknown, depth = 0): void {
    if (depth > DEEPEST) this.#unknown = true;
    else if (value === null || value === undefined) this.#null = true;
    else if (typeof value === 'boolean') this.#booleans.add(value);
    else if (typeof value === 'number') this.#number.add(String(value));
    else if (typeof value === 'string') this.#addText(value, depth);
    else if (Array.isArray(value)) {
      this.#list ??= new TypeBuilder();
      for (const one of value as readonly unknown[]) this.#list.add(one, depth + 1);
    } else this.#addObject(value, depth);
  }

  #addText(value: string, depth: number): void {
    if (value.trim() === '') this.#blank = true;
    else {
      this.#text.add(value);
      this.#addJson(value, depth);
    }
  }

  #addJson(value: string, depth: number): void {
    if (!this.#isJson) return;
    const parsed = /^\s*[[{]/.test(value) ? parsedOrNothing(value) : undefined;
    if (parsed === undefined) this.#isJson = false;
    else (this.#json ??= new TypeBuilder()).add(parsed, depth + 1);
  }

  #addObject(value: object, depth: number): void {
    this.#objects++;
    for (const [name, one] of Object.entries(value)) {
      let member = this.#members.get(name);
      if (member === undefined) this.#members.set(name, (member = { of: new TypeBuilder(), count: 0 }));
      member.count++;
      member.of.add(one, depth + 1);
    }
  }

  /** `origin` is that of the values; those within have it with their own path. */
  build(origin?: Origin): Type {
    const number = this.#number.build();
    const text = this.#text.build();
    return {
      ...(this.#unknown ? UNKNOWN : NEVER),
      ...(this.#null ? { null: true } : {}),
      ...(this.#blank ? { blank: true } : {}),
      ...(this.#booleans.size === 0 ? {} : { boolean: true }),
      ...(this.#booleans.size === 1 ? { only: this.#booleans.has(true) } : {}),
      ...(number === undefined ? {} : { number }),
      ...(text === undefined ? {} : { text: { ...text, ...this.#buildJson(origin) } }),
      ...(this.#list === undefined ? {} : { list: this.#list.build(origin) }),
      ...(this.#objects === 0 ? {} : { object: { members: this.#buildMembers(origin) } }),
      ...(origin === undefined ? {} : { origins: [origin] }),
    };
  }

  /** Nothing can be said of what is in a text by its path. */
  #buildJson(origin: Origin | undefined): { readonly json?: Type } {
    if (!this.#isJson || this.#json === undefined) return {};
    return { json: this.#json.build(origin && { ...origin, owner: undefined }) };
  }

  #buildMembers(origin: Origin | undefined): ReadonlyMap<string, Member> {
    return new Map(
      [...this.#members].map(([name, { of, count }]) => [
        name,
        {
          type: of.build(origin && { ...origin, path: [...origin.path, name] }),
          optional: count < this.#objects,
        },
      ]),
    );
  }
}

const parsedOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

class ScalarBuilder {
  readonly #examples = new Set<string>();
  readonly #shown = new Set<string>();
  #seen = false;
  #format: Format | undefined;

  add(text: string): void {
    if (!this.#seen) this.#format = formatOf(text);
    else if (this.#format !== undefined && formatOf(text) !== this.#format) this.#format = undefined;
    this.#seen = true;
    if (this.#examples.size < MOST_EXAMPLES) this.#examples.add(text.slice(0, LONGEST_EXAMPLE));
    if (text.length <= LONGEST_EXAMPLE && this.#shown.size < MOST_SHOWN) this.#shown.add(text);
  }

  build(): ScalarType | undefined {
    if (!this.#seen) return undefined;
    return {
      ...(this.#format === undefined ? {} : { format: this.#format }),
      examples: [...this.#examples],
      shown: [...this.#shown],
    };
  }
}

/** The type of values that stand side by side, such as records. */
export const typeOfValues = (values: Iterable<unknown>, origin?: Origin): Type => {
  const builder = new TypeBuilder();
  for (const value of values) builder.add(value);
  return builder.build(origin);
};
