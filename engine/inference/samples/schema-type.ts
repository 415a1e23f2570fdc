import type { Format } from '../types/formats.ts';
import { intersection } from '../types/intersection.ts';
import {
  BOOLEAN,
  listOf,
  NEVER,
  union,
  unionOf,
  UNKNOWN,
  type Member,
  type Origin,
  type ScalarType,
  type Type,
} from '../types/type.ts';

/** A schema that can't be followed; the message goes on after the file's name. */
export class SchemaError extends Error {}

/** So many parts of a schema are looked at; what lies behind them is unknown. */
const MOST_PARTS = 20_000;
const DEEPEST = 64;
/** So often a schema is opened within itself: below that its objects are unknown. */
const MOST_WITHIN = 2;
const MOST_EXAMPLES = 3;

type Schema = Readonly<Record<string, unknown>>;

/** The type that a JSON Schema describes (as OpenAPI has them, too). Throws SchemaError. */
export const schemaType = (schema: unknown, origin: Origin): Type => new SchemaReader(schema).read(schema, origin, 0, []);

class SchemaReader {
  readonly #root: unknown;
  #parts = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** `within`: the references that lead here. */
  read(schema: unknown, origin: Origin, depth: number, within: readonly string[]): Type {
    if (schema === false) return NEVER;
    if (schema === true || ++this.#parts > MOST_PARTS || depth > DEEPEST) return UNKNOWN;
    if (!isMap(schema)) throw new SchemaError(`is no JSON Schema: at ${placeText(origin)} stands no map`);
    const at = (part: unknown): Type => this.read(part, origin, depth + 1, within);
    let type = this.#own(schema, origin, depth, within);
    const { $ref: ref } = schema;
    if (typeof ref === 'string') type = intersection(type, this.#referred(ref, origin, depth, within));
    for (const one of listUnder(schema, 'allOf')) type = intersection(type, at(one));
    for (const word of ['anyOf', 'oneOf'] as const) {
      const all = listUnder(schema, word);
      if (all.length > 0) type = intersection(type, unionOf(all.map(at)));
    }
    for (const word of ['then', 'else'] as const)
      if (schema[word] !== undefined) type = union(type, intersection(type, at(schema[word])));
    return { ...type, ...(schema['nullable'] === true ? { null: true } : {}), origins: [origin] };
  }

  #referred(ref: string, origin: Origin, depth: number, within: readonly string[]): Type {
    if (within.filter((one) => one === ref).length >= MOST_WITHIN) return UNKNOWN;
    return this.read(this.#find(ref), origin, depth + 1, [...within, ref]);
  }

  #find(ref: string): unknown {
    const shown = `\`${ref.slice(0, 120)}\``;
    if (!/^#(?:\/|$)/.test(ref)) throw new SchemaError(`refers to ${shown}: only places in the same file are followed`);
    let at = this.#root;
    for (const part of ref.split('/').slice(1)) {
      const name = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      at = typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Schema)[name] : undefined;
    }
    if (at === undefined) throw new SchemaError(`refers to ${shown}, which it lacks`);
    return at;
  }

  /** What the schema says itself, without those that it is made of. */
  #own(schema: Schema, origin: Origin, depth: number, within: readonly string[]): Type {
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    if (Array.isArray(values)) return closedTo(values);
    const kinds = [schema['type'] ?? kindOf(schema)].flat();
    return unionOf(kinds.map((kind) => this.#kind(kind, schema, origin, depth, within)));
  }

  #kind(kind: unknown, schema: Schema, origin: Origin, depth: number, within: readonly string[]): Type {
    switch (kind) {
      case 'null':
        return { null: true };
      case 'boolean':
        return BOOLEAN;
      case 'integer':
      case 'number':
        return { number: scalarOf(schema) };
      case 'string':
        return { text: scalarOf(schema) };
      case 'array': {
        const { items, prefixItems = Array.isArray(items) ? items : [] } = schema;
        const parts = [...(Array.isArray(prefixItems) ? prefixItems : []), ...(Array.isArray(items) ? [] : [items ?? true])];
        return listOf(unionOf(parts.map((one) => this.read(one, origin, depth + 1, within))));
      }
      case 'object':
        return this.#object(schema, origin, depth, within);
      default:
        return UNKNOWN;
    }
  }

  #object(schema: Schema, origin: Origin, depth: number, within: readonly string[]): Type {
    const required = new Set(listUnder(schema, 'required'));
    const properties = Object.entries(isMap(schema['properties']) ? schema['properties'] : {});
    const members = new Map<string, Member>(
      properties.map(([name, one]) => [
        name,
        { type: this.read(one, { ...origin, path: [...origin.path, name] }, depth + 1, within), optional: !required.has(name) },
      ]),
    );
    // Names that come as data.
    const isOpen = isMap(schema['additionalProperties']) || isMap(schema['patternProperties']);
    return { ...(isOpen ? UNKNOWN : NEVER), object: { members } };
  }
}

const kindOf = (schema: Schema): string | undefined =>
  ['properties', 'required', 'patternProperties', 'additionalProperties'].some((word) => schema[word] !== undefined)
    ? 'object'
    : schema['items'] !== undefined || schema['prefixItems'] !== undefined
      ? 'array'
      : undefined;

const FORMATS: Readonly<Record<string, Format>> = {
  date: 'date',
  'date-time': 'date',
  email: 'email',
  'idn-email': 'email',
  ip: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  iri: 'url',
  uri: 'url',
  url: 'url',
  uuid: 'uuid',
};

const scalarOf = (schema: Schema): ScalarType => {
  const { format } = schema;
  const known = typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  const examples = [...listUnder(schema, 'examples'), schema['example']].filter(isScalar).map(String);
  return { ...(known === undefined ? {} : { format: known }), examples: examples.slice(0, MOST_EXAMPLES) };
};

/** These values and no others. */
const closedTo = (values: readonly unknown[]): Type => {
  const set = (kind: 'string' | 'number'): ScalarType | undefined => {
    const closed = [...new Set(values.filter((one) => typeof one === kind).map(String))];
    return closed.length === 0 ? undefined : { examples: closed.slice(0, MOST_EXAMPLES), closed };
  };
  const [text, number] = [set('string'), set('number')];
  return {
    ...(values.includes(null) ? { null: true } : {}),
    ...(values.some((one) => typeof one === 'boolean') ? BOOLEAN : {}),
    ...(values.some((one) => typeof one === 'object' && one !== null) ? UNKNOWN : {}),
    ...(text === undefined ? {} : { text }),
    ...(number === undefined ? {} : { number }),
  };
};

const isMap = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

const listUnder = (schema: Schema, word: string): readonly unknown[] => {
  const value = schema[word];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const placeText = ({ path }: Origin): string => (path.length === 0 ? 'its root' : `\`${path.join('.')}\``);
