/** What is secret shows nowhere but to who asks for it: on every surface of the server, in every form, and in all that goes wrong. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionPreview } from '../../engine/serve/contract/actions.ts';
import type { JobView } from '../../engine/serve/contract/runs.ts';
import { ask, Browser, type Answer } from './browser.ts';
import { CANARY, configuration, definition, folderWith, PASSWORD, startVendor, type Vendor } from './project.ts';
import { startServe, until, type StartedServe } from './start-serve.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const each = (text: string, write: (code: number) => string): string => [...text].map((one) => write(one.charCodeAt(0))).join('');

/** As they are and in the encodings that secrets travel in. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  percent: (text) => each(text, (code) => `%${code.toString(16)}`),
  'percent twice': (text) => each(text, (code) => `%25${code.toString(16)}`),
  base64,
  'base64url, shifted': (text) => Buffer.from(`:${text}`).toString('base64url'),
  'base64 twice': (text) => base64(base64(text)),
  hex,
  'hex in upper case': (text) => hex(text).toUpperCase(),
  'hex of base64': (text) => hex(base64(text)),
  'backslash u': (text) => each(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  entities: (text) => each(text, (code) => `&#${code};`),
  'entities in hex': (text) => each(text, (code) => `&#x${code.toString(16)};`),
  spaced: (text) => [...text].join(' '),
};

/** What of a text is the secret in one of its forms. */
const found = (text: string, secret: string): readonly string[] =>
  Object.entries(FORMS).flatMap(([name, write]) => (text.includes(write(secret)) ? [name] : []));

const WEBHOOK = `whsec_${base64('webhook-canary-of-32-bytes-long!')}`;
const METRICS = 'metrics-canary-token-4711';
const FAR_KEY = 'far-side-canary-key-0815';
const SECRETS = { CANARY, WEBHOOK, METRICS, FAR_KEY };

let [vendor, hook, far]: Vendor[] = [];
let folder: string;
let serve: StartedServe;
let browser: Browser;
const streams: string[] = [];
const following: { destroy(): void }[] = [];

const there = <T>(value: T | undefined): T => value ?? expect.unreachable();

/** Follows a stream of the server, and keeps all that it tells. */
const follow = (path: string): void => {
  const { hostname, port } = new URL(serve.origin);
  const asked = get({ hostname, port, path, headers: { cookie: browser.cookie }, agent: false }, (answer) => {
    answer.setEncoding('utf8').on('data', (part: string) => streams.push(part));
    answer.on('error', () => undefined);
  });
  asked.on('error', () => undefined);
  following.push(asked);
};

const configured = (host: string): string =>
  configuration(
    host,
    `destinations:
  far: { kind: elasticsearch, url: "${there(far).host}", index: threat, api_key: ${FAR_KEY} }
serve:
  metrics_token: ${METRICS}
  notices: { desk: { url: "${there(hook).host}/notices", secret: "${WEBHOOK}" } }
`,
  );

beforeAll(async () => {
  [vendor, hook, far] = await Promise.all([startVendor(), startVendor(), startVendor()]);
  folder = folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': configured(there(vendor).host) });
  there(vendor).cases = [
    { id: 1, name: 'CASE1', score: 7, password: PASSWORD },
    { id: 2, name: 'CASE2', score: 'high' },
  ];
  serve = await startServe(folder);
  browser = await Browser.byToken(serve.login ?? '');
  follow('/api/events');
});

afterAll(async () => {
  for (const one of following) one.destroy();
  await serve.close();
  for (const one of [vendor, hook, far]) one?.close();
});

const run = async (body: object): Promise<JobView> => {
  const { job } = (await browser.post('/api/feed/run', body)).json<{ job: string }>();
  follow(`/api/jobs/${job}/events`);
  return until(
    async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
    ({ state }) => state === 'ended',
  );
};

/** Answers that somebody had to ask for, and that are written down: sensitive values of objects stand in them. */
const asked: Answer[] = [];
const askFor = async (path: string, body: object = {}): Promise<Answer> => {
  const answer = await browser.post(path, body);
  asked.push(there(browser.answers.pop()));
  return answer;
};

const surfaces = (): Readonly<Record<string, readonly string[]>> => ({
  log: serve.log,
  streams: [streams.join('')],
  answers: browser.answers.map(({ text }) => text),
  notices: there(hook).heard.map(({ body }) => body),
});

