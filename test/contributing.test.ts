import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n');

test('CONTRIBUTING.md names files and folders that are there', () => {
  const named = [...text.matchAll(/`((?:engine|test|schemas|definitions|scripts)\/[\w./-]*)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
});

test('its way of a record is at most 20 calls, each where it says', () => {
  const way = [...text.matchAll(/^\| \d+ \| `(\w+)` \| `(engine\/[^`]+)` \|/gm)].map(([, name = '', file = '']) => ({
    name,
    file,
  }));
  expect(way.length).toBeGreaterThan(10);
  expect(way.length).toBeLessThanOrEqual(20);
  const missing = way.filter(({ name, file }) => {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    return !new RegExp(`^export (async )?(function|const|class) ${name}\\b`, 'm').test(source);
  });
  expect(missing).toEqual([]);
});

test('it quotes sources as they stand', () => {
  const quotes = [...text.matchAll(/^```\w+ quote=(\S+)\n([\s\S]*?)^```$/gm)];
  expect(quotes.length).toBeGreaterThan(0);
  for (const [, file = '', quote = ''] of quotes) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
    expect(source).toContain(quote.trim());
  }
});
