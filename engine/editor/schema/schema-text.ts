import type { JsonSchema } from '../../language/basics/shape.ts';

const TAGGED: Readonly<Record<string, string>> = {
  expr: '!expr',
  tmpl: '!tmpl',
  'template-or-expr': '!expr or !tmpl',
  value: 'a value, !expr or !tmpl',
  literal: 'anything, without tags',
  tree: 'a tree of values',
  'tree-map': 'a map of values',
};

const FORMATS: Readonly<Record<string, string>> = {
  'feedwright-duration': 'a duration, such as `P30D`',
  'feedwright-bytes': 'a size, such as `64 MiB`',
  'feedwright-instant': 'a time in ISO 8601',
  'feedwright-pattern': 'a regular expression',
};

const isScalar = (schema: JsonSchema): boolean => !['object', 'array'].includes(String(schema['type']));

/** What is written there, in a few words; undefined where the schema says nothing of it. */
export const wrote = (schema: JsonSchema): string | undefined => {
  const { type, format, feedwright, enum: choices, const: only } = schema as Readonly<Record<string, unknown>>;
  if (typeof feedwright === 'string') return TAGGED[feedwright];
  if (Array.isArray(choices)) return choices.map((one) => `\`${String(one)}\``).join(', ');
  if (only !== undefined) return `\`${String(only)}\``;
  if (typeof format === 'string' && FORMATS[format] !== undefined) return FORMATS[format];
  if (type === 'object') return 'a map';
  if (type === 'array') return 'a list';
  return typeof type === 'string' ? (type === 'string' ? 'a text' : `a ${type}`) : undefined;
};

/** Values that are offered: choices, examples, the default. */
export const valuesOf = (schema: JsonSchema): readonly string[] => {
  const { type, enum: choices, const: only, examples, default: usual } = schema as Readonly<Record<string, unknown>>;
  const all = [
    ...(Array.isArray(choices) ? (choices as readonly unknown[]) : []),
    ...(only === undefined ? [] : [only]),
    ...(type === 'boolean' ? [true, false] : []),
    ...(usual === undefined ? [] : [usual]),
    ...(Array.isArray(examples) ? (examples as readonly unknown[]) : []),
  ];
  return [...new Set(all.filter((one) => typeof one !== 'object').map(String))];
};

export const descriptionOf = ({ description }: JsonSchema): string => (typeof description === 'string' ? description : '');

/** Markdown: what is written there, and what it means. */
export const schemaDocs = (schemas: readonly JsonSchema[]): string => {
  const texts = schemas.map(descriptionOf).filter((one) => one !== '');
  const ways = schemas.map(wrote).filter((one) => one !== undefined);
  const usual = schemas.map((one) => one['default']).find((one) => one !== undefined);
  return [
    [...new Set(texts)].slice(0, 3).join('\n\n'),
    ways.length === 0 ? '' : `Written as ${[...new Set(ways)].join('; or ')}.`,
    usual === undefined ? '' : `Default: \`${JSON.stringify(usual)}\`.`,
  ]
    .filter((one) => one !== '')
    .join('\n\n');
};

/** A key is followed by a value on its line, not by a map or list below. */
export const takesScalar = (schemas: readonly JsonSchema[]): boolean =>
  schemas.filter((one) => one['anyOf'] === undefined && one['oneOf'] === undefined).some(isScalar);
