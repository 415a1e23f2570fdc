/** The examples in the docstrings of what the package exports: each is run as it stands, in a folder with a pack of its own. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import * as expressions from '../../engine/api/expressions.ts';
import * as mock from '../../engine/api/mock.ts';
import * as engine from '../../engine/index.ts';
import { flowerBed } from './flower-bed.ts';

const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  feedwright: engine,
  'feedwright/expressions': expressions,
  'feedwright/mock': mock,
};

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { exports: Readonly<Record<string, string>> };

interface Example {
  readonly name: string;
  readonly code: string;
  /** What the lines of output are, by their comments. */
  readonly prints: readonly string[];
}

/** `console.log(…); // what it prints`; a loop prints more than once only where the comment says so. */
const printed = (code: string): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\);(?: \})? \/\/ (.+)$/gm)].map((match) => match[1] ?? '');

const examplesOf = (file: string): readonly Example[] => {
  const text = readFileSync(new URL(file, root), 'utf8');
  return [...text.matchAll(/\/\*\*[^]*?\*\/\s*(.*)/g)].flatMap((comment) =>
    [...comment[0].matchAll(/```ts\n([^]*?)```/g)].map((match) => {
      const code = (match[1] ?? '').replace(/^ *\* ?/gm, '');
      return { name: `${file}: ${(comment[1] ?? '').slice(0, 60)}`, code, prints: printed(code) };
    }),
  );
};

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const AsyncFunction = (async () => undefined).constructor as new (
  ...texts: string[]
) => (given: typeof modules, console: unknown) => Promise<void>;

const run = async (code: string): Promise<readonly string[]> => {
  const body = code.replace(/^import \{(.*)\} from '(.*)';$/gm, "const {$1} = modules['$2'];");
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(values.map(shown).join(' '));
  await new AsyncFunction('modules', 'console', stripTypeScriptTypes(body))(modules, { log });
  return lines;
};

const here = process.cwd();
afterEach(() => process.chdir(here));

const files = ['engine/api/open-engine.ts', 'engine/api/expressions.ts', 'engine/api/mock.ts'];

describe('each example', () => {
  test.each(files.flatMap(examplesOf))('$name', async ({ code, prints }) => {
    process.chdir(flowerBed());
    expect(await run(code)).toEqual(prints);
  });
});

test('every function that the package exports has one, and so has every method of the engine', () => {
  const functions = Object.values(modules)
    .flatMap((exported) => Object.entries(exported))
    .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error'))
    .map(([name]) => name);
  const methods = Object.keys(engine.openEngine());
  const texts = files.flatMap(examplesOf).map(({ code }) => code);
  expect([...functions, ...methods].filter((name) => !texts.some((code) => code.includes(`${name}(`)))).toEqual([]);
});

test('the package exports these modules and no others', () => {
  expect(Object.keys(manifest.exports).toSorted()).toEqual(['.', './expressions', './mock', './package.json']);
});
