/** The login that all requests share: how often it is made, renewed, refused, and what its failure looks like. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../engine/mock/faults/fault.ts';
import { SINCE } from './guide/expected-files.ts';
import { asked, bytesUnder, DLR, INCIDENTS, KEYS, newFolder, objectsIn, runHere, startCases } from './vendor.ts';

const DETAIL = 'GET /api/ThreatManagement/CaseDetail';
const LOGIN = 'POST /api/Token/Authenticate';

/** A hundred cases with a detail and a call for communications each. */
const many = (faults: readonly Fault[] = [], sessionRequests?: number) =>
  startCases({ variant: 'many', faults, ...(sessionRequests === undefined ? {} : { sessionRequests }) });

test('every request bears the token of one login', async () => {
  const vendor = await startCases();
  await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd: newFolder() });
  const [login, ...others] = vendor.requests;
  expect(JSON.parse(login?.body.toString() ?? '')).toEqual({ apikey: KEYS.api_key, secretkey: KEYS.secret_key });
  expect(login?.headers['authorization']).toBeUndefined();
  expect(new Set(others.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer mock.session+000001/token==']));
});

describe('a token that ends in the middle', () => {
  test('is renewed once for all requests under way, and no record is lost', async () => {
    const [vendor, cwd] = [await many([{ route: DETAIL, fault: { kind: 'expire' }, after: 100 }]), newFolder()];
    const { row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE, limit: 300 }, { cwd });
    expect(row).toMatchObject({
      status: 'succeeded',
      requests: { logins: 2 },
      records: { fetched: 300, mapped: 300, quarantined: 0 },
    });
    expect(asked(vendor)['Authenticate']).toBe(2);
    const refused = vendor.requests.filter(({ status }) => status === 401).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(8);
    expect(objectsIn(cwd).filter(({ type }) => type === 'incident')).toHaveLength(300);
  });

  test('again and again costs a login each time, and still loses nothing', async () => {
    const vendor = await many([], 50);
    const { row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE, limit: 100 }, { cwd: newFolder() });
    expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 100, quarantined: 0 } });
    expect(row.requests.logins).toBeGreaterThanOrEqual(5);
    expect(row.requests.logins).toBeLessThanOrEqual(8);
  });

  test('while a file is fetched is renewed too', async () => {
    const vendor = await startCases({
      faults: [{ route: 'POST /api/ThreatManagement/DownloadCaseFile', fault: { kind: 'expire' } }],
    });
    const { row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd: newFolder() });
    expect(row).toMatchObject({ status: 'succeeded', requests: { logins: 2 }, notes: { 'files fetched (files)': 3 } });
  });
});

describe('a key that is wrong', () => {
  test.each([INCIDENTS, DLR])('ends %s with one clear error after one request, and is shown nowhere', async (feed) => {
    const [vendor, cwd] = [await startCases(), newFolder()];
    const keys = { FEEDWRIGHT_IZOOLOGIC_SYNC_CASES_SECRET_KEY: 'a-wrong/secret+key' };
    const { code, row, stdout, stderr } = await runHere(vendor, feed, {}, { since: SINCE }, { cwd, env: keys });
    expect({ code, status: row.status }).toEqual({ code: 1, status: 'failed' });
    expect(row.error).toMatchObject({ code: 'auth.refused', message: expect.stringContaining('401') });
    expect(row.error?.message).toContain('Invalid API key or secret key.');
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(asked(vendor)).toEqual({ Authenticate: 1 });
    const all = stdout + stderr + bytesUnder(cwd);
    for (const form of ['a-wrong/secret+key', 'a-wrong%2Fsecret%2Bkey', KEYS.api_key]) expect(all).not.toContain(form);
  });

  test('is not asked for at all where it is missing', async () => {
    const vendor = await startCases();
    const { code, stderr, stdout } = await runHere(
      vendor,
      INCIDENTS,
      {},
      {},
      { cwd: newFolder(), env: { FEEDWRIGHT_IZOOLOGIC_SYNC_CASES_API_KEY: ' ' } },
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('API Key');
    expect(vendor.requests).toEqual([]);
  });
});

describe('a refusal that a new login does not mend', () => {
  test('ends the run after two tries', async () => {
    const vendor = await startCases({
      faults: [{ route: 'POST /api/ThreatManagement/CaseSync', fault: { kind: 'status', status: 401 }, times: Infinity }],
    });
    const { code, row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd: newFolder() });
    expect({ code, error: row.error?.code }).toEqual({ code: 1, error: 'vendor.refused' });
    expect(asked(vendor)).toEqual({ Authenticate: 2, CaseSync: 2 });
  });

  test('of details makes no storm of logins or requests, however many cases there are', async () => {
    const vendor = await many([{ route: DETAIL, fault: { kind: 'expire' }, times: Infinity }]);
    const { code, row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd: newFolder() });
    expect({ code, status: row.status, error: row.error?.code }).toEqual({ code: 1, status: 'failed', error: 'vendor.refused' });
    expect(asked(vendor)['Authenticate']).toBeLessThanOrEqual(10);
    expect(asked(vendor)['CaseDetail']).toBeLessThanOrEqual(60);
  });

  test('of the login itself is told as it is', async () => {
    for (const [fault, code] of [
      [{ kind: 'answer', body: '{"result":null,"success":false,"message":"Locked.","errorCode":"iZOO1003"}' }, 'auth.refused'],
      [{ kind: 'answer', body: '{"result":{},"success":true}' }, 'auth.answer'],
      [{ kind: 'html' }, 'vendor.answer'],
    ] as const) {
      const vendor = await startCases({ faults: [{ route: LOGIN, fault, times: Infinity }] });
      const { code: exit, row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd: newFolder() });
      expect({ exit, asked: asked(vendor), code: row.error?.code }).toEqual({ exit: 1, asked: { Authenticate: 1 }, code });
    }
  });
});