const expectClean = (secrets: Readonly<Record<string, string>>, more: Readonly<Record<string, readonly string[]>> = {}): void => {
  const leaks = Object.entries({ ...surfaces(), ...more }).flatMap(([where, texts]) =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      texts.flatMap((text) => found(text, secret).map((form) => `${name} as ${form} in ${where}: ${text.slice(0, 200)}`)),
    ),
  );
  expect(leaks).toEqual([]);
};

describe('a run and all that shows it', () => {
  test('has no secret in its requests, its stream, its answer and its records, and what is sensitive only where it was asked for', async () => {
    const job = await run({ name: 'all', look: true });
    expect(job.error).toBeNull();
    for (const { number } of job.requests) await askFor(`/api/jobs/${job.job}/pages/${number}`);
    await askFor('/api/object/reveal', { type: 'incident', subtype: '', value: 'CASE1' });
    expect(asked.map(({ status }) => status)).toEqual([200, 200]);
    expect(asked.every(({ text }) => text.includes(PASSWORD))).toBe(true);
    // The vendor had sent the key back in its answer.
    expect(asked[0]?.text).toContain('"echo\\":\\"***');
    for (const path of [
      `/api/runs/${job.runs[0]}`,
      '/api/runs',
      '/api/jobs',
      '/api/feeds',
      '/api/feed?name=all',
      '/api/objects',
      '/api/object?type=incident&value=CASE1',
      '/api/quarantine',
      '/api/definitions',
      '/api/definitions/acme',
      '/api/definitions/acme/guide',
      '/api/actions',
      '/api/destinations',
      '/api/audit?limit=1000',
      '/metrics',
      '/readyz',
    ])
      expect([path, (await browser.get(path)).status]).toEqual([path, 200]);
    expectClean(SECRETS, { 'what was asked for': asked.map(({ text }) => text) });
    expectClean({ PASSWORD });
    expect(streams.join('')).toContain('"kind":"request"');
  });

  test('nor has what would change, a dry run, an action and the form of an instance', async () => {
    there(vendor).cases = there(vendor).cases.map((one) => ({ ...one, score: 3, password: `${PASSWORD}-2` }));
    await browser.post('/api/feed/hold', { name: 'all', hold: true });
    const held = await run({ name: 'all' });
    expect((await browser.get(`/api/runs/${held.runs[0]}/review`)).status).toBe(200);
    await browser.post(`/api/runs/${held.runs[0]}/discard`);
    await browser.post('/api/feed/hold', { name: 'all', hold: false });
    const form = { feed: 'cases', values: { api_key: CANARY } };
    expect((await browser.post('/api/definitions/acme/test-connection', form)).status).toBe(200);
    const { job } = (await browser.post('/api/definitions/acme/dry-run', form)).json<{ job: string }>();
    await until(
      async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    expect((await browser.get(`/api/jobs/${job}/dry-run`)).text).toContain('CASE1');
    const order = { action: 'acme/close', objects: ['incident:CASE1'], values: { why: CANARY } };
    const { digest } = (await browser.post('/api/actions/preview', order)).json<ActionPreview>();
    await browser.post('/api/actions/send', { ...order, digest });
    await browser.get('/api/actions/history');
    expect((await browser.post('/api/definitions/acme/instance/preview', { ...form, name: 'mine' })).status).toBe(200);
    expectClean({ ...SECRETS, PASSWORD });
  });
});

describe('what goes wrong', () => {
  test.each(Object.keys(FORMS))('does not show the key that a vendor sends back in its refusal, written as %s', async (form) => {
    const echo = there(FORMS[form])(CANARY);
    Object.assign(there(vendor), { status: 400, says: JSON.stringify({ error: `the key ${echo} is none`, message: echo }) });
    const job = await run({ name: 'high' });
    Object.assign(there(vendor), { status: 200, says: undefined });
    expect(job.result?.['status']).toBe('failed');
    expectClean(SECRETS);
  });

  test('nor do a webhook and a destination that refuse, whatever they say', async () => {
    for (const [one, secret] of [
      [hook, WEBHOOK],
      [far, FAR_KEY],
    ] as const)
      Object.assign(there(one), { status: 401, says: JSON.stringify({ error: `${secret} ${base64(secret)} ${hex(secret)}` }) });
    there(vendor).status = 403;
    await run({ name: 'all' });
    await until(
      () => serve.log.filter((line) => line.includes('has not taken a notice')),
      (lines) => lines.length > 0,
    );
    there(vendor).status = 200;
    await run({ name: 'all' });
    await browser.post('/api/destinations/far/push');
    await until(
      () => serve.log.filter((line) => line.includes('a push has failed')),
      (lines) => lines.length > 0,
    );
    await browser.get('/api/destinations');
    const { notices: _, ...own } = surfaces();
    expectClean(SECRETS, own);
  });

  test('nor does a process that ends in an abort while it runs', async () => {
    there(vendor).slow = 60_000;
    const before = there(vendor).heard.length;
    const { job } = (await browser.post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
    await until(
      () => there(vendor).heard.length,
      (heard) => heard > before,
    );
    for (const pid of serve.core.pools.runs.processes) process.kill(pid, 'SIGABRT');
    const ended = await until(
      async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    there(vendor).slow = 0;
    expect(ended.error?.message).toContain('SIGABRT');
    expectClean(SECRETS);
  });

  test.each([
    ['is a list', (text: string) => text.replace(`"${CANARY}"`, `[[${CANARY}]]`)],
    ['is a map', (text: string) => text.replace(`"${CANARY}"`, `{ a: ${CANARY} }`)],
    ['has no end', (text: string) => text.replace(`"${CANARY}"`, `"${CANARY}`)],
    ['stands under a name that is none', (text: string) => text.replace('api_key:', 'api_kee:')],
    ['stands there twice', (text: string) => text.replace('api_key:', `api_key: ${CANARY}, api_key:`)],
    ['has a tag', (text: string) => text.replace(`"${CANARY}"`, `!!int "${CANARY}"`)],
    ['is an alias of nothing', (text: string) => text.replace(`"${CANARY}"`, `*a "${CANARY}"`)],
    ['is a reference that is none', (text: string) => text.replace(CANARY, `x\${${CANARY}}`)],
    ['of the collector is a map', (text: string) => text.replace(METRICS, `{ a: ${METRICS} }`)],
    ['of a webhook is none', (text: string) => text.replace(WEBHOOK, CANARY)],
    ['of a tool stands beside a key that is none', (text: string) => text.replace('api_key: far', 'bogus: 1, api_key: far')],
  ])('nor does a configuration in which the secret %s', async (_, spoil) => {
    const file = join(folder, 'feedwright.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, spoil(text));
    await browser.post('/api/reload');
    await browser.get('/api/definitions');
    // The other one waits a while after its process has died.
    expect((await run({ name: 'high' })).state).toBe('ended');
    await browser.post('/api/definitions/acme/instance/preview', { feed: 'cases', name: 'mine', values: { minimum: 1 } });
    // A server that begins with it says no more.
    const begun = await startServe(folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': spoil(text) })).catch(
      (error: Error) => error,
    );
    const said = begun instanceof Error ? [begun.message, JSON.stringify(begun)] : begun.log;
    if (!(begun instanceof Error)) await begun.close();
    writeFileSync(file, text);
    await browser.post('/api/reload');
    expectClean(SECRETS, { 'what it begins with': said });
  });

  test('nor does a password that was typed where the name belongs', async () => {
    const body = JSON.stringify({ user: PASSWORD, password: PASSWORD });
    const headers = { 'content-type': 'application/json' };
    expect((await ask(serve.origin, '/api/session', { method: 'POST', headers, body })).status).toBe(401);
    expect((await browser.get('/api/audit')).text).toContain('"what":"refused"');
    for (const spoilt of [body.slice(0, -1), `${body}x`, `{"token":"${PASSWORD}"}`])
      await ask(serve.origin, '/api/session', { method: 'POST', headers, body: spoilt });
    expectClean({ PASSWORD });
  });
});

test('on the disk a secret stands in the configuration alone, and what is sensitive in the store alone', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const holding = (secret: string): readonly string[] =>
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => found(readFileSync(file, 'latin1'), secret).length > 0)
      .map((file) => file.slice(folder.length + 1).replace(/-wal$/, ''));
  // The reason of an action is what somebody wrote.
  expect(new Set(holding(FAR_KEY))).toEqual(new Set(['feedwright.yaml']));
  expect(new Set(holding(WEBHOOK))).toEqual(new Set(['feedwright.yaml']));
  expect(new Set(holding(CANARY))).toEqual(new Set(['feedwright.yaml']));
  expect(new Set(holding(PASSWORD))).toEqual(new Set(['acme.db']));
  expect(serve.mistakes).toEqual([]);
});
