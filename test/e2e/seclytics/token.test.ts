/** The access token stays where it was put in: nothing that a run writes or says holds it, however it is spelt. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../engine/mock/faults/fault.ts';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { type Ended, feedwright } from '../../cli/feedwright.ts';
import { definitionsWith, IMPATIENT } from './definitions-with.ts';
import { DUMP, FEED, newFolder, startVendor } from './vendor.ts';

const TOKEN = 's3cr3t+/=&% ü';

/** Plain, percent-encoded in both ways, as JSON, and in the three alignments of base64 without the characters that others share. */
const spellings = (token: string): readonly Buffer[] => {
  const bytes = Buffer.from(token);
  const texts = [
    token,
    encodeURIComponent(token),
    new URLSearchParams({ a: token }).toString().slice(2),
    encodeURI(token),
    JSON.stringify(token).slice(1, -1),
  ];
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const all = [
    ...texts,
    ...texts.map((text) => text.toLowerCase()),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    's3cr3t',
  ];
  return [...all.map((text) => Buffer.from(text)), Buffer.from(token, 'latin1'), Buffer.from(token, 'utf16le')];
};
const SPELLINGS = spellings(TOKEN);

const expectAbsent = (what: string, bytes: Buffer): void => {
  for (const one of SPELLINGS)
    expect({ what, holds: bytes.includes(one) ? one.toString('latin1') : undefined }).toEqual({ what, holds: undefined });
};

const expectFilesWithout = (folder: string): readonly string[] => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(folder, name)).isFile() && name !== 'token',
  );
  for (const name of names) expectAbsent(name, readFileSync(join(folder, name)));
  return names;
};

interface Setting {
  readonly cwd: string;
  readonly vendor: MockVendor;
  readonly say: (...args: string[]) => Promise<Ended>;
}

const IN_ENVIRONMENT = { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: TOKEN };

const setting = async (env: Readonly<Record<string, string>> = IN_ENVIRONMENT): Promise<Setting> => {
  const [vendor, cwd] = [await startVendor({ user: { access_token: TOKEN } }), newFolder()];
  const definitions = definitionsWith(cwd, [IMPATIENT]);
  const world = { FEEDWRIGHT_SECLYTICS_HOST: vendor.origin.origin, ...env };
  const say = async (...args: string[]): Promise<Ended> => {
    const ended = await feedwright([...args, '--definitions', definitions], { cwd, env: world });
    expectAbsent(`stdout of ${args.join(' ')}`, Buffer.from(ended.stdout));
    expectAbsent(`stderr of ${args.join(' ')}`, Buffer.from(ended.stderr));
    return ended;
  };
  return { cwd, vendor, say };
};

test('the test finds the token in every spelling', () => {
  const link = new URL('http://a.example');
  link.searchParams.set('t', TOKEN);
  for (const text of [
    TOKEN,
    link.href,
    JSON.stringify({ TOKEN }),
    `x ${Buffer.from(`:${TOKEN}`).toString('base64')}`,
    Buffer.from(TOKEN).toString('base64url'),
  ])
    expect(
      SPELLINGS.some((one) => Buffer.from(text).includes(one)),
      text,
    ).toBe(true);
});

