import { isSource } from '../../engine/expression/definition/evaluator.ts';
import { parse } from '../../engine/expression/jsonata/parse.ts';
import { defaultLimits } from '../../engine/expression/jsonata/run.ts';
import { walk, type Node } from '../../engine/expression/jsonata/syntax.ts';
import { parseTemplate } from '../../engine/expression/template/parse-template.ts';
import type { TemplateNode } from '../../engine/expression/template/template-node.ts';
import { namesOf } from '../../engine/inference/expression/template.ts';
import { segmentOffset } from '../../engine/inference/expression/segment.ts';
import type { Place } from '../../engine/language/basics/place.ts';
import type { Expr, Tmpl } from '../../engine/language/basics/value.ts';
import type { Pack } from '../../engine/language/model.ts';

export interface PathSegment {
  readonly place: Place;
  readonly name: string;
  /** It names something that the vendor sends, as far as the text tells. */
  readonly isVendors: boolean;
}

/** Variables that hold what the engine or a person gives. */
const OWN = new Set([
  'user',
  'run',
  'window',
  'args',
  'slice',
  'partition',
  'options',
  'object',
  'state',
  'response',
  'job',
  'request',
]);

/** Every name in a path of every expression and template of a pack, by its own walk over the model. */
export const segmentsOf = (pack: Pack): readonly PathSegment[] => expressionsIn(pack, new Set()).flatMap(inSource);

const expressionsIn = (value: unknown, seen: Set<unknown>): readonly (Expr | Tmpl)[] => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  if (isSource(value)) return [value];
  const parts = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.flatMap((one) => expressionsIn(one, seen));
};

const inSource = (source: Expr | Tmpl): readonly PathSegment[] =>
  source.kind === 'expr' ? inExpression(source) : inTemplate(source);

const inTemplate = (tmpl: Tmpl): readonly PathSegment[] =>
  parseTemplate(tmpl.source)
    .flatMap(pathsIn)
    .flatMap((path) =>
      namesOf(path, tmpl.source).map(({ name, offset }, index) => ({
        place: tmpl.placeAt(offset),
        name,
        isVendors: path.kind === 'field' || (path.name === 'page' ? index > 0 : !OWN.has(path.name)),
      })),
    );

const pathsIn = (node: TemplateNode): readonly Extract<TemplateNode, { kind: 'field' | 'variable' }>[] =>
  node.kind === 'call' ? node.args.flatMap(pathsIn) : node.kind === 'field' || node.kind === 'variable' ? [node] : [];

const inExpression = (expr: Expr): readonly PathSegment[] => {
  const root = parse(expr.source, defaultLimits);
  const nodes = [...walk(root)].map(({ node }) => node);
  const own = new Set(nodes.flatMap(behindOwnVariable));
  const names = nodes.filter((node) => node.type === 'name');
  const segments = names.map((node) => {
    const offset = segmentOffset(node, expr.source);
    return [offset, { place: expr.placeAt(offset), name: node.value, isVendors: !own.has(node) }] as const;
  });
  // `??` and `?:` stand in the tree twice.
  return [...new Map(segments).values()];
};

/** The names of a path that begins with a variable of the engine's; `$page.body` is the vendor's from there on. */
const behindOwnVariable = (node: Node): readonly Node[] => {
  if (node.type !== 'path') return [];
  const [first, second] = node.steps;
  if (first?.type !== 'variable') return [];
  if (first.value === 'page') return second === undefined ? [] : [second];
  return OWN.has(first.value) ? node.steps.slice(1) : [];
};
