/** What a reviewer would otherwise have to look for: who imports whom, how long files are, what must not be read or named. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).split(sep).join('/'))
    .filter((name) => ending.test(name))
    .toSorted();

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = filesUnder('engine', /\.(ts|mjs)$/).map((file) => ({ file, text: read(file) }));
const room = (file: string): string => file.split('/')[1] ?? '';

/** Comments and literals taken out: what is left is code. */
const code = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '');

const imports = ({ file, text }: { file: string; text: string }): { to: string; lazy: boolean; typeOnly: boolean }[] =>
  [
    ...code(text).matchAll(
      /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|^import\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm,
    ),
  ].map((match) => ({
    to: relative(root, resolve(root, dirname(file), match[2] ?? match[3] ?? match[4] ?? ''))
      .split(sep)
      .join('/'),
    lazy: match[4] !== undefined,
    typeOnly: match[1] !== undefined,
  }));

/** Each room may import from those to its left. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  language: [],
  expression: ['language'],
  http: ['language', 'expression'],
  components: ['language', 'expression', 'http', 'object'],
  disk: ['language'],
  object: ['language'],
  staging: ['language', 'disk', 'object'],
  store: ['language', 'disk', 'object', 'staging'],
  inference: ['language', 'expression', 'components'],
  drift: ['language', 'expression', 'inference'],
  plan: ['language', 'expression', 'http', 'components'],
  run: ['language', 'expression', 'http', 'components', 'drift', 'object', 'staging', 'plan', 'store'],
  mock: ['language', 'expression', 'http', 'components'],
  scaffold: ['language', 'expression', 'components'],
  api: [
    'language',
    'expression',
    'http',
    'components',
    'inference',
    'drift',
    'disk',
    'object',
    'plan',
    'run',
    'store',
    'mock',
    'scaffold',
  ],
  proof: ['language', 'expression', 'http', 'components', 'object', 'plan', 'run', 'store', 'mock', 'api'],
  editor: ['language', 'expression', 'components', 'inference', 'mock', 'api', 'proof'],
  guide: ['language', 'expression', 'http', 'components', 'plan', 'run', 'store', 'api', 'proof'],
  jobs: ['language', 'http', 'disk', 'store', 'api', 'proof'],
  serve: ['language', 'http', 'disk', 'store', 'api', 'proof', 'guide', 'jobs'],
  console: ['serve'],
  commands: ['language', 'api', 'proof', 'editor', 'guide', 'jobs', 'serve'],
  cli: ['commands', 'api'],
};

/** What the commands name of the language themselves: errors and their places, a model's types, a time span, a suggestion. */
const COMMANDS_MAY_NAME = [
  'engine/language/basics/duration.ts',
  'engine/language/basics/errors.ts',
  'engine/language/basics/nearest.ts',
  'engine/language/basics/place.ts',
  'engine/language/model.ts',
];

/** Of the rooms of one room: each may import from those before it. */
const INNER_ORDER: Readonly<Record<string, readonly string[]>> = {
  run: ['report', 'wanted', 'context', 'endpoint', 'source', 'records', 'shortcuts', 'feed', 'action'],
  store: [
    'views',
    'contract',
    'attachments',
    'budget.ts',
    'again.ts',
    'touched-objects.ts',
    'rows',
    'window',
    'sqlite',
    'postgres',
    'open.ts',
    'copy',
  ],
};

