/**
 * Shapes: one declaration gives the JSON Schema that validates and the TypeScript type that follows from it.
 * Positions for `!expr` and `!tmpl` carry the keyword `feedwright`, which the loader's validator checks against the
 * tag and which the schema written for editors turns into a plain scalar.
 */
import { parseBytes } from './byte-size.ts';
import { parseDuration } from './duration.ts';
import type { Expr, Tmpl, Tree, TreeMap } from './value.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Which tags a scalar position takes. */
export type Tagged = 'expr' | 'tmpl' | 'value' | 'template-or-expr' | 'tree' | 'tree-map' | 'literal';

export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Never set: carries the type. */
  readonly type?: T;
}

/** A shape whose value needs nothing but itself to be read: a text, a number, a duration. */
export interface Plain<T, M> extends Shape<T> {
  /** The value as the model has it (a duration in ms, a size in bytes); without a default it is undefined where nothing is written. */
  read(written: T | undefined): M;
}

/** A map whose members are known by name. */
export interface ObjectShape<R extends Shapes, O extends Shapes> extends Shape<Required<R> & Optional<O>> {
  readonly required: R;
  readonly optional: O;
}

export type Infer<S> = S extends Shape<infer T> ? T : never;

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Required<R extends Shapes> = { readonly [K in keyof R]: Infer<R[K]> };
type Optional<O extends Shapes> = { readonly [K in keyof O]?: Infer<O[K]> };

/** `max_bytes` of a definition is `maxBytes` in the model. */
type ModelName<K> = K extends `${infer Head}_${infer Rest}` ? `${Head}${Capitalize<ModelName<Rest>>}` : K;
type ReadValue<S> = S extends { read(written: never): infer M } ? M : never;
type PlainMembers<S> = {
  readonly [K in keyof S as S[K] extends { read(written: never): unknown } ? ModelName<K> : never]: ReadValue<S[K]>;
};

/** All members of a map that are plain, as the model has them: `readPlain` reads them. */
export type PlainOf<S> =
  S extends ObjectShape<infer R, infer O>
    ? { readonly [K in keyof PlainMembers<R>]: NonNullable<PlainMembers<R>[K]> } & PlainMembers<O>
    : never;

const modelName = (key: string): string => key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The plain members of a map whose shape has been checked; what is missing though it is required has been reported. */
export const readPlain = <R extends Shapes, O extends Shapes>(
  { required, optional }: ObjectShape<R, O>,
  raw: object,
): PlainOf<ObjectShape<R, O>> => {
  const written = raw as Readonly<Record<string, unknown>>;
  const members = Object.entries({ ...required, ...optional } as Readonly<Record<string, Partial<Plain<unknown, unknown>>>>);
  return Object.fromEntries(
    members.flatMap(([key, { read }]) => (read === undefined ? [] : [[modelName(key), read(written[key])]])),
  ) as PlainOf<ObjectShape<R, O>>;
};

const shape = <T>(schema: JsonSchema): Shape<T> => ({ schema });

const plain = <T, M>(schema: JsonSchema, read: (written: T) => M): Plain<T, M | undefined> => ({
  schema,
  read: (written) => (written === undefined ? undefined : read(written)),
});
const asItIs = <T>(written: T): T => written;

/** The same shape with a sentence for editors and the reference, and a default where it has one; a plain one is read as that. */
export function described<T, M>(inner: Plain<T, M>, description: string): Plain<T, M>;
export function described<T, M>(inner: Plain<T, M>, description: string, byDefault: T): Plain<T, NonNullable<M>>;
export function described<T>(inner: Shape<T>, description: string, byDefault?: unknown): Shape<T>;
export function described(
  { schema, read }: Shape<unknown> & Partial<Plain<unknown, unknown>>,
  description: string,
  byDefault?: unknown,
): Shape<unknown> {
  const more = { ...schema, description, ...(byDefault === undefined ? {} : { default: byDefault }) };
  return withSchema(more, read && ((written) => read(written === undefined ? byDefault : written)));
}

/** The same shape with values that an editor offers. */
export function withExamples<T, M>(inner: Plain<T, M>, ...examples: readonly unknown[]): Plain<T, M>;
export function withExamples<T>(inner: Shape<T>, ...examples: readonly unknown[]): Shape<T>;
export function withExamples(
  { schema, read }: Shape<unknown> & Partial<Plain<unknown, unknown>>,
  ...examples: readonly unknown[]
): Shape<unknown> {
  return withSchema({ ...schema, examples }, read);
}

