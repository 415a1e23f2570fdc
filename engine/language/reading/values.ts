import type { Scope } from '../check/scope.ts';
import type { Json } from '../basics/json.ts';
import type { Expr, Literal, Tmpl, Tree, TreeMap, TreeMember, Value } from '../basics/value.ts';
import { entriesOf, itemsOf, keepSpelling, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import type { Context, RawMap } from './context.ts';

type Key = string | number;

const at = (container: Container, key: Key): unknown => (container as Readonly<Record<Key, unknown>>)[key];

const literal = (container: Container, key: Key, value: Json): Literal => ({
  kind: 'literal',
  value,
  place: placeOfValue(container, key),
});

const TEMPLATE = /\{\{[^{}]+\}\}/;
const EXPRESSION = /^\$(?:(?:user|run|window|page|state|args|slice|partition|parent|record|job|response)\b|[A-Za-z_]\w*\(.*\)$)/;

/** A text that is written like a source is taken as it stands, braces and all: most often a tag was forgotten. */
const checkUntagged = (container: Container, key: Key, { findings }: Context): void => {
  const text = at(container, key);
  if (typeof text !== 'string') return;
  const tag = TEMPLATE.test(text) ? '!tmpl' : EXPRESSION.test(text) ? '!expr' : undefined;
  if (tag === undefined) return;
  findings.warning(
    'value.no-tag',
    placeOfValue(container, key),
    `This is a text as it stands, though it looks like ${tag === '!tmpl' ? 'a template' : 'an expression'}.`,
    `Put \`${tag}\` before it; if it is meant as it stands, write \`!expr\` and the text in quotes of its own.`,
  );
};

/** A scalar as it stands, a number by its spelling where it would come out otherwise. */
export const readValue = (container: Container, key: Key, scope: Scope, context: Context): Value => {
  const data = at(container, key);
  if (isTagged(data)) return readSource(data, scope, context);
  checkUntagged(container, key, context);
  return literal(container, key, keepSpelling(container, key, data) as Json);
};

export const readOptionalValue = (container: Container, key: Key, scope: Scope, context: Context): Value | undefined =>
  at(container, key) === undefined ? undefined : readValue(container, key, scope, context);

/** Checked for its names, and given back. */
export const readSource = <T extends Expr | Tmpl>(tagged: T, scope: Scope, context: Context): T => {
  context.sources.check(tagged, scope);
  return tagged;
};

export const readOptionalSource = <T extends Expr | Tmpl>(
  tagged: T | undefined,
  scope: Scope,
  context: Context,
): T | undefined => (tagged === undefined ? undefined : readSource(tagged, scope, context));

/** One expression, or several in a list. */
export const readExpressions = (raw: Expr | readonly Expr[] | undefined, scope: Scope, context: Context): readonly Expr[] => {
  if (raw === undefined) return [];
  return (Array.isArray(raw) ? itemsOf(raw as readonly Expr[]).map(([, one]) => one) : [raw as Expr]).map((one) =>
    readSource(one, scope, context),
  );
};

/** A plain value without tags, with every number that JSON would write otherwise as it is spelt. */
export const readLiteral = (container: Container, key: Key): Json => {
  const data = at(container, key);
  if (Array.isArray(data)) return itemsOf(data as readonly unknown[]).map(([index]) => readLiteral(data, index));
  if (typeof data === 'object' && data !== null)
    return Object.fromEntries(entriesOf(data as RawMap).map(([name]) => [name, readLiteral(data as RawMap, name)]));
  return keepSpelling(container, key, data) as Json;
};

/** In a text position (query, headers, form) a number is written as it is spelt; in JSON it is a number. */
export type Writing = 'json' | 'text';

export const readTree = (container: Container, key: Key, scope: Scope, context: Context, writing: Writing): Tree => {
  const data = at(container, key);
  if (isTagged(data)) return readSource(data, scope, context);
  if (Array.isArray(data)) {
    return {
      kind: 'list',
      items: itemsOf(data as readonly unknown[]).map(([index]) => readTree(data, index, scope, context, writing)),
      place: placeOf(data),
    };
  }
  if (typeof data === 'object' && data !== null) return readTreeMap(data as RawMap, scope, context, writing);
  checkUntagged(container, key, context);
  return literal(container, key, (writing === 'text' ? keepSpelling(container, key, data) : data) as Json);
};

export const readTreeMap = (raw: RawMap, scope: Scope, context: Context, writing: Writing): TreeMap => ({
  kind: 'map',
  members: entriesOf(raw).map(([name]) => member(raw, name, scope, context, writing)),
  place: placeOf(raw),
});

const member = (raw: RawMap, name: string, scope: Scope, context: Context, writing: Writing): TreeMember => {
  const optional = name.length > 1 && name.endsWith('?');
  return {
    name: optional ? name.slice(0, -1) : name,
    optional,
    // What some feeds have nothing for may be left out for them.
    value: readTree(
      raw,
      name,
      optional && scope.windowless?.always === false ? { ...scope, windowless: undefined } : scope,
      context,
      writing,
    ),
    place: placeOfKey(raw, name),
  };
};

export const readOptionalTreeMap = (
  raw: unknown,
  scope: Scope,
  context: Context,
  writing: Writing = 'text',
): TreeMap | undefined => (raw === undefined ? undefined : readTreeMap(raw as RawMap, scope, context, writing));
