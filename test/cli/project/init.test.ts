import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inProcess } from '../../e2e/in-process.ts';
import { feedwright, workingDirectory } from '../feedwright.ts';

const FILES = [
  '.github/workflows/definitions.yml',
  '.gitignore',
  '.vscode/settings.json',
  'definitions/example.yaml',
  'feedwright.yaml',
  'fixtures/example/cases/first-run.yaml',
  'fixtures/example/domains.json',
  'fixtures/example/mock.yaml',
];

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

describe('init', () => {
  test('makes a project that is right and runs at once over its mock', { timeout: 60_000 }, async () => {
    const cwd = workingDirectory();
    const made = await feedwright(['init'], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(cwd)).toEqual(FILES);
    for (const file of FILES) expect(made.stdout).toContain(`wrote ${file}\n`);
    expect(made.stdout).toMatch(/\ntry it: feedwright run example\/domains --mock\n$/);

    expect(await feedwright(['validate'], { cwd })).toEqual({ code: 0, stdout: '1 definition: no findings\n', stderr: '' });

    const tested = await feedwright(['test'], { cwd });
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringContaining('1 case: 1 passed, 0 failed') });

    const run = await feedwright(['run', 'example/domains', '--mock'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/below the minimum score +1\n/);
    const objects = await feedwright(['objects', '--mock', '--json'], { cwd });
    const values = objects.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { value: string }).value);
    expect(values).toEqual(['cdn.example.net', 'login.example.com']);
    // What a run leaves behind is not for a repository.
    expect(filesIn(cwd).filter((file) => !FILES.includes(file) && !file.startsWith('.feedwright/'))).toEqual([]);
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n')).toContain('.feedwright/');
  });

  test('makes the folder that is named, and says where to go', async () => {
    const cwd = workingDirectory();
    const made = await inProcess('init', {}, ['deep/feeds'], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(join(cwd, 'deep/feeds'))).toEqual(FILES);
    expect(made.stdout).toContain('try it (in deep/feeds): feedwright run example/domains --mock');
  });

  test('keeps every file that is there, each with a sentence, and makes the others', async () => {
    const cwd = workingDirectory({ 'feedwright.yaml': 'store: sqlite:mine.db\n', '.gitignore': '*.secret\n' });
    symlinkSync('nowhere', join(cwd, 'fixtures'));
    mkdirSync(join(cwd, 'nowhere'));
    const made = await inProcess('init', {}, [], { cwd });
    expect(made.code).toBe(0);
    expect(made.stderr).toBe('kept feedwright.yaml, which is there already\nkept .gitignore, which is there already\n');
    expect(readFileSync(join(cwd, 'feedwright.yaml'), 'utf8')).toBe('store: sqlite:mine.db\n');
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('*.secret\n');
    expect(made.stdout).toContain('wrote definitions/example.yaml');
    const again = await inProcess('init', { json: true }, [], { cwd });
    const { written, kept } = JSON.parse(again.stdout) as { written: string[]; kept: string[] };
    expect({ written, kept: kept.toSorted() }).toEqual({ written: [], kept: FILES });
  });

  test('does not write through a link to somewhere else', async () => {
    const cwd = workingDirectory();
    symlinkSync('../elsewhere.yaml', join(cwd, 'feedwright.yaml'));
    const made = await inProcess('init', {}, [], { cwd });
    expect(made.stderr).toBe('kept feedwright.yaml, which is there already\n');
    expect(existsSync(join(cwd, '../elsewhere.yaml'))).toBe(false);
  });

  test.each<[name: string, code: number, said: string | RegExp]>([
    ['plain', 2, 'error: plain is a file, not a folder. [usage.no-folder]\n  hint: Give the path of a folder.\n'],
    ['plain/below', 1, /^error: .*plain\/below.* is not a folder\.\n {2}hint: .*\n$/],
    ['x'.repeat(300), 1, /^error: .* has a name that is too long for this system\.\n {2}hint: .*\n$/],
    // A folder that is there and takes none, not even from root.
    ...(process.platform === 'linux'
      ? [['/proc/x', 1, 'error: /proc/x does not exist.\n  hint: Check the path.\n'] as [string, number, string]]
      : []),
  ])('says in one sentence that %s can be no folder', async (name, code, said) => {
    const cwd = workingDirectory({ plain: '' });
    const made = await inProcess('init', {}, [name], { cwd });
    expect(made).toMatchObject({ code, stdout: '' });
    if (typeof said === 'string') expect(made.stderr).toBe(said);
    else expect(made.stderr).toMatch(said);
  });

  test('tells the editor the schema that is there, and a workflow that is YAML', async () => {
    const cwd = workingDirectory();
    await inProcess('init', {}, [], { cwd });
    const settings = JSON.parse(readFileSync(join(cwd, '.vscode/settings.json'), 'utf8')) as Record<string, object>;
    const [schema = ''] = Object.keys(settings['yaml.schemas'] ?? {});
    expect(isAbsolute(schema)).toBe(true);
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toHaveProperty('$schema');
    expect(settings['yaml.customTags']).toEqual(['!expr scalar', '!tmpl scalar']);
    const { jobs } = parse(readFileSync(join(cwd, '.github/workflows/definitions.yml'), 'utf8')) as {
      jobs: { validate: { steps: { run?: string }[] } };
    };
    expect(jobs.validate.steps.map(({ run }) => run)).toContain('npx feedwright validate');
  });
});
