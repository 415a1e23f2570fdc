import type { JsonSchema } from '../basics/shape.ts';
import { isExpr, isTagged, isTmpl } from '../yaml/tagged.ts';

export type Definitions = Readonly<Record<string, JsonSchema>>;

export const resolve = (schema: JsonSchema, definitions: Definitions): JsonSchema => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = definitions[reference.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`no shape is named ${reference}`);
  return resolve(target, definitions);
};

export const isMap = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data) && !isTagged(data);

const isScalar = (data: unknown): boolean => typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean';

const holdsTag = (data: unknown): boolean =>
  isTagged(data) || (typeof data === 'object' && data !== null && Object.values(data).some((one) => holdsTag(one)));

const byTag: Readonly<Record<string, (data: unknown) => boolean>> = {
  expr: isExpr,
  tmpl: isTmpl,
  'template-or-expr': isTagged,
  value: (data) => isScalar(data) || isTagged(data),
  literal: (data) => data !== undefined && data !== null && !holdsTag(data),
  tree: () => true,
  'tree-map': isMap,
};

const byType: Readonly<Record<string, (data: unknown) => boolean>> = {
  object: isMap,
  array: (data) => Array.isArray(data),
  // A number in a text position keeps its spelling.
  string: (data) => typeof data === 'string' || typeof data === 'number',
  number: (data) => typeof data === 'number',
  integer: (data) => typeof data === 'number',
  boolean: (data) => typeof data === 'boolean',
};

/** Whether the value is of the kind that the schema takes: text, map, expression, … Its content is not looked at. */
export const acceptsKind = (schema: JsonSchema, data: unknown, definitions: Definitions): boolean => {
  const { feedwright, type, anyOf, enum: values, const: single } = resolve(schema, definitions);
  if (typeof feedwright === 'string') return byTag[feedwright]?.(data) ?? false;
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).some((one) => acceptsKind(one, data, definitions));
  if (type !== undefined) return [type].flat().some((one) => byType[String(one)]?.(data) ?? false);
  if (Array.isArray(values)) return values.some((one) => typeof one === typeof data);
  return single === undefined || typeof single === typeof data;
};

const words: Readonly<Record<string, string>> = {
  expr: 'an expression (`!expr …`)',
  tmpl: 'a template (`!tmpl …`)',
  'template-or-expr': 'an expression (`!expr …`) or a template (`!tmpl …`)',
  value: 'a single value, `!expr …` or `!tmpl …`',
  literal: 'a literal without tags',
  tree: 'a value',
  'tree-map': 'a map',
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
};

/** What the schema takes, in words: `a text or a map`. */
export const expected = (schema: JsonSchema, definitions: Definitions): string => {
  const { feedwright, type, anyOf, enum: values, const: single } = resolve(schema, definitions);
  if (typeof feedwright === 'string') return words[feedwright] ?? feedwright;
  if (Array.isArray(anyOf)) return joined([...new Set((anyOf as JsonSchema[]).map((one) => expected(one, definitions)))]);
  if (type !== undefined) return joined([type].flat().map((one) => words[String(one)] ?? String(one)));
  if (Array.isArray(values)) return values.length <= 6 ? joined(values.map((one) => `\`${String(one)}\``)) : 'one of its words';
  return single === undefined ? 'a value' : `\`${String(single)}\``;
};

const joined = (all: readonly string[]): string =>
  all.length <= 1 ? (all[0] ?? 'a value') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;

/** What stands there, in words. */
export const described = (data: unknown): string => {
  if (data === null) return 'nothing';
  if (isExpr(data)) return 'an expression';
  if (isTmpl(data)) return 'a template';
  if (Array.isArray(data)) return 'a list';
  if (isMap(data)) return 'a map';
  const text = String(data);
  return typeof data === 'string' ? `the text \`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\`` : `\`${text}\``;
};
