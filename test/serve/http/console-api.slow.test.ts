import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionPreview } from '../../../engine/serve/contract/actions.ts';
import type { DefinitionsView, DefinitionView, InstancePreview } from '../../../engine/serve/contract/definitions.ts';
import type { FeedsView } from '../../../engine/serve/contract/feeds.ts';
import type { ObjectDetail, ObjectsView } from '../../../engine/serve/contract/objects.ts';
import type { QuarantineView } from '../../../engine/serve/contract/quarantine.ts';
import type { JobView, LookPage, RunDetail } from '../../../engine/serve/contract/runs.ts';
import type { AuditView, Problem } from '../../../engine/serve/contract/session.ts';
import { Users } from '../../../engine/serve/access/users.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { Browser } from '../browser.ts';
import { CANARY, configuration, definition, folderWith, PASSWORD, startVendor, type Vendor } from '../project.ts';
import { startServe, type StartedServe, until } from '../start-serve.ts';

const PASSPHRASE = 'a long enough passphrase';
const SCRIPT = '<script>alert(1)</script>';
let vendor: Vendor;
let folder: string;
let serve: StartedServe;
let browser: Browser;
let hook: Vendor;

beforeAll(async () => {
  [vendor, hook] = await Promise.all([startVendor(), startVendor()]);
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  folder = folderWith({
    'definitions/acme.yaml': definition,
    'feedwright.yaml': configuration(
      vendor.host,
      `destinations: { list: { kind: text, path: out.txt, comments: false } }
serve: { notices: { desk: { url: "${hook.host}/notices", secret: "${secret}" } } }
`,
    ),
  });
  vendor.cases = [
    { id: 1, name: 'CASE1', text: SCRIPT, score: 7, password: PASSWORD },
    { id: 2, name: 'CASE2', score: 1 },
    { id: 3, name: 'CASE3', score: 'high' },
  ];
  serve = await startServe(folder);
  browser = await Browser.byToken(serve.login ?? '');
});

afterAll(async () => {
  await serve.close();
  vendor.close();
  hook.close();
});

const feeds = async (): Promise<FeedsView> => (await browser.get('/api/feeds')).json<FeedsView>();

/** Runs a feed, and gives the job once it has ended. */
const run = async (body: object): Promise<JobView> => {
  const { job } = (await browser.post('/api/feed/run', body)).json<{ job: string }>();
  return until(
    async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
    ({ state }) => state === 'ended',
  );
};

