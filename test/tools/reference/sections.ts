/** Walks the language's schema and makes a section of every map with words of its own. */
import type { JsonSchema } from '../../../engine/language/basics/shape.ts';
import { code, flow, link } from './markdown.ts';

export interface Row {
  /** `key`, or `<name>` where the author chooses it. */
  readonly key: string;
  readonly type: string;
  /** `required`, the default, or nothing. */
  readonly otherwise: string;
  readonly description: string;
}

export interface Section {
  /** The way to it from the nearest shape that has a name: `feed.window`. */
  readonly name: string;
  readonly description: string;
  readonly rows: readonly Row[];
  /** Maps within, in the order in which they are met. */
  readonly inner: readonly Section[];
}

type Schemas = Readonly<Record<string, JsonSchema>>;

const TAGGED: Readonly<Record<string, string>> = {
  expr: '`!expr`',
  tmpl: '`!tmpl`',
  'template-or-expr': '`!tmpl` or `!expr`',
  value: 'value',
  literal: 'literal',
  tree: 'tree of values',
  'tree-map': 'map of values',
};
const FORMATS: Readonly<Record<string, string>> = {
  'feedwright-duration': 'duration',
  'feedwright-bytes': 'size',
  'feedwright-instant': 'time',
  'feedwright-pattern': 'regular expression',
};
const SCALARS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const bounds = ({ minimum, maximum }: JsonSchema): string => {
  if (typeof minimum === 'number' && typeof maximum === 'number') return `, ${minimum} to ${maximum}`;
  return typeof minimum === 'number' && minimum > 0 ? `, from ${minimum}` : '';
};

const otherwise = (name: string, schema: JsonSchema, required: readonly string[]): string => {
  if (required.includes(name)) return '**required**';
  return schema['default'] === undefined ? '' : code(flow(schema['default']));
};

/** Words behind `list of`, such that it is plain where they end. */
const each = (type: string): string => (type.includes(' or ') || type.includes(', ') ? `(${type})` : type);

/** The schema's own sentence, and examples where its type alone does not say what is meant. */
const describe = (schema: JsonSchema, name: string): string => {
  const { description, examples, format } = schema as {
    readonly description?: string;
    readonly examples?: readonly unknown[];
    readonly format?: string;
  };
  if (description === undefined) throw new Error(`${name} has no description.`);
  if (examples === undefined || format !== undefined) return description;
  return `${description} E.g. ${examples.map((one) => code(flow(one))).join(', ')}.`;
};

/** A map apart from what is said of it in one place. */
const shapeOf = (schema: JsonSchema): string => JSON.stringify({ ...schema, description: undefined, default: undefined });

/** Sections by name, and where the shapes that have a name are used. */
export class Sections {
  readonly #schemas: Schemas;
  /** Shapes with a section of their own, which is linked to. */
  readonly #named: ReadonlySet<string>;
  readonly #places = new Map<string, string[]>();
  readonly #known = new Map<string, string>();

  /** `components`: schemas that stand in no definition's schema by themselves, by the name of their section. */
  constructor(schemas: Schemas, named: Iterable<string>, components: Schemas) {
    this.#schemas = schemas;
    this.#named = new Set(named);
    for (const name of this.#named) this.#known.set(shapeOf(this.#schemas[name] ?? {}), name);
    for (const [name, schema] of Object.entries(components)) this.#known.set(shapeOf(schema), name);
  }

  /** Complete only when every section has been made. */
  placesOf(name: string): readonly string[] {
    return unique(this.#places.get(name) ?? []);
  }

  of(name: string, schema: JsonSchema = this.#schemas[name] ?? {}): Section {
    const inner: Section[] = [];
    const required = (schema['required'] ?? []) as readonly string[];
    const row = (key: string, one: JsonSchema): Row => {
      const path = `${name}.${key}`;
      const shown = this.#resolved(one);
      return {
        key,
        type: this.#type(one, path, inner),
        otherwise: otherwise(key, one, required),
        description: describe({ ...shown, ...one }, path),
      };
    };
    const rows = Object.entries((schema['properties'] ?? {}) as Schemas).map(([key, one]) => row(key, one));
    const rest = schema['additionalProperties'];
    if (typeof rest === 'object') rows.push(row('<name>', rest as JsonSchema));
    return { name, description: (schema['description'] as string | undefined) ?? '', rows, inner };
  }

  #resolved({ $ref }: JsonSchema): JsonSchema {
    return typeof $ref === 'string' ? (this.#schemas[$ref.split('/').at(-1) ?? ''] ?? {}) : {};
  }

  #type(schema: JsonSchema, path: string, inner: Section[]): string {
    const {
      $ref,
      anyOf,
      feedwright,
      format,
      type,
      items,
      properties,
      additionalProperties: rest,
    } = schema as {
      readonly $ref?: string;
      readonly anyOf?: readonly JsonSchema[];
      readonly feedwright?: string;
      readonly format?: string;
      readonly type?: string | readonly string[];
      readonly items?: JsonSchema;
      readonly properties?: Schemas;
      readonly additionalProperties?: JsonSchema | boolean;
    };
    if ($ref !== undefined) return this.#reference($ref.split('/').at(-1) ?? '', path, inner);
    if (anyOf !== undefined) return unique(anyOf.map((one) => this.#type(one, path, inner))).join(' or ');
    if (feedwright !== undefined) return TAGGED[feedwright] ?? feedwright;
    const values = (schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']])) as
      readonly unknown[] | undefined;
    if (values !== undefined)
      return values
        .map((one) => code(String(one)))
        .join(' \\| ')
        .replaceAll('\\|', '|');
    if (format !== undefined && FORMATS[format] !== undefined) return FORMATS[format];
    if (type === 'array') return `list of ${each(this.#type(items ?? {}, `${path}[n]`, inner))}`;
    if (properties !== undefined) return Object.keys(properties).length === 0 ? 'empty map' : this.#nested(schema, path, inner);
    if (typeof rest === 'object') return `map of ${each(this.#type(rest, `${path}.<name>`, inner))}`;
    const scalars = typeof type === 'string' ? [type] : (type ?? []);
    return `${scalars.map((one) => SCALARS[one] ?? one).join(' or ')}${bounds(schema)}`;
  }

  #reference(name: string, path: string, inner: Section[]): string {
    const schema = this.#schemas[name] ?? {};
    if (!this.#named.has(name)) return this.#type(schema, path, inner);
    this.#places.set(name, [...(this.#places.get(name) ?? []), path]);
    return link(name);
  }

  /** The same map in several places is described where it is met first. */
  #nested(schema: JsonSchema, path: string, inner: Section[]): string {
    const key = shapeOf(schema);
    const known = this.#known.get(key);
    if (known !== undefined) return link(known);
    this.#known.set(key, path);
    inner.push(this.of(path, schema));
    return link(path);
  }
}
