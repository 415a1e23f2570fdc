import { describe, expect, test } from 'vitest';
import { commands } from '../../../engine/commands/registry.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const cwd = workingDirectory();

test('help lists every command, on stdout', async () => {
  const { code, stdout, stderr } = await commandLine(['--help'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(stdout).toMatch(/Examples:\n  \$ feedwright list[^]*Exit codes:\n  0 /);
});

test.each(
  ['show', 'set', 'rewind']
    .map((name) => ['state', name])
    .concat(['info', 'check', 'digest', 'backup', 'copy', 'prune', 'compact'].map((name) => ['store', name])),
)('%s %s --help as well', async (name, inner) => {
  const { code, stdout } = await commandLine([name, inner, '--help'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ feedwright ${name} ${inner}`));
  expect(stdout).toMatch(/Exit codes:\n  0 /);
});

test.each(Object.keys(commands))('%s --help has an example and the exit codes', async (name) => {
  const { code, stdout, stderr } = await commandLine([name, '--help'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ feedwright ${name}`));
  expect(stdout).toMatch(/Exit codes:\n  0 /);
});

describe('wrong usage ends with 2, a sentence and nothing on stdout', () => {
  test.each([
    [[], /Usage: feedwright/],
    [['rnu'], /error: unknown command 'rnu'\n\(Did you mean run\?\)/],
    [['run'], /error: missing required argument 'feed'/],
    [['run', 'a/b', '--lmit', '3'], /error: unknown option '--lmit'\n\(Did you mean --limit\?\)/],
    [['run', 'a/b', '--limit', 'many'], /error: --limit takes a whole number from 1 on, not "many"\./],
    [['objects', 'surplus'], /error: too many arguments/],
    [['store'], /Usage: feedwright store/],
    [['store', 'chek'], /error: unknown command 'chek'\n\(Did you mean check\?\)/],
  ])('%j', async (args, expected) => {
    const { code, stdout, stderr } = await commandLine(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a password of an address that stands in the wrong place is not repeated', () => {
  test.each([
    ['store', 'check', 'postgres://u:geheim@h/x'],
    ['run', 'postgres://u:geheim@h/x'],
    ['serve', '--strore=postgres://u:ge/heim@h/x'],
    ['postgres://u:geheim@h/x'],
  ])('%s %s', async (...args) => {
    const { code, stdout, stderr } = await commandLine(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('postgres://u:***@h/x');
    expect(stderr).not.toContain('heim');
  });

  test('a port is none', async () => {
    expect((await commandLine(['run', 'http://h:80/@x'], { cwd })).stderr).toContain('`http://h:80/@x`');
  });
});