describe('a run', () => {
  test('is shown with its requests, its pages and its ledger; what came, and what is sensitive, only to who asks', async () => {
    const job = await run({ name: 'all', look: true });
    expect(job.error).toBeNull();
    const [request] = job.requests;
    expect(request?.url).toContain('key=***');
    expect(request?.curl).toContain('$API_KEY');
    expect(request?.page?.records).toBe(3);
    const detail = (await browser.get(`/api/runs/${job.runs[0]}`)).json<RunDetail>();
    expect(detail.windows[0]?.ledger?.records).toMatchObject({ fetched: 3, mapped: 2, quarantined: 1 });
    expect(detail.job).toBe(job.job);
    const page = (await browser.post(`/api/jobs/${job.job}/pages/${request?.number}`)).json<LookPage>();
    browser.answers.pop();
    expect(page.body).toContain(PASSWORD);
    expect(page.body).not.toContain(CANARY);
    expect(page.records.map(({ key }) => key)).toEqual(['[1]', '[2]']);
  });

  test('that is of another instance keeps its own options', async () => {
    await run({ name: 'high' });
    const { feeds: all } = await feeds();
    expect(all.map(({ name, runs }) => [name, runs.length, runs.at(-1)?.changed])).toEqual([
      ['all', 1, 2],
      ['high', 1, 1],
    ]);
  });

  test.each([
    ['never', undefined, 'since takes a time'],
    ['P2D', 'P3D', 'which is not before its end'],
  ])('is not begun over a range that is none: from %s to %s', async (since, until, says) => {
    const refused = await browser.post('/api/feed/run', { name: 'all', since, until });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(says);
  });

  test('is stopped at its next safe point', async () => {
    vendor.slow = 20_000;
    const { job } = (await browser.post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
    await until(
      () => vendor.heard.length,
      (heard) => heard >= 3,
    );
    await browser.post(`/api/jobs/${job}/stop`);
    const ended = await until(
      async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    expect(ended.result?.['status']).toBe('interrupted');
    vendor.slow = 0;
  });
});

describe('objects', () => {
  test('are found by what they are, page by page', async () => {
    const first = (await browser.get('/api/objects?type=incident&limit=1')).json<ObjectsView>();
    expect(first.objects.map(({ value }) => value)).toEqual(['CASE1']);
    const second = (await browser.get(`/api/objects?type=incident&limit=1&after=${first.next}`)).json<ObjectsView>();
    expect(second.objects.map(({ value }) => value)).toEqual(['CASE2']);
    expect(second.next).toBeNull();
    const some = (await browser.get('/api/objects?text=ase2')).json<ObjectsView>();
    expect(some.objects.map(({ value }) => value)).toEqual(['CASE2']);
  });

  test('have a past: which run made and changed them, what they were before, and who lists them', async () => {
    vendor.cases = vendor.cases.map((one) => (one.id === 1 ? { ...one, score: 8, password: `${PASSWORD}-2` } : one));
    const { runs } = await run({ name: 'all' });
    const { history } = (await browser.get('/api/object?type=incident&value=CASE1')).json<ObjectDetail>();
    expect(history.map(({ kind, source }) => [kind, source])).toEqual([
      ['changed', 'Acme Cases (all)'],
      ['listed', 'High'],
      ['made', 'Acme Cases (all)'],
    ]);
    expect(history[0]).toMatchObject({ run: runs[0], what: 'Changed.' });
    expect(history[0]?.changes).toEqual([
      { name: 'Password', before: null, after: null },
      { name: 'Score', before: ['7'], after: ['7', '8'] },
    ]);
    vendor.cases = vendor.cases.map((one) => (one.id === 1 ? { ...one, score: 7, password: PASSWORD } : one));
  });

  test('show sensitive values when they are asked for, which is written down', async () => {
    const key = { type: 'incident', subtype: '', value: 'CASE1' };
    const shown = (await browser.get('/api/object?type=incident&value=CASE1')).json<ObjectDetail>();
    expect(shown.description).toBe(SCRIPT);
    expect(shown.attributes.find(({ name }) => name === 'Password')).toMatchObject({ value: null, sensitive: true });
    const revealed = await browser.post('/api/object/reveal', key);
    browser.answers.pop();
    expect(revealed.json()).toEqual({ attributes: [PASSWORD, `${PASSWORD}-2`].map((value) => ({ name: 'Password', value })) });
    const { entries } = (await browser.get('/api/audit')).json<AuditView>();
    expect(entries[0]).toMatchObject({ what: 'reveal', on: 'incident:CASE1', user: 'terminal' });
  });
});

describe('what was set aside', () => {
  test('is shown with its reason, and put through again', async () => {
    const { entries } = (await browser.get('/api/quarantine?feed=all')).json<QuarantineView>();
    expect(entries).toMatchObject([{ feed: 'acme/cases', instance: 'all' }]);
    const mended = definition.replace('score >= $user.minimum', `'score = "high" ? true : score >= $user.minimum'`);
    writeFileSync(join(folder, 'definitions/acme.yaml'), mended);
    await browser.post('/api/reload');
    const asked = await browser.post('/api/quarantine/again', { feed: 'acme/cases', instance: 'all', key: entries[0]?.key });
    const { job } = asked.json<{ job: string }>();
    await until(
      async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    expect((await browser.get('/api/quarantine?feed=all')).json<QuarantineView>().entries).toEqual([]);
    writeFileSync(join(folder, 'definitions/acme.yaml'), definition);
    await browser.post('/api/reload');
    vendor.cases = vendor.cases.map((one) => ({ ...one, score: one.score === 'high' ? 9 : one.score }));
  });
});

describe('definitions', () => {
  test('have findings in their text, forms, and a test of the connection', async () => {
    const shown = (await browser.get('/api/definitions/acme')).json<DefinitionView>();
    expect(shown.source).toBe(definition);
    expect(shown.forms['acme/cases']?.fields.find(({ name }) => name === 'minimum')).toMatchObject({
      minimum: 0,
      maximum: 9,
      default: 0,
    });
    const text = definition.replace('$user.minimum', '$user.minimun');
    const { findings } = (await browser.post('/api/definitions/acme/validate', { text })).json<{ findings: object[] }>();
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'expression.unknown-option', hint: 'Did you mean `$user.minimum`?' }),
    );
    const works = await browser.post('/api/definitions/acme/test-connection', { feed: 'cases', values: {} });
    expect(works.json()).toMatchObject({ works: true });
    vendor.status = 403;
    const fails = await browser.post('/api/definitions/acme/test-connection', {
      feed: 'cases',
      values: { api_key: 'another-key-1234' },
    });
    expect(fails.json()).toMatchObject({ works: false, error: { code: 'vendor.refused' } });
    expect(fails.text).not.toContain('another-key-1234');
    vendor.status = 200;
  });

  test('that have mistakes leave the old ones in use, and say so', async () => {
    writeFileSync(join(folder, 'definitions/acme.yaml'), definition.replace('records: cases', 'recods: cases'));
    const broken = (await browser.post('/api/reload')).json<DefinitionsView>();
    expect(broken.definitions).toMatchObject([{ pack: 'acme', is_old: true, errors: 1 }]);
    expect(serve.log.some((line) => line.includes('the one before stays in use') && line.includes('acme.yaml'))).toBe(true);
    expect((await run({ name: 'all' })).error).toBeNull();
    writeFileSync(join(folder, 'definitions/acme.yaml'), definition);
    expect((await browser.post('/api/reload')).json<DefinitionsView>().definitions).toMatchObject([{ is_old: false }]);
  });

  test('and the configuration, which is taken over as it is saved', async () => {
    const before = readFileSync(join(folder, 'feedwright.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'feedwright.yaml'),
      before.replace('instances:', 'instances:\n  third: { feed: acme/cases, source: Third }'),
    );
    await until(feeds, ({ feeds: all }) => all.some(({ name }) => name === 'third'));
    writeFileSync(join(folder, 'feedwright.yaml'), before);
    await until(feeds, ({ feeds: all }) => all.length === 2);
  });
});

describe('an instance', () => {
  const SECRET = 'own-secret-of-an-instance-77';
  const asked = {
    feed: 'cases',
    name: 'mine',
    values: { minimum: 3, api_key: SECRET, host: 'https://own.example/${file:/etc/passwd}' },
  };
  const path = '/api/definitions/acme/instance';

  test('is saved as it was shown: nothing else of the file moves, and its secret stands in a file of its own', async () => {
    const file = join(folder, 'feedwright.yaml');
    const before = readFileSync(file, 'utf8');
    const shown = (await browser.post(`${path}/preview`, asked)).json<InstancePreview>();
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(shown.secrets).toEqual([{ option: 'api_key', file: 'secrets/mine.api_key' }]);
    expect((await browser.post(path, { ...asked, digest: 'another' })).json()).toMatchObject({
      error: { code: 'config.changed' },
    });
    expect((await browser.post(path, { ...asked, digest: shown.digest })).json()).toEqual({ done: true });
    const after = readFileSync(file, 'utf8');
    const added = shown.lines.map(({ text }) => text).join('\n');
    expect(after.replace(`\n${added}`, '')).toBe(before);
    expect(added).toContain('$${file:/etc/passwd}');
    expect(readFileSync(join(folder, 'secrets/mine.api_key'), 'utf8')).toBe(SECRET);
    expect(statSync(join(folder, 'secrets/mine.api_key')).mode & 0o777).toBe(0o600);
    await until(feeds, ({ feeds: all }) => all.some(({ name }) => name === 'mine'));
    const { entries } = (await browser.get('/api/audit')).json<AuditView>();
    expect(entries[0]).toMatchObject({ what: 'save-instance', on: 'mine', details: { options: ['minimum', 'api_key', 'host'] } });
  });

  test('that is there is changed, and shows what was before', async () => {
    const change = { feed: 'cases', name: 'mine', values: { minimum: 4 } };
    const shown = (await browser.post(`${path}/preview`, change)).json<InstancePreview>();
    expect(shown.is_new).toBe(false);
    expect(shown.lines.map(({ kind, text }) => [kind, /minimum: \d/.exec(text)?.[0]])).toEqual([
      ['removed', 'minimum: 3'],
      ['added', 'minimum: 4'],
    ]);
    expect((await browser.post(path, { ...change, digest: shown.digest })).status).toBe(200);
  });

  test('is not saved where it is not right, nor by who may only look', async () => {
    const before = readFileSync(join(folder, 'feedwright.yaml'), 'utf8');
    for (const [wrong, code] of [
      [{ ...asked, name: '../mine' }, 'config.invalid'],
      [{ ...asked, values: { minimum: 12 } }, 'config.invalid'],
      [{ ...asked, values: { minimun: 1 } }, 'config.invalid'],
      [{ ...asked, name: 'else', feed: 'nothing' }, 'feed.unknown'],
    ] as const)
      expect([wrong, (await browser.post(`${path}/preview`, wrong)).json<Problem>().error.code]).toEqual([wrong, code]);
    expect(readFileSync(join(folder, 'feedwright.yaml'), 'utf8')).toBe(before);
    await new Users(serve.core.db).add('vic', 'viewer', PASSPHRASE, Date.now());
    const viewer = await Browser.byPassword(serve.origin, 'vic', PASSPHRASE);
    expect((await viewer.post(`${path}/preview`, asked)).status).toBe(403);
    writeFileSync(join(folder, 'feedwright.yaml'), before.replace(/\n {2}mine:(?:\n {4}.*)*/, ''));
    await until(feeds, ({ feeds: all }) => all.every(({ name }) => name !== 'mine'));
  });
});

describe('an action', () => {
  const asked = { action: 'acme/close', objects: ['incident:CASE1'], values: { why: 'It is over.' } };

  test('is sent as it was shown', async () => {
    const preview = (await browser.post('/api/actions/preview', asked)).json<ActionPreview>();
    expect(preview.rows).toMatchObject([
      { status: 'dry_run', request: { method: 'POST', body: { case: 'CASE1', why: 'It is over.' } } },
    ]);
    const other = await browser.post('/api/actions/send', { ...asked, values: { why: 'Else.' }, digest: preview.digest });
    expect(other.status).toBe(409);
    const sent = await browser.post('/api/actions/send', { ...asked, digest: preview.digest });
    expect(sent.json()).toMatchObject({ state: 'sent', rows: [{ status: 'succeeded' }] });
    expect(vendor.heard.filter(({ path }) => path === '/close').map(({ body }) => body)).toEqual([
      '{"case":"CASE1","why":"It is over."}',
    ]);
    const history = await browser.get('/api/actions/history?action=acme/close');
    expect(history.json()).toMatchObject({ runs: [{ object: 'incident:CASE1', who: 'terminal', status: 'succeeded' }] });
  });

  test('that takes two people waits for the second, and the first is none', async () => {
    const wipe = { action: 'acme/wipe', objects: ['incident:CASE1'], values: {} };
    const { digest, approval } = (await browser.post('/api/actions/preview', wipe)).json<ActionPreview>();
    expect(approval).toBe('two');
    const waits = (await browser.post('/api/actions/send', { ...wipe, digest })).json<{ state: string; approval: string }>();
    expect(waits.state).toBe('waits');
    expect((await browser.post(`/api/approvals/${waits.approval}`, { agree: true })).status).toBe(403);
    expect(vendor.heard.some(({ path }) => path === '/wipe')).toBe(false);
  });
});

describe('the rest', () => {
  test('destinations are pushed as changes come', async () => {
    const text = await until(
      () => {
        try {
          return readFileSync(join(folder, 'out.txt'), 'utf8');
        } catch {
          return '';
        }
      },
      (found) => found.includes('CASE3'),
    );
    expect(text).toContain('CASE1');
    const shown = await until(
      async () => (await browser.get('/api/destinations')).json<{ destinations: { state: string }[] }>(),
      ({ destinations: [one] }) => one?.state === 'up to date',
    );
    expect(shown.destinations).toMatchObject([{ name: 'list', kind: 'text', lag: 0, refused: 0 }]);
  });

  test('a change of health is told once, by webhook, in the words of health', async () => {
    const told = () => hook.heard.map(({ body }) => JSON.parse(body) as { feed: string; state: string; words: string });
    vendor.status = 403;
    await run({ name: 'high' });
    await run({ name: 'high' });
    const refused = await until(told, (all) => all.some(({ feed, state }) => feed === 'high' && state === 'refused'));
    expect(refused.filter(({ feed, state }) => feed === 'high' && state === 'refused')).toHaveLength(1);
    const shown = (await feeds()).feeds.find(({ name }) => name === 'high');
    expect(refused.find(({ feed, state }) => feed === 'high' && state === 'refused')?.words).toBe(shown?.health?.words);
    expect(hook.heard[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    vendor.status = 200;
  });

  test('figures are there for a collector, and whether it is well', async () => {
    const { text } = await browser.get('/metrics');
    expect(text).toMatch(/feedwright_runs_total\{feed="all",status="succeeded"\} \d/);
    expect(text).toMatch(/feedwright_requests_total\{host="127\.0\.0\.1:\d+",status="403"\} \d/);
    expect(text).toMatch(/feedwright_quarantined\{feed="high"\} \d/);
    expect((await browser.get('/readyz')).json()).toEqual({ ready: true });
  });

  test('nothing that is secret is in a log line, a figure, an answer or an entry of the audit', async () => {
    for (const path of [
      '/api/jobs',
      '/api/runs',
      '/api/audit?limit=1000',
      '/api/quarantine',
      '/api/actions',
      '/metrics',
      '/api/definitions',
    ])
      await browser.get(path);
    for (const { job } of (await browser.get('/api/jobs')).json<{ jobs: JobView[] }>().jobs)
      await browser.get(`/api/jobs/${job}`);
    const texts = [...serve.log, ...browser.answers.map(({ text }) => text)];
    const forms = (secret: string) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').slice(0, -3),
      Buffer.from(secret).toString('hex'),
    ];
    for (const form of [...forms(CANARY), ...forms(PASSWORD)]) expect(texts.filter((text) => text.includes(form))).toEqual([]);
    const store = openStore({ path: join(folder, 'acme.db'), readOnly: true });
    expect([...store.objects({ value: 'CASE1' })][0]?.attributes.some(({ value }) => value === PASSWORD)).toBe(true);
    await store.close();
    expect(serve.mistakes).toEqual([]);
  });
});
