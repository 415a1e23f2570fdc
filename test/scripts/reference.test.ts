import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { anchor, flow } from '../../scripts/reference/markdown.ts';
import { reference } from '../../scripts/reference/reference.ts';
import { Sections } from '../../scripts/reference/sections.ts';

const page = reference();
const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.replaceAll('&lt;', '<'));
/** Keys that stand in the first column, by the section above them. */
const keysUnder = (heading: string): readonly string[] => {
  const [, after = ''] = page.split(new RegExp(`^#+ ${heading.replaceAll('<', '&lt;').replaceAll('.', '\\.')}$`, 'm'));
  return [...(after.split(/^#/m)[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, key = '']) => key);
};

test('every link of the reference leads to a heading, and to one alone', () => {
  const anchors = headings.map(anchor);
  expect(anchors).toHaveLength(new Set(anchors).size);
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((target) => !anchors.includes(target))).toEqual([]);
});

test('every key that an editor knows stands in a table of the reference', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/definition.schema.json'), 'utf8')) as object;
  const keys = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [keyword, inner] of Object.entries(node)) {
      if (['default', 'examples', 'enum', 'required'].includes(keyword)) continue;
      if (keyword === 'properties') for (const key of Object.keys(inner as object)) keys.add(key);
      for (const one of keyword === 'properties' ? Object.values(inner as object) : [inner]) walk(one);
    }
  };
  walk(schema);
  // What a component is called by is a heading, with a `?` where it is sniffed.
  const called = [...headings.map((one) => one.split('.').at(-1)), 'kind'];
  const missing = [...keys].filter((key) => !page.includes(`| \`${key}\` |`) && !called.includes(key.replace(/\?$/, '')));
  expect(keys.size).toBeGreaterThan(150);
  expect(missing).toEqual([]);
});

test('every component has a section with its options', () => {
  const { auth, decoders, paginators, states } = createVocabulary();
  for (const [kind, registry] of Object.entries({ auth, decode: decoders, paginate: paginators, state: states }))
    for (const [name, { options }] of Object.entries(registry)) {
      const known = Object.keys((options.schema['properties'] ?? {}) as object);
      expect({ name, keys: keysUnder(`${kind}.${name}`) }).toEqual({ name, keys: known });
    }
});

test('a map within says where it stands, one with a name where it is used', () => {
  expect(keysUnder('feed.window')).toContain('whole');
  expect(keysUnder('feed.report.<name>.attributes')).toContain('<name>');
  expect(page).toMatch(/^## request\n\n.*\n\nStands at `endpoint\.request`, .*`action\.request`/m);
});

test('a word without a sentence is refused', () => {
  const schemas = { thing: { type: 'object', properties: { word: { type: 'string' } } } };
  expect(() => new Sections(schemas, ['thing'], {}).of('thing')).toThrow('thing.word has no description.');
});

test('values are written as in a definition', () => {
  expect(flow({ a: '!expr $user.b', c: ['x y', 1, true, null], d: '' })).toBe(
    '{ a: !expr $user.b, c: ["x y", 1, true, null], d: "" }',
  );
});
