import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { install, type Installed, run } from './installed.ts';

let installed: Installed;

beforeAll(async () => {
  installed = await install();
}, 300_000);

const inPackage = (file: string): string => join(installed.folder, 'node_modules/feedwright', file);

describe('the package, installed in an empty folder without install scripts', () => {
  test('holds what a user needs and nothing else', () => {
    const allowed = [
      /^(package\.json|README\.md|LICENSE)$/,
      /^dist\/console\/(?:index\.html|icon\.svg|console\.(?:js|css)|LICENCES\.txt)$/,
      /^dist\/(?:[\w-]+\.js|LICENCES\.txt|types\/engine\/.*\.d\.ts)$/,
      /^engine\/cli\/(?:bundle|feedwright|index|node24|remote-(?:child|engine|error))\.mjs$/,
      /^engine\/editor\/vscode\/(?:extension\.js|package\.json)$/,
      /^definitions\/.*\.yaml$/,
      /^schemas\/((?:case|cassette|definition|format|mock|proof)\.schema\.json|reference\.md)$/,
      /^fixtures\/[^/]+\/(?!cases|expected|README)[^/]+$/,
    ];
    expect(installed.files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const needed of [
      'dist/main.js',
      'dist/index.js',
      'dist/types/engine/index.d.ts',
      'dist/LICENCES.txt',
      'LICENSE',
      'README.md',
    ])
      expect(installed.files).toContain(needed);
  });

  test('has at most 8 MB unpacked, without its dependencies', () => {
    process.stdout.write(
      `package: ${(installed.bytes / 1e6).toFixed(2)} MB unpacked in ${String(installed.files.length)} files\n`,
    );
    expect(installed.bytes).toBeLessThan(8e6);
  });

  test('has the fixtures of each pack', () => {
    const definitions = installed.files.filter((file) => file.startsWith('definitions/'));
    const texts = definitions.map((file) => readFileSync(inPackage(file), 'utf8'));
    const packs = texts.filter((text) => /^language: /m.test(text) && /^connection:/m.test(text));
    const names = packs.flatMap((text) => /^name: (.*)$/m.exec(text)?.[1] ?? []);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const mock = `fixtures/${name}/mock.yaml`;
      expect(installed.files).toContain(mock);
      const text = readFileSync(inPackage(mock), 'utf8');
      for (const [, file] of text.matchAll(/\bfile: ([\w.-]+)\s*$/gm))
        expect(installed.files).toContain(`fixtures/${name}/${String(file)}`);
    }
  });

  test('exports only what it holds', () => {
    const { exports, bin, ...rest } = parse(readFileSync(inPackage('package.json'), 'utf8')) as {
      exports: Record<string, string | Record<string, string>>;
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    const targets = [...Object.values(exports), bin].flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one)));
    expect(targets.filter((target) => !existsSync(inPackage(target)))).toEqual([]);
    expect(Object.keys(rest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  test('runs a shipped feed over its mock', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await run(
      'npx',
      ['feedwright', 'run', 'seclytics/predictions', '--mock', '--json'],
      installed.folder,
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ status: 'succeeded' });
    const objects = await run('npx', ['feedwright', 'objects', '--mock', '--json'], installed.folder);
    expect(objects.stdout.trim().split('\n')).toHaveLength(10);
  });

  test('is a module for programs under the same Node, with all that the engine does', { timeout: 120_000 }, async () => {
    writeFileSync(
      join(installed.folder, 'program.mjs'),
      `import { EngineError, openEngine, UsageError } from 'feedwright';
const told = [];
const failure = (error) => [error instanceof EngineError, error instanceof UsageError, error.code];
const engine = openEngine({ mock: true, cwd: ${JSON.stringify(installed.folder)}, store: 'sqlite:./program.db' });
const out = { packs: engine.packs().packs.length > 15, findings: (await engine.validate()).findings };
const run = engine.run('seclytics/predictions');
const kinds = new Set();
for await (const { kind } of run) kinds.add(kind);
out.kinds = [kinds.has('started'), kinds.has('ended')];
const { status, records, objects } = await run.result;
out.run = [status, records.fetched, objects.created];
out.values = [];
for await (const { value } of engine.objects({ type: 'indicator' })) out.values.push(value);
out.values = out.values.length;
out.runs = [];
for await (const { feed, status } of engine.runs()) out.runs.push(feed + ' ' + status);
for await (const _ of engine.objects()) break;
out.windows = (await engine.plan('seclytics/predictions', { since: new Date(Date.UTC(2025, 7, 13)), until: '2025-08-14' }))[0].windows;
out.interrupted = (await engine.run('seclytics/predictions', { signal: AbortSignal.abort() }).result).status;
out.unknown = await engine.run('nowhere/plants').result.catch(failure);
try { await engine.validate('nowhere.yaml'); } catch (error) { out.nowhere = failure(error); }
await engine.close();
await engine.close();
out.closed = await engine.plan('seclytics/predictions').catch(failure);
console.log(JSON.stringify(out));
`,
    );
    const { code, stdout, stderr } = await run('node', ['program.mjs'], installed.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      packs: true,
      findings: [],
      kinds: [true, true],
      run: ['succeeded', 20, 10],
      values: 10,
      runs: ['seclytics/predictions succeeded'],
      windows: [{ since: '2025-08-13T00:00:00.000Z', until: '2025-08-14T00:00:00.000Z' }],
      interrupted: 'interrupted',
      unknown: [true, true, 'pack.unknown'],
      nowhere: [true, true, 'usage.no-file'],
      closed: [true, false, 'engine.closed'],
    });
  });

  test('has expressions and mocks for programs under the same Node', { timeout: 120_000 }, async () => {
    writeFileSync(
      join(installed.folder, 'parts.mjs'),
      `import { compileExpression } from 'feedwright/expressions';
import { startMock } from 'feedwright/mock';
const mock = await startMock('node_modules/feedwright/fixtures/tor-exits');
const { status } = await fetch(new URL('/exit-addresses', mock.origin));
await mock.close();
console.log(JSON.stringify([compileExpression('$uppercase(name)').evaluate({ name: 'nettle' }), status, mock.requests.length]));
`,
    );
    const { code, stdout, stderr } = await run('node', ['parts.mjs'], installed.folder);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '["NETTLE",200,1]\n', stderr: '' });
  });

  test('tells in a sentence what an older Node cannot hand over', { timeout: 120_000 }, async () => {
    const program = `import { openEngine } from 'feedwright';
try { openEngine({ clock: () => 0 }); console.log('taken'); } catch (error) { console.log(error.code + ': ' + error.message + ' ' + error.hint); }`;
    const { stdout } = await run('node', ['--input-type=module', '-e', program], installed.folder);
    const [major = ''] = (await run('node', ['-p', 'process.versions.node'], installed.folder)).stdout.split('.');
    if (Number(major) >= 24) expect(stdout).toBe('taken\n');
    else expect(stdout).toMatch(/^engine\.clock: A clock can't be handed .* Run the program under Node 24 or newer/);
  });

  test('has types that a strict program compiles against', { timeout: 120_000 }, async () => {
    writeFileSync(
      join(installed.folder, 'program.mts'),
      `import { type Engine, openEngine, UsageError } from 'feedwright';
import { compileExpression } from 'feedwright/expressions';
import { startMock } from 'feedwright/mock';
const engine: Engine = openEngine({ mock: true });
const { status } = await engine.run('seclytics/predictions', { limit: 1 }).result;
const port: string = (await startMock('x')).origin.port;
export const said: readonly string[] = [status, port, String(compileExpression('a').evaluate({})), String(UsageError)];
// @ts-expect-error -- there is no such option
openEngine({ clocks: 1 });
`,
    );
    const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--typeRoots', types, '--types', 'node'];
    const { stdout } = await run('node', [compiler, ...flags, 'program.mts'], installed.folder);
    expect(stdout).toBe('');
  });
});
