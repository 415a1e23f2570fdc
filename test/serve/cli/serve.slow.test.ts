import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedwright, inTurn } from '../../cli/feedwright.ts';
import { ask } from '../browser.ts';
import { configuration, definition, folderWith } from '../project.ts';

const files = { 'definitions/acme.yaml': definition, 'feedwright.yaml': configuration('http://127.0.0.1:9') };

test('serve prints an address, takes over what is saved on SIGHUP, lets no second one in, and ends when it is told to', async () => {
  const cwd = folderWith(files);
  const seen = { second: '', health: 0 };
  let origin = '';
  const { follow, left } = inTurn([
    [
      /"event":"started","origin":"([^"]+)"/,
      (child) => {
        void (async () => {
          const second = await feedwright(['serve', '--port', '0'], { cwd });
          seen.second = second.stderr;
          seen.health = (await ask(origin, '/healthz')).status;
          writeFileSync(join(cwd, 'feedwright.yaml'), 'instances: {');
          child.kill('SIGHUP');
        })();
      },
    ],
    [/the one before stays in use/, (child) => child.kill('SIGTERM')],
  ]);
  const { code, stdout, stderr } = await feedwright(['serve', '--port', '0'], {
    cwd,
    whileRunning: (child) => {
      child.stdout?.on('data', (part: string) => (origin ||= /http:\/\/[^/\s]+/.exec(part)?.[0] ?? ''));
      follow(child);
    },
  });
  expect(left()).toEqual([]);
  expect(stdout).toMatch(/^console {2}http:\/\/127\.0\.0\.1:\d+\/login\?token=[\w-]{43}\n$/);
  expect(seen.second).toContain('[serve.running]');
  expect(seen.health).toBe(200);
  expect(stderr).toContain('"event":"ended"');
  expect(stderr).not.toContain(/token=([\w-]{43})/.exec(stdout)?.[1]);
  expect(code).toBe(0);
});

test('serve ends at once with a notice that nobody takes', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const text = `${files['feedwright.yaml']}  often: { feed: acme/cases, source: Often, every: PT1S }
serve: { notices: { desk: { url: "http://127.0.0.1:9/notices", secret: "${secret}" } } }\n`;
  const cwd = folderWith({ ...files, 'feedwright.yaml': text });
  const { follow, left } = inTurn([
    [/has not taken a notice/, (child) => child.kill('SIGTERM')],
    [/"event":"ended"/, () => undefined],
  ]);
  const { code, stderr } = await feedwright(['serve', '--port', '0'], { cwd, whileRunning: follow });
  expect(left()).toEqual([]);
  // What is to be tried again later is kept: it neither holds up the end nor meets what is closed by then.
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([0, expect.stringContaining('"event":"ended"')]);
});

test('serve is not for others without users, and users have passwords that are none of the command line', async () => {
  const cwd = folderWith(files);
  const open = await feedwright(['serve', '--host', '0.0.0.0', '--port', '0'], { cwd });
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('[serve.open]')]);
  const short = await feedwright(['user', 'add', 'ada'], { cwd, input: 'short\n' });
  expect([short.code, short.stderr]).toEqual([2, expect.stringContaining('12 to 256 characters')]);
  const added = await feedwright(['user', 'add', 'ada', '--role', 'admin'], { cwd, input: 'a password of some length\n' });
  expect([added.code, added.stdout]).toEqual([0, 'added ada (admin)\n']);
  const listed = await feedwright(['user', 'list', '--json'], { cwd });
  expect(JSON.parse(listed.stdout)).toMatchObject({ name: 'ada', role: 'admin' });
  expect((await feedwright(['user', 'remove', 'eve'], { cwd })).code).toBe(2);
});

test.each([
  [
    'a name that is none',
    { name: 'bad name/..', config: files['feedwright.yaml'] },
    '"bad name/.." is no name of a host. [usage.name]',
  ],
  ['a configuration with a mistake', { config: 'serve: { oidc: 3 }\n' }, 'feedwright.yaml:1:16: error: `serve.oidc` takes a map'],
  [
    'an instance of a feed that is not there',
    { config: 'instances: { a: { feed: nope/x } }\n' },
    'feedwright.yaml:1:14: error: ',
  ],
])('serve that can not begin says why, and ends: %s', async (_, { name, config }: { name?: string; config: string }, says) => {
  const cwd = folderWith({ ...files, 'feedwright.yaml': config });
  const { code, stderr } = await feedwright(['serve', '--port', '0', ...(name === undefined ? [] : ['--name', name])], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  expect(stderr).not.toContain('mistake of its own');
});
