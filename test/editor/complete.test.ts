/** What is offered where, while one is typing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver/node';
import { completionsAt } from '../../engine/editor/complete/complete.ts';
import { ContextFinder } from '../../engine/editor/expression/contexts.ts';
import { diagnose } from '../../engine/editor/findings/diagnose.ts';
import { hoverAt } from '../../engine/editor/hover/hover.ts';
import { definitionsAt, outlineOf } from '../../engine/editor/navigate/navigate.ts';
import { DEMO, openDemo } from './demo.ts';

const demo = openDemo({
  'definitions/formats/stix.yaml': 'format: stix\nversion: 1\nrelations:\n  - { as: uses, relationship: uses }\n',
});

const offered = async (from: string, to: string, file = DEMO): Promise<readonly CompletionItem[]> => {
  const offset = demo.type(from, to, file);
  return completionsAt(demo.workspace, new ContextFinder(demo.workspace), demo.path(file), offset);
};
const labels = async (...given: Parameters<typeof offered>): Promise<readonly string[]> =>
  (await offered(...given)).map(({ label }) => label);

const VALUE = 'value: !expr domain';
const KEEP = '{ keep: !expr score >= $user.minimum, because: below the minimum }';

describe("in an expression, the vendor's names are offered", () => {
  test.each([
    ['at its beginning', 'value: !expr ¦', 'contact'],
    ['in the middle of a word', 'value: !expr con¦', 'contact'],
    ['behind a dot', 'value: !expr contact.¦', 'mail'],
    ['of the elements of a list', 'value: !expr labels.¦', 'colour'],
    ['within a predicate that is open', "value: !expr labels[te¦ = 'x", 'text'],
    ['within a call that is open', 'value: !expr $lowercase(contact.m¦', 'mail'],
    ['within a lambda', 'value: !expr $map(labels, function($l) { $l.¦', 'text'],
    ['behind a variable of its own', 'value: !expr "($c := contact; $c.¦"', 'mail'],
    ['behind what a supplemental gave', 'value: !expr $detail.¦', 'owner'],
    ['of the record, below a level', 'value: !expr labels.(text & %.¦)', 'domain'],
    ['in a block', 'value: !expr |-\n          contact.¦', 'mail'],
    ['in quotes that are open', 'value: !expr "contact.¦', 'mail'],
    ['where more stands behind the cursor', "value: !expr con¦.mail & 'x'", 'contact'],
    ['of the page', 'value: !expr $page.body.¦', 'next_page'],
  ])('%s', async (_, to, label) => {
    expect(await labels(VALUE, to)).toContain(label);
  });

  test('within brackets of YAML, where it would cut the expression', async () => {
    expect(await labels(KEEP, '{ keep: !expr labels[co¦, because: below the minimum }')).toContain('colour');
  });

  test('with their types, and names that are none of JSONata in backticks', async () => {
    const items = await offered(VALUE, 'value: !expr contact.¦');
    expect(items.find(({ label }) => label === 'mail')).toMatchObject({ detail: 'text (email)' });
    const other = openDemo({ 'fixtures/demo/list.json': '{ "data": [{ "first-seen": 1 }] }' });
    const offset = other.type(VALUE, 'value: !expr ¦');
    const [first] = await completionsAt(other.workspace, new ContextFinder(other.workspace), other.path(DEMO), offset);
    expect(first).toMatchObject({ label: 'first-seen', textEdit: { newText: '`first-seen`' } });
  });

  test('while another part of the file is broken, from the last text that could be loaded', async () => {
    await diagnose(demo.workspace, demo.path(DEMO), 'all');
    const whole = demo.text(DEMO);
    demo.workspace.put(demo.path(DEMO), whole);
    await diagnose(demo.workspace, demo.path(DEMO), 'all');
    const broken = whole.replace('source: search', 'source: serch').replace(VALUE, 'value: !expr contact.');
    demo.workspace.put(demo.path(DEMO), broken);
    const offset = broken.indexOf('contact.') + 'contact.'.length;
    const items = await completionsAt(demo.workspace, new ContextFinder(demo.workspace), demo.path(DEMO), offset);
    expect(items.map(({ label }) => label)).toContain('mail');
  });
});

describe('of the definition itself are offered', () => {
  test.each([
    ['options, with what a form shows of them', 'value: !expr $user.¦', 'minimum'],
    ['options of the connection', 'value: !expr $user.¦', 'token'],
    ['variables', 'value: !expr $¦', '$detail'],
    ['values that it binds', 'value: !expr $k¦', '$kind'],
    ['functions', 'value: !expr $low¦', '$lowercase'],
    ['tables', "value: !expr $table('¦', kind)", 'risks'],
    ['values of the samples, behind a comparison', "value: !expr domain = '¦'", 'one.example'],
    ['options in a template', 'value: !tmpl "{{@user.¦}}"', 'minimum'],
    ['fields in a template', 'value: !tmpl "{{contact.¦}}"', 'mail'],
    ['helpers of a template', 'value: !tmpl "{{low¦}}"', 'lower'],
  ])('%s', async (_, to, label) => {
    expect(await labels(VALUE, to)).toContain(label);
  });
});

describe('in YAML are offered', () => {
  test.each([
    ['keys of a feed that it has not yet', '    source: list\n', '    source: list\n    snap¦\n', 'snapshot'],
    ['keys of a map in brackets', '{ status: 404, do: no_records, because: gone }', '{ status: 404, ¦ }', 'because'],
    [
      'keys of a component of its kind',
      'auth: { kind: bearer, token: !expr $user.token }',
      'auth: { kind: bearer, ¦ }',
      'token',
      'definitions/connection.yaml',
    ],
    ['endpoints', '    source: search', '    source: ¦', 'list'],
    ['fragments', 'use: [paged]', 'use: [¦]', 'paged'],
    ['tables', 'table: risks', 'table: ¦', 'kinds'],
    ['choices', 'do: no_records', 'do: ¦', 'fail'],
    ['types of objects, those of the pack among them', '        type: indicator', '        type: ¦', 'indicator'],
    ['keys in a fragment, by where it is used', 'paged: {', 'paged: { ¦, ', 'records', 'definitions/fragments.yaml'],
    ['keys of a mock', 'clock: 2026', 'cl¦: 2026', 'variants', 'fixtures/demo/mock.yaml'],
    ['keys of the table of a format', '  - { as:', '  - { ¦, as:', 'from', 'definitions/formats/stix.yaml'],
    ['keys of a case', 'title: One', 'ti¦: One', 'variant', 'fixtures/demo/cases/first.yaml'],
  ])('%s', async (_, from, to, label, file = DEMO) => {
    expect(await labels(from, to, file)).toContain(label);
  });

  test('no keys that stand there already, and nothing in a comment', async () => {
    expect(await labels('    source: list\n', '    source: list\n    ¦\n')).not.toContain('filters');
    expect(await labels('    source: list\n', '    source: list # so¦\n')).toEqual([]);
  });

  test('and nothing at all in YAML that is none of ours', async () => {
    const other = openDemo({ 'compose.yaml': 'services:\n  web: ¦\n' });
    const offset = other.type('web: ¦', 'web: ¦', 'compose.yaml');
    expect(await completionsAt(other.workspace, new ContextFinder(other.workspace), other.path('compose.yaml'), offset)).toEqual(
      [],
    );
  });
});

test('whatever the text, every question has an answer', { timeout: 120_000 }, async () => {
  const text = demo.text(DEMO);
  const part = fc.constantFrom(
    '{',
    '[',
    '"',
    "'",
    '!expr ',
    '!tmpl "',
    '|-\n',
    '\n',
    '  ',
    '- ',
    ': ',
    '$',
    '.',
    '(',
    '`',
    '&a ',
    '*a',
    '{{',
    '/',
    '#',
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(40), fc.array(part, { maxLength: 4 }), async (at, cut, parts) => {
      const written = text.slice(0, at) + parts.join('');
      demo.workspace.put(demo.path(DEMO), written + text.slice(at + cut));
      const finder = new ContextFinder(demo.workspace);
      const file = demo.path(DEMO);
      const items = await completionsAt(demo.workspace, finder, file, written.length);
      const hover = await hoverAt(demo.workspace, finder, file, written.length, []);
      const found = await diagnose(demo.workspace, file, 'own');
      expect([items, definitionsAt(demo.workspace, file, written.length), outlineOf(demo.workspace.tree(file))]).toBeDefined();
      expect(hover === undefined || typeof hover === 'object').toBe(true);
      expect(found.has(file)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
