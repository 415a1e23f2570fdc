/** What generated expressions give is what is said of them, and what is called an error does not work. */
import { expect, test } from 'vitest';
import { definitionFunctions } from '../../engine/expression/definition/definition-evaluator.ts';
import { compileExpression } from '../../engine/expression/jsonata/compile.ts';
import { parse } from '../../engine/expression/jsonata/parse.ts';
import { defaultLimits } from '../../engine/expression/jsonata/run.ts';
import { inferExpression } from '../../engine/inference/expression/infer.ts';
import { typeOfValues } from '../../engine/inference/types/type-builder.ts';
import { saysNothing, type Type } from '../../engine/inference/types/type.ts';
import { input } from '../../scripts/fuzz/data.ts';
import { expression } from '../../scripts/fuzz/differential.ts';
import { Random } from '../../scripts/fuzz/random.ts';

const variables = { limit: 3, label: 'x', list: [1, 2, 3], config: { n: 4, s: 'cfg', k: { n: 1, s: 'z' } } };
const types = new Map(Object.entries(variables).map(([name, value]) => [name, typeOfValues([value])]));

/** Why a value is none of the type; undefined: it is one. Where nothing is known, everything is. */
const unlike = (value: unknown, type: Type): string | undefined => {
  if (type.unknown === true || saysNothing(type) || value === undefined || value === null || typeof value === 'function')
    return undefined;
  if (typeof value === 'string' && value.trim() === '' && type.blank === true) return undefined;
  if (typeof value === 'string' || typeof value === 'number') {
    const scalar = typeof value === 'string' ? type.text : type.number;
    return scalar === undefined || scalar.closed?.includes(String(value)) === false ? `the ${typeof value} ${value}` : undefined;
  }
  if (typeof value === 'boolean') return type.boolean === true ? undefined : 'a boolean';
  if (Array.isArray(value)) {
    const { list } = type;
    return list === undefined ? 'a list' : value.map((one) => unlike(one, list)).find((why) => why !== undefined);
  }
  const { object } = type;
  if (object === undefined) return 'an object';
  for (const [name, one] of Object.entries(value)) {
    const member = object.members.get(name)?.type ?? object.rest;
    const why = member === undefined ? 'is unknown' : unlike(one, member);
    if (why !== undefined) return `${name}: ${why}`;
  }
  return undefined;
};

/** Some of what is generated can't be compiled. */
const compiled = (text: string): ReturnType<typeof compileExpression> | undefined => {
  try {
    return compileExpression(text, { functions: definitionFunctions });
  } catch {
    return undefined;
  }
};

/** What is behind a condition, or in a function that is called for nothing, may be wrong and never come to pass. */
const BRANCHES = /\?|\band\b|\bor\b|function|λ|\$lookup|\[\$/;

const checked = (count: number, seed: number) => {
  const random = new Random(seed);
  const report = { known: 0, unlike: [] as object[], refused: 0, wrongly: [] as object[] };
  for (let tried = 0; tried < count;) {
    const text = expression(random);
    const program = compiled(text);
    const inputs = random.times(3, 3, () => input(random)).filter((one) => !Array.isArray(one));
    if (program === undefined || inputs.length === 0) continue;
    tried++;
    const errors: string[] = [];
    const type = inferExpression(
      parse(text, defaultLimits),
      typeOfValues(inputs),
      types,
      () => undefined,
      (_, code, verdict) => {
        if (verdict?.severity === 'error') errors.push(code);
      },
    );
    if (type.unknown !== true) report.known++;
    if (errors.length > 0) report.refused++;
    for (const one of inputs) {
      let value: unknown;
      try {
        value = program.evaluate(one, variables);
      } catch {
        continue;
      }
      const why = unlike(value, type);
      if (why !== undefined) report.unlike.push({ text, why });
      if (errors.length > 0 && value !== undefined && !BRANCHES.test(text)) report.wrongly.push({ text, errors, value });
    }
  }
  return report;
};

test('generated expressions', () => {
  const { known, refused, unlike: others, wrongly } = checked(4000, 99);
  expect([others, wrongly]).toEqual([[], []]);
  // Not because nothing was said.
  expect(known).toBeGreaterThan(3500);
  expect(refused).toBeGreaterThan(10);
});
