import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
      /^dist\/(?:[\w-]+\.js|LICENCES\.txt|types\/engine\/.*\.d\.ts)$/,
      /^engine\/cli\/(bundle|feedwright|node24)\.mjs$/,
      /^definitions\/.*\.yaml$/,
      /^schemas\/(definition\.schema\.json|reference\.md)$/,
      /^fixtures\/[^/]+\/(?!expected|README)[^/]+$/,
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

  test('has at most 5 MB unpacked, without its dependencies', () => {
    process.stdout.write(
      `package: ${(installed.bytes / 1e6).toFixed(2)} MB unpacked in ${String(installed.files.length)} files\n`,
    );
    expect(installed.bytes).toBeLessThan(5e6);
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
});