const withSchema = (schema: JsonSchema, read: ((written: unknown) => unknown) | undefined): Shape<unknown> =>
  read === undefined ? { schema } : ({ schema, read } as Plain<unknown, unknown>);

export const text = (more: JsonSchema = {}): Plain<string, string | undefined> =>
  plain({ type: 'string', ...more }, asItIs<string>);
export const number = (more: JsonSchema = {}): Plain<number, number | undefined> =>
  plain({ type: 'number', ...more }, asItIs<number>);
export const integer = (more: JsonSchema = {}): Plain<number, number | undefined> =>
  plain({ type: 'integer', ...more }, asItIs<number>);
export const boolean = (): Plain<boolean, boolean | undefined> => plain({ type: 'boolean' }, asItIs<boolean>);
export const choice = <const C extends readonly (string | boolean | number)[]>(
  ...values: C
): Plain<C[number], C[number] | undefined> => plain({ enum: values }, asItIs<C[number]>);
/** ISO 8601 duration such as `P30D` or `PT5M`; months and years have no fixed length and are refused. */
export const duration = (): Plain<string, number | undefined> =>
  plain(
    { type: 'string', format: 'feedwright-duration', examples: ['P1D', 'PT5M'] },
    (written: string) => parseDuration(written) ?? 0,
  );
/** A duration, or `!expr` over `$user` that gives one, decided once a run. To an editor, which sees no tags, it is the `$` that makes it one. */
export const decidedDuration = (): Plain<string | Expr, number | Expr | undefined> => {
  const anyOf = [duration().schema, { ...expr().schema, pattern: '\\$user' }];
  return plain({ anyOf }, (written: string | Expr) => (typeof written === 'string' ? (parseDuration(written) ?? 0) : written));
};
/** A count of bytes: a number, or text such as `64 MiB`. */
export const bytes = (): Plain<string | number, number | undefined> =>
  plain(
    { type: ['string', 'number'], format: 'feedwright-bytes', examples: ['64 MiB'] },
    (written: string | number) => parseBytes(written) ?? 0,
  );
/** An ISO 8601 instant or date. */
export const instant = (): Shape<string> => shape({ type: 'string', format: 'feedwright-instant' });
/** Any JSON literal, without tags. */
export const literal = (): Shape<unknown> => shape({ feedwright: 'literal' });

/** A position that one of the tags decides. */
export const tagged = <T>(which: Tagged): Shape<T> => shape({ feedwright: which });

/** Must be `!expr`. */
export const expr = (): Shape<Expr> => shape({ feedwright: 'expr' });
/** A scalar literal, `!expr` or `!tmpl`. */
export const value = (): Shape<string | number | boolean | null | Expr | Tmpl> => shape({ feedwright: 'value' });
/** Any tree of maps and lists with such scalars at its leaves; a component gets it as a `Tree`. */
export const tree = (): Shape<Tree> => shape({ feedwright: 'tree' });
/** The same with a map at its root: query members, headers, a form. */
export const treeMap = (): Shape<TreeMap> => shape({ feedwright: 'tree-map' });

export const list = <T>(item: Shape<T>, more: JsonSchema = {}): Shape<readonly T[]> =>
  shape({ type: 'array', items: item.schema, ...more });
export const map = <T>(item: Shape<T>, more: JsonSchema = {}): Shape<Readonly<Record<string, T>>> =>
  shape({ type: 'object', additionalProperties: item.schema, ...more });
/** Exactly these members. */
export const object = <R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
  more: JsonSchema = {},
): ObjectShape<R, O> => ({
  schema: {
    type: 'object',
    properties: Object.fromEntries(Object.entries({ ...required, ...optional }).map(([name, inner]) => [name, inner.schema])),
    ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
    additionalProperties: false,
    ...more,
  },
  required,
  optional,
});
export const anyOf = <S extends readonly Shape<unknown>[]>(...inner: S): Shape<Infer<S[number]>> =>
  shape({ anyOf: inner.map((one) => one.schema) });
/** A shape of its own under `$defs`, referred to by name. */
export const reference = <T>(name: string): Shape<T> => shape({ $ref: `#/$defs/${name}` });
