import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionPreview } from '../../../engine/serve/contract/actions.ts';
import type { DefinitionsView, DefinitionView } from '../../../engine/serve/contract/definitions.ts';
import type { FeedsView } from '../../../engine/serve/contract/feeds.ts';
import type { ObjectDetail, ObjectsView } from '../../../engine/serve/contract/objects.ts';
import type { QuarantineView } from '../../../engine/serve/contract/quarantine.ts';
import type { JobView, LookPage, RunDetail } from '../../../engine/serve/contract/runs.ts';
import type { AuditView } from '../../../engine/serve/contract/session.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { Browser } from '../browser.ts';
import { CANARY, configuration, definition, folderWith, PASSWORD, startVendor, type Vendor } from '../project.ts';
import { startServe, type StartedServe, until } from '../start-serve.ts';

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
