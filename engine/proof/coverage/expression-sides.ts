import { functions } from '../../expression/functions/registry.ts';
import { type Decision, decisionsOf } from '../../expression/jsonata/decisions.ts';
import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import { EVALUATED } from '../../expression/definition/probe.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import { sideKey } from './hits.ts';
import { excerptAt, type Side } from './side.ts';

const choices: ReadonlyMap<string, number> = new Map(
  Object.values(functions).flatMap(({ name, choice }) => (choice === undefined ? [] : [[name, choice.from] as const])),
);

const LACKS: Readonly<Record<Exclude<Decision['kind'], 'choice'>, Readonly<Record<string, string>>>> = {
  condition: { holds: 'then side never taken', otherwise: 'else side never taken' },
  default: { holds: 'always its default', otherwise: 'default never taken' },
  and: { left: 'left side never false', right: 'right side never reached' },
  or: { left: 'left side never true', right: 'right side never reached' },
  predicate: { kept: 'never keeps anything', rejected: 'never rejects anything' },
};

/** That it is evaluated, and each way that it can go. */
export const sidesOfSource = (node: Expr | Tmpl): readonly Side[] => {
  const { place, source } = node;
  const whole: Side = {
    kind: 'expression',
    place,
    keys: [sideKey(place, EVALUATED)],
    lacks: 'never evaluated',
    excerpt: excerptAt(source, 0),
    within: undefined,
  };
  // A template has no conditions.
  return node.kind === 'tmpl' ? [whole] : [whole, ...sidesWithin(node)];
};

/** What stands for itself is no condition, and gives what it says. */
export const isConstant = (node: Expr): boolean => ['value', 'string', 'number'].includes(parse(node.source, defaultLimits).type);

const sidesWithin = (node: Expr): readonly Side[] =>
  decisionsOf(parse(node.source, defaultLimits), node.source, choices).flatMap(({ kind, offset, sides }) => {
    const place = node.placeAt(offset);
    return sides.map((side) => ({
      kind: 'branch' as const,
      place,
      keys: [sideKey(place, side)],
      lacks: kind === 'choice' ? `${side} never given` : (LACKS[kind][side] ?? ''),
      excerpt: excerptAt(node.source, offset),
      within: node.place,
    }));
  });
