/** `try 'EXPRESSION'`: an expression of definitions on a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { garden } from '../garden.ts';

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'a.json': '{"items":[{"name":"x","score":2},{"name":"y","score":40}]}',
  'a.csv': 'host,score\na.example,7\nb.example,70\n',
  'a.ndjson': '{"n":1}\n{"n":2}\n',
  'a.xml': '<list><item n="1"/><item n="2"/></list>',
  'a.json.gz': gzipSync('{"n":5}'),
  'binary.json': new Uint8Array([0, 1, 2, 255]),
};

const cwd = garden();
for (const [name, content] of Object.entries(FILES)) writeFileSync(join(cwd, name), content);

const tried = (source: string, file: string, ...more: readonly string[]) =>
  commandLine(['try', source, '--sample', file, ...more], { cwd });

describe('gives its value as JSON', () => {
  test.each([
    ['$sum(items.score)', 'a.json', [], '42\n'],
    ['items[score > 3].{ "n": $uppercase(name) }', 'a.json', [], '{"n":"Y"}\n'],
    ["name & '!'", 'a.json', ['--records', 'items'], '"x!"\n"y!"\n'],
    ['host', 'a.csv', [], '["a.example","b.example"]\n'],
    ['$num(score) > $num($user.least)', 'a.csv', ['--records', '$', '--set', 'least=50'], 'false\ntrue\n'],
    ['$sum(n)', 'a.ndjson', [], '3\n'],
    ['$keys($)', 'a.xml', [], '"list"\n'],
    ['n * 2', 'a.json.gz', [], '10\n'],
    ['missing', 'a.json', ['--records', 'items'], 'null\nnull\n'],
    ['name', 'a.json', ['--records', 'items', '--record', '2'], '"y"\n'],
  ])('%s on %s %j', async (source, file, more, expected) => {
    expect(await tried(source, file, ...more)).toEqual({ code: 0, stdout: expected, stderr: '' });
  });

  test('nothing is said to be nothing, and the name of a pack not to be a feed', async () => {
    expect(await tried('nope', 'a.json')).toEqual({ code: 0, stdout: '', stderr: 'the expression gave nothing\n' });
    expect((await tried('garden', 'a.json')).stderr).toContain('garden is a pack: write garden/FEED');
  });
});

describe('that fails', () => {
  test('on the file, ends with 1, with a mark where it went wrong', async () => {
    expect(await tried('1 + items.(name + 1)', 'a.json')).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: The left side of "+" must be a number. [expression.T2001]
  1 + items.(name + 1)
                  ^
  hint: Try what stands before the mark alone, and look at what it gives.
`,
    });
  });

  test('by itself, ends with 2, in the line of it that is wrong', async () => {
    const { code, stdout, stderr } = await tried('items.(\n  name &&\n)', 'a.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .* \[expression\.S\d+\]\n {2} {2}name &&\n {2} {8}\^\n {2}hint: .*single quotes/);
  });

  test('for the file that cannot be read, or a flag of feeds', async () => {
    expect(await tried('n', 'none.json')).toMatchObject({ code: 2, stderr: expect.stringContaining('[usage.sample]') });
    expect(await tried('n', 'binary.json')).toMatchObject({ code: 1, stderr: expect.stringContaining('[decode.') });
    expect(await tried('n', 'a.json', '--entry', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--entry says nothing of an expression'),
    });
    expect(await tried('n', 'a.json', '--records', 'items', '--record', '7')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[usage.record]'),
    });
  });

  test('where it never ends', async () => {
    const { code, stderr } = await tried('($f := function($n) { $f($n + 1) }; $f(0))', 'a.json');
    expect(code).toBe(1);
    expect(stderr).toContain('[expression.U1001]');
  });
});
