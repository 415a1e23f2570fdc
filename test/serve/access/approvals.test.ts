/** What takes two people: one asks, another agrees; over HTTP, as browsers do it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Users } from '../../../engine/serve/access/users.ts';
import type { ActionHistory, ActionPreview, ActionSent, Approval } from '../../../engine/serve/contract/actions.ts';
import type { AuditEntry, AuditView } from '../../../engine/serve/contract/session.ts';
import { Browser } from '../browser.ts';
import { configuration, definition, folderWith, startVendor, type Vendor } from '../project.ts';
import { startServe, until, type StartedServe } from '../start-serve.ts';

const PASSPHRASE = 'a long enough passphrase';
const HOUR = 3_600_000;
const WIPE = { action: 'acme/wipe', objects: ['incident:CASE1'], values: {} };

let vendor: Vendor;
let serve: StartedServe;
/** How far the clock of the server is ahead, ms. */
let ahead = 0;
let [ann, ben, vic, root]: Browser[] = [];

const enter = (user: string): Promise<Browser> => Browser.byPassword(serve.origin, user, PASSPHRASE);

beforeAll(async () => {
  vendor = await startVendor();
  vendor.cases = [{ id: 1, name: 'CASE1', score: 1 }];
  const folder = folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': configuration(vendor.host) });
  serve = await startServe(folder, { now: () => Date.now() + ahead });
  const users = new Users(serve.core.db);
  for (const [name, role] of [
    ['ann', 'operator'],
    ['ben', 'operator'],
    ['vic', 'viewer'],
    ['root', 'admin'],
  ] as const)
    await users.add(name, role, PASSPHRASE, Date.now());
  [ann, ben, vic, root] = await Promise.all(['ann', 'ben', 'vic', 'root'].map(enter));
  const { job } = (await as(ann).post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
  await until(
    async () => (await as(ann).get(`/api/jobs/${job}`)).json<{ state: string }>(),
    ({ state }) => state === 'ended',
  );
});

afterAll(async () => {
  await serve.close();
  vendor.close();
});

const as = (who: Browser | undefined): Browser => who ?? expect.unreachable();
const wiped = (): readonly string[] => vendor.heard.filter(({ path }) => path === '/wipe').map(({ body }) => body);

/** Gives its id. */
const asks = async (who: Browser | undefined): Promise<string> => {
  const { digest } = (await as(who).post('/api/actions/preview', WIPE)).json<ActionPreview>();
  const sent = (await as(who).post('/api/actions/send', { ...WIPE, digest })).json<ActionSent>();
  return sent.state === 'waits' ? sent.approval : expect.unreachable();
};

const decides = (who: Browser | undefined, id: string, agree: boolean) => as(who).post(`/api/approvals/${id}`, { agree });

const waiting = async (who: Browser | undefined): Promise<readonly Approval[]> =>
  (await as(who).get('/api/approvals')).json<{ approvals: readonly Approval[] }>().approvals;

/** What the last deeds were, the oldest first. */
const noted = async (count: number): Promise<readonly Partial<AuditEntry>[]> => {
  const { entries } = (await as(root).get('/api/audit')).json<AuditView>();
  const about = entries.filter(({ on }) => on === WIPE.action).slice(0, count);
  return about.map(({ user, what, details }) => ({ user, what, details })).toReversed();
};

test('whoever asks can not agree, nor who may only look; somebody else can, once, and both stand behind it', async () => {
  const id = await asks(ann);
  expect((await waiting(ann)).map(({ id: one, may_decide, asked_by }) => [one, may_decide, asked_by])).toEqual([
    [id, false, 'ann'],
  ]);
  expect((await waiting(ben)).map(({ may_decide }) => may_decide)).toEqual([true]);
  expect((await waiting(vic)).map(({ may_decide }) => may_decide)).toEqual([false]);
  const own = await decides(ann, id, true);
  expect([own.status, own.json()]).toMatchObject([403, { error: { code: 'serve.same-person' } }]);
  expect((await decides(vic, id, true)).status).toBe(403);
  // Another browser of hers is still her.
  expect((await decides(await enter('ann'), id, true)).status).toBe(403);
  expect(wiped()).toEqual([]);
  const both = await Promise.all([decides(ben, id, true), decides(root, id, true)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  expect(wiped()).toEqual(['{"case":"CASE1"}']);
  expect(await waiting(ben)).toEqual([]);
  const agreed = both[0]?.status === 200 ? 'ben' : 'root';
  const { runs } = (await as(ann).get('/api/actions/history?action=acme/wipe')).json<ActionHistory>();
  expect(runs.map(({ who, status }) => [who, status])).toEqual([[`ann, and ${agreed}`, 'succeeded']]);
  expect(await noted(2)).toEqual([
    { user: 'ann', what: 'ask', details: { objects: WIPE.objects, options: [] } },
    { user: agreed, what: 'approve', details: { objects: WIPE.objects, options: [], asked_by: 'ann' } },
  ]);
});

test('it is refused by another, or taken back by who asked, and is sent by nobody then', async () => {
  for (const who of [ben, ann]) {
    const id = await asks(ann);
    expect((await decides(who, id, false)).json()).toEqual({ state: 'refused' });
    expect((await decides(ben, id, true)).status).toBe(404);
  }
  expect(wiped()).toHaveLength(1);
  expect((await noted(4)).map(({ user, what }) => [user, what])).toEqual([
    ['ann', 'ask'],
    ['ben', 'refuse'],
    ['ann', 'ask'],
    ['ann', 'refuse'],
  ]);
});

test('what would be sent has to be what was shown to both', async () => {
  const id = await asks(ann);
  const forged = await as(ben).post(`/api/approvals/${id}`, { agree: true, values: { host: 'https://elsewhere.example' } });
  expect(forged.json()).toMatchObject({ error: { code: 'serve.unknown-member' } });
  expect((await decides(ben, id, false)).status).toBe(200);
});

test('after a day nobody can agree any more, which is written down', async () => {
  const id = await asks(ann);
  ahead = 23 * HOUR;
  [ben, root] = await Promise.all(['ben', 'root'].map(enter));
  expect(await waiting(ben)).toHaveLength(1);
  ahead = 24 * HOUR + 60_000;
  expect(await waiting(ben)).toEqual([]);
  expect((await decides(ben, id, true)).status).toBe(404);
  expect(wiped()).toHaveLength(1);
  expect(await noted(2)).toEqual([
    { user: 'ann', what: 'ask', details: { objects: WIPE.objects, options: [] } },
    { user: 'ann', what: 'lapsed', details: { objects: WIPE.objects } },
  ]);
  expect(serve.mistakes).toEqual([]);
});
