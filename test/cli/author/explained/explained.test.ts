/** Every code that `validate` can give is explained, and every example is what it says. */
import { createRedactor } from '../../../../engine/api/world.ts';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from 'yaml';
import type { Explanation } from '../../../../engine/api/explain/explanation.ts';
import { explainedCodes, explanationOf } from '../../../../engine/api/explain/registry.ts';
import { validateDefinitions } from '../../../../engine/api/packs/validate.ts';
import { UsageError } from '../../../../engine/language/basics/errors.ts';
import { commandLine } from '../../../e2e/in-process.ts';
import { workingDirectory } from '../../feedwright.ts';
import { base } from './base.ts';

const DEFINITION = 'definitions/demo.yaml';

/** Quoted texts of that form that are no codes of findings: examples, files, and what is thrown before or beside a check. */
const NO_FINDINGS = new Set([
  'cassette.invalid',
  'config.ca-file',
  'config.changed',
  'config.no-variable',
  'config.not-editable',
  'config.unreadable',
  'data.edges',
  'data.items',
  'definition.invalid',
  'definitions.unreadable',
  'feedwright.yaml',
  'format.invalid',
  'mock.invalid',
  'mock.unknown-variant',
  'mock.port',
  'mock.yaml',
  'option.required',
  'option.unknown',
  'usage.no-config',
  'usage.no-definitions',
  'usage.no-file',
  'usage.not-text',
  'usage.other-feed',
  'usage.other-instance',
  'usage.unknown-instance',
  'usage.value-file',
]);
/** JSONata's codes that its parser keeps for what cannot come to pass. */
const NEVER_GIVEN = ['S0205', 'S0206', 'S0500'];
/** What becomes of the parser's codes; undefined: it is never told of a definition. */
const OF_YAML: Readonly<Record<ErrorCode, string | undefined>> = {
  ALIAS_PROPS: 'yaml.alias-props',
  BAD_ALIAS: 'yaml.bad-alias',
  BAD_COLLECTION_TYPE: 'yaml.tag-on-collection',
  BAD_DIRECTIVE: 'yaml.bad-directive',
  BAD_DQ_ESCAPE: 'yaml.bad-dq-escape',
  BAD_INDENT: 'yaml.bad-indent',
  BAD_PROP_ORDER: 'yaml.bad-prop-order',
  BAD_SCALAR_START: 'yaml.bad-start',
  BLOCK_AS_IMPLICIT_KEY: 'yaml.block-as-implicit-key',
  BLOCK_IN_FLOW: 'yaml.block-in-flow',
  DUPLICATE_KEY: 'yaml.duplicate-key',
  // A mistake of the parser's own.
  IMPOSSIBLE: undefined,
  KEY_OVER_1024_CHARS: 'yaml.key-over-1024-chars',
  MISSING_CHAR: 'yaml.missing-char',
  MULTILINE_IMPLICIT_KEY: 'yaml.multiline-implicit-key',
  MULTIPLE_ANCHORS: 'yaml.multiple-anchors',
  MULTIPLE_DOCS: 'yaml.several-documents',
  MULTIPLE_TAGS: 'yaml.multiple-tags',
  // Only where keys are asked to be texts.
  NON_STRING_KEY: undefined,
  RESOURCE_EXHAUSTION: 'yaml.too-large',
  TAB_AS_INDENT: 'yaml.tab',
  TAG_RESOLVE_FAILED: 'yaml.unknown-tag',
  UNEXPECTED_TOKEN: 'yaml.unexpected-token',
};

const engine = join(import.meta.dirname, '../../../../engine');
const textsUnder = (folder: string): readonly string[] =>
  readdirSync(join(engine, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(engine, folder, name), 'utf8'));

describe('is explained', () => {
  test('each code that stands in the rooms that check', () => {
    const codes = ['language', 'mock/check', 'mock/definition', 'api/config', 'api/packs']
      .flatMap(textsUnder)
      .flatMap((text) => [...text.matchAll(/'([a-z][a-z-]*\.[a-z][a-z-]*)'/g)].map(([, code = '']) => code));
    const left = [...new Set(codes)].filter((code) => !explainedCodes.has(code) && !NO_FINDINGS.has(code));
    expect(left).toEqual([]);
    expect([...NO_FINDINGS].filter((code) => explainedCodes.has(code))).toEqual([]);
  });

  test('each code that a finding is made with anywhere else', () => {
    // Cases, cassettes and proofs are checked by commands of their own.
    const codes = ['api', 'components', 'expression', 'inference', 'plan', 'run']
      .flatMap(textsUnder)
      .flatMap((text) => [...text.matchAll(/indings\.(?:error|warning)\(\s*'([a-z-]+\.[a-z-]+)'/g)].map(([, code = '']) => code));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !explainedCodes.has(code))).toEqual([]);
  });

  test('each code of the parsers', () => {
    const messages = readFileSync(join(engine, 'expression/jsonata/errors/error-messages.ts'), 'utf8');
    const ofSyntax = [...messages.matchAll(/^ {2}(S\d{4}): /gm)].map(([, code = '']) => code);
    const ofTemplates = textsUnder('expression/template').flatMap((text) =>
      [...text.matchAll(/new TemplateError\(\s*'([a-z-]+)'/g)].map(([, code]) => `template.${code}`),
    );
    expect(ofSyntax.length).toBeGreaterThan(20);
    const all = [
      ...ofSyntax.filter((code) => !NEVER_GIVEN.includes(code)).map((code) => `expression.${code}`),
      ...Object.values(OF_YAML).filter((code) => code !== undefined),
    ];
    expect(all.filter((code) => !explainedCodes.has(code))).toEqual([]);
    // The others are about values, which are there only when a template is filled in.
    expect(new Set(ofTemplates.filter((code) => explainedCodes.has(code)))).toEqual(
      new Set(['template.syntax', 'template.too-deep', 'template.too-long', 'template.unsupported']),
    );
  });
});