describe('imports', () => {
  test('go to the left only', () => {
    const wrong = sources
      .filter(({ file }) => file.split('/').length > 2)
      .flatMap((source) => imports(source).map(({ to }) => ({ from: source.file, to })))
      // The built engine, for a Node that can't run its sources.
      .filter(({ to }) => !to.startsWith('dist/'))
      .filter(({ from, to }) => room(from) !== room(to) && !(MAY_IMPORT[room(from)] ?? []).includes(room(to)));
    expect(wrong).toEqual([]);
  });

  test('of commands go to the api, but for what is named', () => {
    const wrong = sources
      .filter(({ file }) => room(file) === 'commands')
      .flatMap((source) => imports(source).map(({ to }) => ({ from: source.file, to })))
      .filter(({ to }) => !['api', 'proof', 'editor', 'guide', 'jobs', 'serve', 'commands'].includes(room(to)))
      .filter(({ to }) => !COMMANDS_MAY_NAME.includes(to));
    expect(wrong).toEqual([]);
    expect(COMMANDS_MAY_NAME.length).toBeLessThanOrEqual(5);
  });

  test('of the console are types of the API of serve, and nothing else', () => {
    const wrong = sources
      .filter(({ file }) => room(file) === 'console')
      .flatMap((source) => imports(source).map((one) => ({ from: source.file, ...one })))
      .filter(({ to, typeOnly }) => room(to) !== 'console' && !(typeOnly && to.startsWith('engine/serve/contract/')));
    expect(wrong).toEqual([]);
  });

  test('go to the left within a room as well', () => {
    const inner = (file: string): string => file.split('/')[2] ?? '';
    const wrong = sources
      .flatMap((source) => imports(source).map(({ to }) => ({ from: source.file, to })))
      .filter(({ from, to }) => room(from) === room(to))
      .filter(({ from, to }) => {
        const order = INNER_ORDER[room(from)];
        return order !== undefined && order.indexOf(inner(to)) > order.indexOf(inner(from));
      });
    expect(wrong).toEqual([]);
  });

  test('form no cycle, types included', () => {
    const edges = new Map(
      sources.map((source) => [
        source.file,
        imports(source)
          .filter(({ lazy }) => !lazy)
          .map(({ to }) => to),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const to of edges.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('name files that there are', () => {
    const known = new Set(sources.map(({ file }) => file));
    expect(
      sources.flatMap((source) =>
        imports(source)
          .filter(({ to }) => to.startsWith('engine/') && !known.has(to))
          .map(({ to }) => `${source.file} → ${to}`),
      ),
    ).toEqual([]);
  });
});

describe('files', () => {
  const lengths = sources.map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }));
  const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);

  test('none is over 350 lines', () => {
    expect(lengths.filter(({ lines }) => lines > 350)).toEqual([]);
  });

  test('half of them have at most 80 lines, nine of ten at most 200', () => {
    expect(sorted[Math.floor(sorted.length * 0.5)]).toBeLessThanOrEqual(80);
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThanOrEqual(200);
  });

  test('at most 15 lie in a folder', () => {
    const of = (files: readonly string[]): string[] =>
      [...Map.groupBy(files, dirname)].filter(([, all]) => all.length > 15).map(([folder, all]) => `${folder}: ${all.length}`);
    expect(of(sources.map(({ file }) => file))).toEqual([]);
    expect(of(filesUnder('test', /\.ts$/))).toEqual([]);
  });

  test('are named in kebab-case, or as their key where that has an underscore', () => {
    expect(
      sources
        .filter(({ file }) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\.d)?\.(ts|mjs)$/.test(file))
        .map(({ file }) => file),
    ).toEqual([]);
  });
});

