/** What the console may cost: lines to read, bytes to load. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'engine/console');

test('the console has at most 3,000 lines of code, imports, comments and blank lines apart', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = files.map((name) =>
    readFileSync(join(source, name), 'utf8').replaceAll(/^(?:import|export) [^;]*? from '[^']*';\n/gm, ''),
  );
  const lines = texts.flatMap((text) => text.split('\n'));
  const code = lines.filter((line) => line.trim() !== '' && !/^\s*(?:\/\*\*|\*|\/\/)/.test(line));
  expect(code.length).toBeGreaterThan(2000);
  expect(code.length).toBeLessThanOrEqual(3000);
});

test('all of it is at most 150 kB, gzipped, and names no address elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  execFileSync(process.execPath, ['scripts/console.mjs', folder], { cwd: root });
  const sent = readdirSync(folder).filter((name) => name !== 'LICENCES.txt');
  expect(sent.toSorted()).toEqual(['console.css', 'console.js', 'icon.svg', 'index.html']);
  const sizes = sent.map((name) => gzipSync(readFileSync(join(folder, name))).length);
  expect(sizes.reduce((all, one) => all + one, 0)).toBeLessThanOrEqual(150_000);
  const texts = sent.map((name) => readFileSync(join(folder, name), 'utf8'));
  // The name of a format, which nobody asks for.
  expect(
    texts
      .flatMap((text) => text.match(/https?:\/\/[^\s"'`)]+/g) ?? [])
      .filter((address) => !address.startsWith('http://www.w3.org/')),
  ).toEqual([]);
  expect(statSync(join(folder, 'index.html')).size).toBeLessThan(1000);
});
