import type { Scope } from '../check/scope.ts';
import type { ComponentUse } from '../model.ts';
import type { JsonSchema } from '../basics/shape.ts';
import type { ComponentInfo } from '../basics/vocabulary.ts';
import { entriesOf, itemsOf, placeOf, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import { acceptsKind } from '../validate/accepts.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { request } from '../endpoint/read-request.ts';
import { source, tree } from '../reading/values.ts';
import type { RawDecode } from '../endpoint/endpoint-shape.ts';
import type { RawComponent } from './connection-shape.ts';

type Components = Readonly<Record<string, ComponentInfo>>;

/** `{ kind, …options }`; positions for requests and trees come out as the model has them, the rest as it stands. */
export const component = (raw: RawComponent, components: Components, scope: Scope, context: Context): ComponentUse => {
  const { kind, ...rest } = raw;
  return {
    kind,
    options: options(raw, Object.keys(rest), components[kind]?.options.schema, scope, context),
    place: placeOf(raw),
  };
};

/** `name`, `name?` or `{ name: options }`. */
export const decoder = (list: readonly RawDecode[], index: number, scope: Scope, context: Context): ComponentUse => {
  const raw = list[index] as RawDecode;
  const written = typeof raw === 'string' ? raw : (entriesOf(raw)[0]?.[0] ?? '');
  const kind = written.replace(/\?$/, '');
  const given = typeof raw === 'string' ? undefined : (raw[written] as RawMap);
  const schema = context.vocabulary.decoders[kind]?.options.schema;
  return {
    kind,
    options: given === undefined ? {} : options(given, Object.keys(given), schema, scope, context),
    sniff: written.endsWith('?'),
    place: placeOfValue(list, index),
  };
};

const options = (
  raw: RawMap,
  names: readonly string[],
  schema: JsonSchema | undefined,
  scope: Scope,
  context: Context,
): RawMap => {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const rest = schema?.['additionalProperties'];
  const schemaOf = (name: string): JsonSchema =>
    (Object.hasOwn(properties, name) ? properties[name] : undefined) ?? (typeof rest === 'object' ? (rest as JsonSchema) : {});
  return Object.fromEntries(names.map((name) => [name, option(raw, name, schemaOf(name), scope, context)]));
};

const option = (container: Container, key: string | number, schema: JsonSchema, scope: Scope, context: Context): unknown => {
  const data = (container as Readonly<Record<string | number, unknown>>)[key];
  const { $ref, feedwright, anyOf, items } = schema as {
    readonly $ref?: string;
    readonly feedwright?: string;
    readonly anyOf?: readonly JsonSchema[];
    readonly items?: JsonSchema;
  };
  // What is sent is made before there is an answer to read.
  const own: Scope =
    scope.data === 'expressions' && feedwright !== 'expr' && anyOf === undefined ? { ...scope, data: false } : scope;
  if (isTagged(data)) return source(data, own, context);
  if ($ref === '#/$defs/request') return request(data as RawMap, own, context);
  if ($ref === '#/$defs/auth') return component(data as RawComponent, context.vocabulary.auth, scope, context);
  if (feedwright === 'tree' || feedwright === 'tree-map')
    return tree(container, key, own, context, feedwright === 'tree' ? 'json' : 'text');
  if (anyOf !== undefined) {
    const branch = anyOf.find((one) => one['$ref'] !== undefined || acceptsKind(one, data, {}));
    return branch === undefined ? data : option(container, key, branch, scope, context);
  }
  if (Array.isArray(data))
    return itemsOf(data as readonly unknown[]).map(([index]) => option(data, index, items ?? {}, scope, context));
  if (typeof data === 'object' && data !== null) return options(data as RawMap, Object.keys(data), schema, scope, context);
  return data;
};
