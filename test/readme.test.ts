import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

/** Files and commands of the README, in order, in one folder of their own. */
const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
const work = mkdtempSync(join(tmpdir(), 'feedwright-readme-'));
const bin = join(root, 'engine/cli/feedwright.mjs');

afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly info: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: number;
}

const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1] ?? '',
  info: Object.fromEntries([...(match[2] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name ?? '', value ?? ''])),
  text: match[3] ?? '',
  line: readme.slice(0, match.index).split('\n').length,
}));

interface Command {
  readonly command: string;
  readonly expected: string;
}

const commandsOf = (text: string): readonly Command[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => ({ command: part.slice(0, part.indexOf('\n')), expected: part.slice(part.indexOf('\n') + 1) }));

/** Words of a command line; quotes hold a word together. */
const wordsOf = (command: string): readonly string[] =>
  [...command.replace(/^npm ci && npx /, '').matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));

/** `…` stands for anything in a line, alone on a line for any lines. */
const patternOf = (expected: string): RegExp => {
  const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const lines = expected.trimEnd().split('\n');
  const body = lines
    .map((line) =>
      line === '…'
        ? '(?:[^\\n]*\\n|[^\\n]+$)*?'
        : `${line
            .split('…')
            .map((part) => escape(part).replace(/ +/g, ' +'))
            .join('.*')} *\\n?`,
    )
    .join('');
  return new RegExp(`^${body}$`);
};

const run = (args: readonly string[], cwd: string): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, COLUMNS: '200', NO_COLOR: '1' };
    execFile(process.execPath, [bin, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
  });

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(work, file)), { recursive: true });
  writeFileSync(join(work, file), text);
};

describe('the README', () => {
  test('has at most 300 lines', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(300);
  });

  for (const { language, info, text, line } of blocks) {
    const { file, copy } = info;
    if (file !== undefined) {
      test(`line ${line} gives ${file}`, () => {
        const content =
          copy === undefined
            ? text
            : readFileSync(join(work, copy), 'utf8').replaceAll(info['replace'] ?? '', info['with'] ?? '');
        write(file, content);
        expect(content).not.toBe('');
      });
    }
    if (language === 'console') {
      for (const { command, expected } of commandsOf(text)) {
        test(`line ${line} shows what "${command}" prints`, async () => {
          const [program, ...args] = wordsOf(command);
          expect(program).toBe('feedwright');
          const shipped = info['definitions'] === 'shipped' || command.includes('seclytics') || args[0] === 'list';
          const cwd = shipped ? mkdtempSync(join(work, 'shipped-')) : work;
          const { code, output } = await run(args, cwd);
          expect(output).toMatch(patternOf(expected));
          expect(code).toBe(Number(info['exit'] ?? 0));
        });
      }
    }
  }

  test('leads to a word for what vendors do that the language knows', () => {
    const schema = readFileSync(join(root, 'schemas/definition.schema.json'), 'utf8');
    const definitions = readFileSync(join(root, 'definitions/README.md'), 'utf8');
    const rows = definitions.split('<!-- words -->')[1]?.split('<!-- /words -->')[0]?.trim().split('\n').slice(2) ?? [];
    const said = rows.flatMap((line) => [...(line.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
    // Names of the author's own stand before a map of the language's words.
    const words = said.flatMap((text) => [...text.matchAll(/([a-z_]+):/g)].map(([, word = '']) => word));
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !['detail', 'files'].includes(word) && !schema.includes(`"${word}": {`))).toEqual([]);
  });

  test('names every command that there is', async () => {
    const { commands } = await import('../engine/commands/registry.ts');
    for (const name of Object.keys(commands)) expect(readme).toContain(`\`${name}`);
  });
});
