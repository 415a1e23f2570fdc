import { readdirSync } from 'node:fs';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { lookUpIn } from '../../../engine/expression/functions/values/table.ts';
import { functions } from '../../../engine/expression/functions/registry.ts';

const folder = new URL('../../../engine/expression/functions/', import.meta.url);

describe('the function registry', () => {
  test('has one file a function, and lists them in alphabetical order', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(new URL(`${name}/`, folder)));
    const named = Object.keys(functions).map((name) => `${name.replaceAll('_', '-')}.ts`);
    expect(named.toSorted()).toEqual(files.toSorted());
    expect(Object.keys(functions)).toEqual(Object.keys(functions).toSorted());
  });

  test.each(Object.entries(functions))('%s is filed under its name and documents every argument', (key, definition) => {
    expect(definition.name).toBe(key);
    expect(definition.summary).toMatch(/\.$/);
    for (const arg of definition.signature.args) expect(arg.docs).not.toBe('');
  });

  const examples = Object.values(functions).flatMap(({ examples }) => examples.map(({ call, result }) => ({ call, result })));
  const kinds = new Map([['kinds', { name: 'kinds', entries: new Map([['1', 'Phishing']]) }]]);
  test.each(examples)('example $call', async ({ call, result }) => {
    const expression = jsonata(call);
    for (const { name, call: run } of Object.values(functions))
      expression.registerFunction(name, (name === 'table' ? lookUpIn(kinds) : run) as (...args: unknown[]) => unknown);
    const given: unknown = await expression.evaluate({});
    expect(given).toEqual(result);
  });

  test('a missing first argument gives a missing result, also where others are given', () => {
    for (const { name, signature, supplied, call } of Object.values(functions)) {
      if (supplied !== undefined) continue;
      const rest = signature.args
        .slice(1)
        .filter((arg) => arg.optional !== true)
        .map(() => 'P1D');
      expect(call(undefined, ...rest), name).toBeUndefined();
      expect(call(null, ...rest), name).toBeUndefined();
    }
  });
});
