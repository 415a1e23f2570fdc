/**
 * Shapes: one declaration gives the JSON Schema that validates and the TypeScript type that follows from it.
 * Positions for `!expr` and `!tmpl` carry the keyword `feedwright`, which the loader's validator checks against the
 * tag and which the schema written for editors turns into a plain scalar.
 */
import type { RequestSpec } from '../model.ts';
import type { Expr, Tmpl, Tree, TreeMap } from './value.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Which tags a scalar position takes. */
export type Tagged = 'expr' | 'tmpl' | 'value' | 'template-or-expr' | 'tree' | 'tree-map' | 'literal';

export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Never set: carries the type. */
  readonly type?: T;
}

export type Infer<S> = S extends Shape<infer T> ? T : never;

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Required<R extends Shapes> = { readonly [K in keyof R]: Infer<R[K]> };
type Optional<O extends Shapes> = { readonly [K in keyof O]?: Infer<O[K]> };

const shape = <T>(schema: JsonSchema): Shape<T> => ({ schema });

/** The same shape with a sentence for editors and the reference, and a default where it has one. */
export const described = <T>(inner: Shape<T>, description: string, defaultValue?: unknown): Shape<T> =>
  shape({ ...inner.schema, description, ...(defaultValue === undefined ? {} : { default: defaultValue }) });

/** The same shape with values that an editor offers. */
export const withExamples = <T>(inner: Shape<T>, ...examples: readonly unknown[]): Shape<T> =>
  shape({ ...inner.schema, examples });

export const text = (more: JsonSchema = {}): Shape<string> => shape({ type: 'string', ...more });
export const number = (more: JsonSchema = {}): Shape<number> => shape({ type: 'number', ...more });
export const integer = (more: JsonSchema = {}): Shape<number> => shape({ type: 'integer', ...more });
export const boolean = (): Shape<boolean> => shape({ type: 'boolean' });
export const choice = <const C extends readonly (string | boolean | number)[]>(...values: C): Shape<C[number]> =>
  shape({ enum: values });
/** ISO 8601 duration such as `P30D` or `PT5M`; months and years have no fixed length and are refused. */
export const duration = (): Shape<string> => shape({ type: 'string', format: 'feedwright-duration', examples: ['P1D', 'PT5M'] });
/** A count of bytes: a number, or text such as `64 MiB`. */
export const bytes = (): Shape<string | number> =>
  shape({ type: ['string', 'number'], format: 'feedwright-bytes', examples: ['64 MiB'] });
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
/** A request as an endpoint writes it (method, path, query, headers, body); a component gets it as a `RequestSpec`. */
export const request = (): Shape<RequestSpec> => shape({ $ref: '#/$defs/request' });

export const list = <T>(item: Shape<T>, more: JsonSchema = {}): Shape<readonly T[]> =>
  shape({ type: 'array', items: item.schema, ...more });
export const map = <T>(item: Shape<T>, more: JsonSchema = {}): Shape<Readonly<Record<string, T>>> =>
  shape({ type: 'object', additionalProperties: item.schema, ...more });
/** Exactly these members. */
export const object = <R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
  more: JsonSchema = {},
): Shape<Required<R> & Optional<O>> =>
  shape({
    type: 'object',
    properties: Object.fromEntries(Object.entries({ ...required, ...optional }).map(([name, inner]) => [name, inner.schema])),
    ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
    additionalProperties: false,
    ...more,
  });
export const anyOf = <S extends readonly Shape<unknown>[]>(...inner: S): Shape<Infer<S[number]>> =>
  shape({ anyOf: inner.map((one) => one.schema) });
/** A shape of its own under `$defs`, referred to by name. */
export const reference = <T>(name: string): Shape<T> => shape({ $ref: `#/$defs/${name}` });
