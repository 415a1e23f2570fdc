import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('CONTRIBUTING.md names files and folders that are there', () => {
  const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');
  const named = [...text.matchAll(/`((?:engine|test|schemas|definitions)\/[\w./-]*)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
});

test('its way of a record is at most 20 calls, each where it says', () => {
  const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');
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