/** Of a definition that stands alone, whether its records are `data` or the whole. */
const SAMPLE = '{ "id": "7", "data": [{ "id": "7" }] }';

const filesWith = ({ at, file = DEFINITION }: Explanation, example: string): Readonly<Record<string, string>> => {
  // A whole definition stands alone: the other files belong to the one that it takes the place of.
  if (at === undefined)
    return {
      ...(file === DEFINITION ? { 'fixtures/demo/list.json': SAMPLE } : base),
      'fixtures/second/list.json': SAMPLE,
      [file]: `${example}\n`,
    };
  const lines = (base[file] ?? '').split('\n');
  const index = lines.findIndex((line) => line.trim() === at);
  expect(index, `${file} has the line ${at}`).toBeGreaterThanOrEqual(0);
  const blank = /^ */.exec(lines[index] ?? '')?.[0] ?? '';
  const put = example.split('\n').map((line) => blank + line);
  return { ...base, [file]: [...lines.slice(0, index), ...put, ...lines.slice(index + 1)].join('\n') };
};

const validated = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const cwd = workingDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const nothing = (): void => undefined;
  const world = {
    cwd,
    env: {},
    signal: new AbortController().signal,
    now: () => 0,
    ticks: () => 0,
    redact: (text: string) => text,
  };
  try {
    const { findings } = await validateDefinitions(
      { ...world, note: nothing, warn: nothing, redactor: createRedactor() },
      {},
      [],
    );
    for (const { place } of findings) expect(place.line).toBeGreaterThan(0);
    return findings.map(({ code }) => code);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [error.code, ...error.diagnostics.map(({ code }) => code)];
  } finally {
    rmSync(cwd, { recursive: true });
  }
};

test('the complete example has no finding', async () => {
  expect(await validated(base)).toEqual([]);
});

/** What the line that was taken out had used may have no other use. */
const isLeftOver = (code: string): boolean => code.endsWith('.unused') && code !== 'ignore.unused';

describe('the examples of', () => {
  test.each([...explainedCodes])('%s', async (code) => {
    const found = explanationOf(code) as Explanation;
    expect(found.why).toMatch(/^[`A-Z%].*[.:]$|^[`A-Z].*\.$/);
    expect(await validated(filesWith(found, found.bad))).toContain(code);
    // The line that stands in the complete example has no finding there.
    if (found.good === found.at) return;
    const left = await validated(filesWith(found, found.good));
    expect(left).not.toContain(code);
    expect(left.filter((one) => !isLeftOver(one))).toEqual([]);
  });
});

describe('validate --explain', () => {
  const cwd = workingDirectory();

  test('says what a code means, and shows both examples', async () => {
    expect(await commandLine(['validate', '--explain', 'expression.unknown-option'], { cwd })).toEqual({
      code: 0,
      stderr: '',
      stdout: `expression.unknown-option
An option is declared under \`user_fields\`; one that is not would always be missing, and nobody could set it.

wrong:
  - { keep: !expr score >= $user.minimun, because: below the minimum }

right:
  - { keep: !expr score >= $user.minimum, because: below the minimum }
`,
    });
  });

  test('shows the beginning of what is wrong by its size', async () => {
    for (const code of ['definition.too-many', 'file.too-large', 'fragment.too-much', 'template.too-long']) {
      const { stdout } = await commandLine(['validate', '--explain', code], { cwd });
      expect(stdout).toMatch(/…\n/);
      expect(stdout.length).toBeLessThan(3000);
    }
  });

  test('names the nearest code where there is none', async () => {
    expect(await commandLine(['validate', '--explain', 'expression.unknown-optoin'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: There is no finding with the code "expression.unknown-optoin". [usage.unknown-code]\n  hint: Did you mean expression.unknown-option?\n',
    });
  });
});
