import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { functions } from '../../expression/functions/registry.ts';
import { percentEncode } from '../../http/request/percent-encode.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Tree, TreeMap, Value } from '../../language/basics/value.ts';
import type { RequestBody, RequestSpec } from '../../language/model.ts';
import type { Placeholders } from './placeholders.ts';

/** A request whose unknown parts are marks. */
export interface Rendered {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: { readonly kind: 'json' | 'form' | 'text' | 'multipart'; readonly text: string } | undefined;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

export interface Means {
  readonly evaluator: Evaluator;
  readonly scope: Scope;
  readonly holes: Placeholders;
  /** What a value means that can't be shown. */
  readonly meaning: (value: Value) => string;
}

/** The request as its definition says it, without what the authentication adds. */
export const render = (spec: RequestSpec, base: string, headers: readonly (TreeMap | undefined)[], means: Means): Rendered => {
  const path = pathOf(spec.path, means);
  const address = /^https?:\/\//i.test(path) ? path : `${base.replace(/\/+$/, '')}${/^([/?]|$)/.test(path) ? '' : '/'}${path}`;
  const query = membersOf(spec.query, means).map(([name, text]) => `${percentEncode(name)}=${percentEncode(text)}`);
  const body = spec.body && bodyOf(spec.body, means);
  return {
    method: spec.method,
    url: [address, ...(query.length === 0 ? [] : [query.join('&')])].join(address.includes('?') ? '&' : '?'),
    headers: [
      ...(body === undefined ? [] : [{ name: 'Content-Type', value: body.type }]),
      ...[...headers, spec.headers].flatMap((tree) => membersOf(tree, means).map(([name, value]) => ({ name, value }))),
    ],
    body,
  };
};

/** A placeholder is no segment to encode. */
const pathOf = (value: Value, means: Means): string => textOf(value, 'path', means);

/** The text of a value, or a mark of the name that it has in the request. */
export const textOf = (value: Value, name: string, means: Means): string => {
  const given = evaluated(value, name, means);
  return typeof given === 'object' ? JSON.stringify(given) : String(given);
};

const evaluated = (value: Value, name: string, { evaluator, scope, holes, meaning }: Means): unknown => {
  if (value.kind === 'literal') return value.value;
  const mark = (): string => holes.mark(name, meaning(value), { isNumber: givesNumber(value) });
  try {
    return evaluator.value(value).evaluate(undefined, scope) ?? mark();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return mark();
  }
};

/** Its outermost function gives a number. */
const givesNumber = (value: Value): boolean => {
  const name = value.kind === 'expr' ? /^\$(\w+)\(/.exec(value.source.trim())?.[1] : undefined;
  return name !== undefined && (NUMBERS.has(name) || functions[name]?.signature.result === 'number');
};

const NUMBERS = new Set(['max', 'min', 'ceil', 'floor', 'round', 'number', 'sum', 'count']);

/** A list repeats its name; one that is empty, such as an option that nobody has set, is told by a placeholder. */
const membersOf = (tree: TreeMap | undefined, means: Means): readonly (readonly [string, string])[] =>
  (tree?.members ?? []).flatMap(({ name, value }) => {
    if (value.kind === 'list') return value.items.map((one) => [name, treeText(one, name, means)] as const);
    const given = value.kind === 'map' ? undefined : evaluated(value, name, means);
    if (!Array.isArray(given)) return [[name, treeText(value, name, means)] as const];
    const { holes, meaning } = means;
    const items: readonly unknown[] = given.length === 0 ? [holes.mark(name, meaning(value as Value))] : given;
    return items.map((one) => [name, typeof one === 'object' ? JSON.stringify(one) : String(one)] as const);
  });

const treeText = (tree: Tree, name: string, means: Means): string =>
  tree.kind === 'map' || tree.kind === 'list' ? JSON.stringify(jsonOf(tree, name, means)) : textOf(tree, name, means);

const jsonOf = (tree: Tree, name: string, means: Means): unknown => {
  switch (tree.kind) {
    case 'map':
      return Object.fromEntries(tree.members.map((member) => [member.name, jsonOf(member.value, member.name, means)]));
    case 'list':
      return tree.items.map((one) => jsonOf(one, name, means));
    default:
      return evaluated(tree, name, means);
  }
};

type Body = NonNullable<Rendered['body']> & { readonly type: string };

const bodyOf = (body: RequestBody, means: Means): Body => {
  switch (body.kind) {
    case 'json':
      return { kind: 'json', text: JSON.stringify(jsonOf(body.value, 'body', means), null, 2), type: 'application/json' };
    case 'graphql': {
      const variables = body.variables === undefined ? {} : { variables: jsonOf(body.variables, 'variables', means) };
      const query = textOf(body.query, 'query', means);
      return { kind: 'json', text: JSON.stringify({ query, ...variables }, null, 2), type: 'application/json' };
    }
    case 'form': {
      const text = membersOf(body.value, means).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
      return { kind: 'form', text: text.join('&'), type: 'application/x-www-form-urlencoded' };
    }
    case 'multipart': {
      const text = membersOf(body.value, means).map(([name, value]) => `${name}=${value}`);
      return { kind: 'multipart', text: text.join('\n'), type: 'multipart/form-data' };
    }
    case 'text':
      return { kind: 'text', text: textOf(body.value, 'body', means), type: body.contentType };
    default:
      return body satisfies never;
  }
};
