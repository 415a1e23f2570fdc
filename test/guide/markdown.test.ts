/** Markdown of foreign text: it is shown as it is, and nothing of it is obeyed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, codeBlock, plain, prose, table } from '../../engine/guide/markdown/escape.ts';
import { markdownGuide } from '../../engine/guide/markdown/markdown-guide.ts';
import { guideIn, orchard, project, trees } from './orchard.ts';

const HOSTILE = '<img src=x onerror=alert(1)> [a](javascript:alert(1)) **b** `c | d` | e\n\n# f\n- g \u001b[2J\u202eh';

describe('text', () => {
  test('has no sign that Markdown or a terminal would obey', () => {
    expect(plain(HOSTILE)).toBe(
      '\\<img src=x onerror=alert(1)\\> \\[a\\](javascript:alert(1)) \\*\\*b\\*\\* \\`c | d\\` | e \\# f - g \\u\\{1b\\}\\[2J\\u\\{202e\\}h'.replace(
        /\\u\\\{/g,
        '\\\\u\\{',
      ),
    );
  });

  test('addresses are no links', () => {
    expect(plain('see https://evil.example and www.evil.example or a@evil.example')).toBe(
      'see https\\://evil.example and www\\.evil.example or a\\@evil.example',
    );
  });

  test('code has a fence that it does not have itself', () => {
    expect(code('a `b` c')).toBe('``a `b` c``');
    expect(code('`')).toBe('`` ` ``');
    expect(codeBlock('```\nx\n````', 'json')).toEqual(['`````json', '```', 'x', '````', '`````']);
    expect(codeBlock('x', 'js\n# y')[0]).toBe('```');
  });

  test('what stands between backticks is code, the rest is not', () => {
    expect(prose('where `a_b*` is *x*')).toBe('where `a_b*` is \\*x\\*');
  });

  test('a pipe ends no cell, in text or in code', () => {
    expect(table(['a'], [[plain('x | y')], [code('x | y')], ['']])).toEqual([
      '| a |',
      '| --- |',
      '| x \\| y |',
      '| `x \\| y` |',
      '| – |',
    ]);
  });

  test('any text is one line, without a bare sign', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const shown = plain(text);
        expect(shown).not.toMatch(/[\n\r]/);
        // Each of them has a backslash of its own before it.
        expect(shown.replaceAll(/\\[^\n]/g, '')).not.toMatch(/[`*<>[\]\\]/);
      }),
    );
  });

  test('any cell stays one cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [, , line = ''] = table(['a', 'b'], [[code(text), plain(text)]]);
        expect(line.split(/(?<!\\)\|/)).toHaveLength(4);
      }),
    );
  });
});

describe('a guide of a hostile definition and a hostile vendor', () => {
  test('shows what they say, and is a guide all the same', async () => {
    const sample = JSON.stringify({ data: [{ ...trees.data[0], name: HOSTILE, latin: '```\n<script>' }] }, null, 2);
    const definition = orchard({
      pack: `description: ${JSON.stringify(HOSTILE)}\nknown_limits: [${JSON.stringify(HOSTILE)}]\nchanges: [{ version: 1.2.0, lines: [${JSON.stringify(HOSTILE)}] }]`,
      report: '      tree: { type: note, value: !expr name, attributes: { "a | <b> `c`": !expr latin } }',
      feed: `    description: ${JSON.stringify(HOSTILE)}`,
    });
    const text = markdownGuide(await guideIn(project(definition, { 'fixtures/orchard/trees.json': sample })));
    // Outside of code.
    const shown = text.replaceAll(/^(`{3,})[^\n]*\n[^]*?^\1$/gm, '').replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(shown.replaceAll(/\\[^\n]/g, '').replace(/^<!--.*-->$/m, '')).not.toMatch(/<(?!br>)|\]\(/);
    for (const control of ['\u001b', '\u202e']) expect(text).not.toContain(control);
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toEqual(['# Orchard']);
  });
});
