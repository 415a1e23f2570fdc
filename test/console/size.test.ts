/** What the console may cost: lines to read, bytes to load. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'engine/console');

const linesOf = (ending: string): number =>
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .reduce((all, name) => all + readFileSync(join(source, name), 'utf8').split('\n').length - 1, 0);

test('the code of the console has at most 3,000 lines, imports, comments and blank ones among them, and 300 rules of style', () => {
  expect(linesOf('.ts')).toBeGreaterThan(2000);
  expect(linesOf('.ts')).toBeLessThanOrEqual(3000);
  expect(linesOf('.css')).toBeLessThanOrEqual(300);
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