describe('the engine', () => {
  test("holds no vendor's name", () => {
    // Public standards and formats are no vendors, nor is the folder of tables: components may bear their names.
    const standards = ['formats', 'taxii', 'misp', 'stix', 'generic'];
    const folders = readdirSync(join(root, 'definitions'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const vendors = folders.map(({ name }) => name).filter((name) => !standards.some((standard) => name.startsWith(standard)));
    expect(vendors.length).toBeGreaterThan(0);
    // Where forges look for workflows, and a form of annotations in CI: names of formats, not a vendor's.
    const formats = /\.github\/workflows|GitHub's workflows|--github|\bgithub\?:|flags\.github/g;
    const texts = sources.map(({ file, text }) => ({ file, text: text.replaceAll(formats, '') }));
    const found = texts.flatMap(({ file, text }) =>
      // A short name stands within other words too (`tor` in `factory`): it counts as a word of its own only.
      vendors
        .filter((name) => (name.length > 4 ? text.toLowerCase().includes(name) : new RegExp(`\\b${name}\\b`, 'i').test(text)))
        .map((name) => `${file}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test('has no "any"', () => {
    expect(sources.filter(({ text }) => /(?::|<|\bas)\s*any\b(?!\s*\w)/.test(code(text))).map(({ file }) => file)).toEqual([]);
  });

  test('reads the wall clock, the environment and the console in commands and cli only', () => {
    const below = sources.filter(({ file }) => !['commands', 'cli'].includes(room(file)));
    const reads = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(?:env|argv|stdout|stderr)\b|\bconsole\./;
    expect(below.filter(({ text }) => reads.test(code(text))).map(({ file }) => file)).toEqual([]);
  });

  test('leaves nothing for later in its comments', () => {
    const later = new RegExp(
      `\\b(${['TO', 'FIX'].map((start) => start + (start === 'TO' ? 'DO' : 'ME')).join('|')})\\b|not implemented`,
    );
    expect(sources.filter(({ text }) => later.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

describe('functions', () => {
  test('have bodies of at most 60 lines, which the linter holds', () => {
    const rules = JSON.parse(read('.oxlintrc.json')) as {
      readonly overrides: readonly { readonly files: readonly string[]; readonly rules: Readonly<Record<string, unknown>> }[];
    };
    // The line that opens a function and the one that closes it count as well.
    expect(rules.overrides).toContainEqual({
      files: ['engine/**'],
      rules: {
        'max-lines-per-function': ['error', { max: 62, skipBlankLines: false, skipComments: false, IIFEs: true }],
      },
    });
    expect(sources.filter(({ text }) => /(?:ox|es)lint-disable[^\n]*max-lines/.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

describe('registries', () => {
  test("of components have the files' names as keys", async () => {
    const registries = filesUnder('engine/components', /\/registry\.ts$/);
    for (const file of registries) {
      const exported = (await import(join(root, file))) as Readonly<
        Record<string, Readonly<Record<string, { readonly name: string }>>>
      >;
      const tables = Object.values(exported).filter((value) => typeof value === 'object');
      const registered = tables.flatMap((table) => Object.keys(table)).toSorted();
      const folder = dirname(file);
      const imported = imports({ file, text: read(file) })
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ to }) => to);
      const names = imported
        .filter((to) => dirname(to) === folder || dirname(dirname(to)) === folder)
        .map((to) => to.replace(/^.*\//, '').replace(/\.ts$/, '').replaceAll('-', '_'));
      expect({ file, registered: registered.map((name) => name.replaceAll('-', '_')) }).toEqual({
        file,
        registered: [...new Set(names)].toSorted(),
      });
    }
  });

  test('of components have a contract that runs for each of their entries', () => {
    const kinds = filesUnder('engine/components', /\/registry\.ts$/).map((file) => dirname(file).split('/').at(-1) ?? '');
    expect(kinds.length).toBeGreaterThan(0);
    for (const kind of kinds) {
      const text = read(`test/components/${kind}/contract.test.ts`);
      expect({ kind, registry: text.includes(`engine/components/${kind}/registry.ts`) }).toEqual({ kind, registry: true });
      expect({ kind, contract: /contracts\/[a-z]+\.contract\.ts/.test(text) }).toEqual({ kind, contract: true });
    }
  });

  test("of commands has the files' names as keys", async () => {
    const { commands } = await import('../engine/commands/registry.ts');
    const groups = ['author', 'operate', 'review', 'data', 'serving'];
    const files = groups.flatMap((group) => readdirSync(join(root, 'engine/commands', group)));
    expect(
      Object.keys(commands)
        .map((name) => `${name}.ts`)
        .toSorted(),
    ).toEqual(files.toSorted());
  });
});