describe('the token is nowhere', () => {
  test('after a good run: not in what it says, the store and its files, nor in what commands tell of it', async () => {
    const { cwd, vendor, say } = await setting();
    expect(await say('run', FEED)).toMatchObject({ code: 0, stderr: '' });
    expect(vendor.requests).toHaveLength(1);
    expect(await say('run', FEED, '--json')).toMatchObject({ code: 0 });
    expect(await say('run', FEED, '--dry-run')).toMatchObject({ code: 0 });
    expect(await say('plan', FEED)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('/bulk/seen-predictions-dump-a.json.gz'),
    });
    expect(await say('plan', FEED, '--json')).toMatchObject({ code: 0 });
    for (const args of [
      ['runs', '--json'],
      ['objects', '--json'],
      ['store', 'info', '--json'],
      ['quarantine', '--json'],
    ])
      expect(await feedwright(args, { cwd })).toMatchObject({ code: 0, stdout: expect.not.stringContaining('s3cr3t') });
    expect(expectFilesWithout(cwd).some((name) => name.endsWith('store.db'))).toBe(true);
  });

  test.each<[string, FaultKind]>([
    [
      'a 401 that repeats it',
      {
        kind: 'status',
        status: 401,
        body: JSON.stringify({ error: { message: `The token ${TOKEN} is not known (${encodeURIComponent(TOKEN)}).` } }),
      },
    ],
    [
      'a 500 that repeats it',
      {
        kind: 'status',
        status: 500,
        body: `Cannot read /bulk?access_token=${new URLSearchParams({ a: TOKEN }).toString().slice(2)} ${Buffer.from(TOKEN).toString('base64')}`,
      },
    ],
    [
      'a redirect to another host with it',
      {
        kind: 'redirect',
        location: `http://127.0.0.2:9/x/${encodeURIComponent(TOKEN)}?access_token=${encodeURIComponent(TOKEN)}`,
      },
    ],
    [
      'a redirect to itself with it, again and again',
      { kind: 'redirect', location: `/bulk/seen-predictions-dump-a.json.gz?access_token=${encodeURIComponent(TOKEN)}` },
    ],
    [
      'a malformed gzip',
      { kind: 'answer', headers: { 'content-type': 'application/gzip' }, body: gzipSync(`ip\n${TOKEN}\n`).subarray(0, 24) },
    ],
    ['a web page', { kind: 'html' }],
    ['JSON that is broken beside it', { kind: 'answer', body: `{"ip": "192.0.2.1"}\n{"token": ${TOKEN}\n` }],
    ['a CSV with it in a ragged row', { kind: 'answer', body: `ip,importance\n192.0.2.1,90,${TOKEN}\n` }],
    ['429 for good', { kind: 'status', status: 429, retryAfter: '9000', body: TOKEN }],
  ])('after %s', async (_what, fault) => {
    const { cwd, vendor, say } = await setting();
    vendor.addFault({ route: DUMP, fault, times: Infinity });
    expect(await say('run', FEED, '--json')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: /) });
    expect(vendor.requests.length).toBeGreaterThan(0);
    expectFilesWithout(cwd);
  });

  test.each([{}, { FEEDWRIGHT_DEBUG: '1' }])('after a refused connection, with %j', async (env) => {
    const { cwd, vendor, say } = await setting({ ...IN_ENVIRONMENT, ...env });
    await vendor.close();
    expect(await say('run', FEED)).toMatchObject({ code: 1, stderr: expect.stringContaining('[http.refused]') });
    await say('runs');
    expectFilesWithout(cwd);
  });

  test('where debugging shows everything', async () => {
    const { cwd, vendor, say } = await setting({ ...IN_ENVIRONMENT, FEEDWRIGHT_DEBUG: '1' });
    expect(await say('run', FEED, '--json')).toMatchObject({ code: 0 });
    vendor.addFault({
      route: DUMP,
      fault: { kind: 'status', status: 401, body: JSON.stringify({ error: { message: TOKEN } }) },
      times: Infinity,
    });
    expect(await say('run', FEED)).toMatchObject({ code: 1 });
    expect(await say('run', FEED, '--since', 'never')).toMatchObject({ code: 2 });
    expect(await say('run', FEED, '--set', 'host=http://127.0.0.1:1/a b')).toMatchObject({ code: expect.any(Number) });
    expectFilesWithout(cwd);
  });
});

describe('the token may be given', () => {
  test('in clear, which warns once and does not repeat it', async () => {
    const { cwd, say } = await setting({});
    const { code, stderr } = await say('run', FEED, '--json', '--set', `access_token=${TOKEN}`);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^warning: --set access_token=… shows the secret to other users of this machine.*\n$/),
    });
    expectFilesWithout(cwd);
  });

  test('in a file, without a warning', async () => {
    const { cwd, say } = await setting({});
    writeFileSync(join(cwd, 'token'), `${TOKEN}\n`);
    expect(await say('run', FEED, '--json', '--set', 'access_token=@token')).toMatchObject({ code: 0, stderr: '' });
    expectFilesWithout(cwd);
  });

  test('in the configuration, from a file', async () => {
    const { cwd, say } = await setting({});
    writeFileSync(join(cwd, 'token'), `${TOKEN}\n`);
    writeFileSync(join(cwd, 'feedwright.yaml'), 'packs:\n  seclytics:\n    set: { access_token: "${file:token}" }\n');
    expect(await say('run', FEED, '--json')).toMatchObject({ code: 0, stderr: '' });
    expectFilesWithout(cwd);
  });

  test('nowhere, which says how', async () => {
    const { say } = await setting({});
    expect(await say('run', FEED)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN'),
    });
  });

  test('beside a wrong option, whose message does not show it', async () => {
    const { say } = await setting();
    expect(await say('run', FEED, '--set', `importance_threshold=${TOKEN}`)).toMatchObject({ code: 2 });
    expect(await say('run', FEED, '--set', `dataset=${TOKEN}`)).toMatchObject({ code: 2 });
  });
});
