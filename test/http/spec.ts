import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { buildRequest } from '../../engine/http/request/build-request.ts';
import type { HttpRequest } from '../../engine/http/http.ts';
import type { RequestSpec } from '../../engine/language/model.ts';
import type { Place } from '../../engine/language/basics/place.ts';
import type { Expr, Literal, Tmpl, Tree, TreeMap } from '../../engine/language/basics/value.ts';

export const place: Place = { file: 'sample.yaml', line: 7, column: 3 };
const evaluator = createDefinitionEvaluator(() => 0);

export const expr = (source: string): Expr => ({ kind: 'expr', source, place, placeAt: () => place });
export const tmpl = (source: string): Tmpl => ({ kind: 'tmpl', source, place, placeAt: () => place });
export const literal = (value: Literal['value']): Literal => ({ kind: 'literal', value, place });

type Written = string | number | boolean | Tree | readonly Written[];

const node = (written: Written): Tree => {
  if (Array.isArray(written)) return { kind: 'list', items: (written as readonly Written[]).map(node), place };
  return typeof written === 'object' ? (written as Tree) : literal(written as string);
};

/** Members as a definition writes them: `name?` may be missing. */
export const map = (members: Readonly<Record<string, Written>>): TreeMap => ({
  kind: 'map',
  place,
  members: Object.entries(members).map(([name, value]) => ({
    name: name.replace(/\?$/, ''),
    optional: name.endsWith('?'),
    value: node(value),
    place,
  })),
});

export const spec = (more: Partial<RequestSpec>): RequestSpec => ({
  method: 'GET',
  path: literal('/items'),
  query: undefined,
  headers: undefined,
  body: undefined,
  idempotent: true,
  place,
  ...more,
});

export const build = (
  more: Partial<RequestSpec>,
  args: Readonly<Record<string, unknown>> = {},
  base = 'https://api.example.com',
  headers: readonly TreeMap[] = [],
): HttpRequest =>
  buildRequest(spec(more), { base: new URL(base), evaluator, scope: { args }, label: 'items', headers, limits: undefined });
