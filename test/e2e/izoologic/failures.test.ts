/** What a failing call, an odd record or a vendor in trouble does to a run: one record, or all of it. */
import { describe, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../../engine/mock/faults/fault.ts';
import { inProcess } from '../in-process.ts';
import { SINCE } from './guide/expected-files.ts';
import {
  asked,
  CLOCK,
  DLR,
  digestOf,
  INCIDENTS,
  inspect,
  newFolder,
  objectIn,
  objectsIn,
  type Options,
  runHere,
  startCases,
  valuesOf,
  type VendorData,
} from './vendor.ts';

const DETAIL = 'GET /api/ThreatManagement/CaseDetail';
const TALK = 'GET /api/ThreatManagement/FetchCaseCommunications';
const SYNC = 'POST /api/ThreatManagement/CaseSync';

const runWith = async (
  faults: readonly Fault[],
  change?: (data: VendorData) => void,
  options: Options = {},
  feed = INCIDENTS,
) => {
  const [cwd, vendor] = [newFolder(), await startCases({ faults }, change)];
  const ended = await runHere(vendor, feed, options, { since: SINCE }, { cwd });
  return { ...ended, cwd, vendor };
};

const quarantineIn = (cwd: string) => inspect(cwd, (store) => [...store.quarantine({})]);

describe('a call for one case that fails', () => {
  test.each<[string, string, FaultKind, string]>([
    ['detail', DETAIL, { kind: 'status', status: 404 }, 'http.status'],
    ['detail', DETAIL, { kind: 'malformed' }, 'decode'],
    [
      'detail',
      DETAIL,
      { kind: 'answer', body: '{"result":null,"success":false,"message":"Case not found.","errorCode":"iZOO2004"}' },
      'vendor.failure',
    ],
    ['detail', DETAIL, { kind: 'answer', body: '{"result":[],"success":true}' }, 'decode.not-one-record'],
    ['communications', TALK, { kind: 'status', status: 400 }, 'http.status'],
  ])('of %s sets this case aside, and the others come (%#)', async (_what, route, fault, code) => {
    const { row, cwd, stdout } = await runWith([{ route, fault }]);
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 5, quarantined: 1, mapped: 3 } });
    const [entry, ...more] = quarantineIn(cwd);
    expect(more).toEqual([]);
    expect(entry?.code).toContain(code);
    expect(entry?.key).toMatch(/^\["\w+"\]$/);
    expect(stdout).not.toContain('suspicious-site');
    expect(objectsIn(cwd).filter(({ type }) => type === 'incident')).toHaveLength(3);
  });

  test('and is a server error is tried again first', async () => {
    const { row, vendor } = await runWith([{ route: DETAIL, fault: { kind: 'status', status: 503, retryAfter: '0' }, times: 2 }]);
    expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 0, mapped: 4 }, requests: { retried: 2 } });
    expect(asked(vendor)['CaseDetail']).toBe(6);
  });

  test('is put through by a run over the same range, whenever that is', async () => {
    const { cwd, vendor } = await runWith([{ route: DETAIL, fault: { kind: 'status', status: 404 } }]);
    for (const minutes of [0, 60]) {
      const { row } = await runHere(
        vendor,
        INCIDENTS,
        {},
        { since: SINCE, until: '2025-08-15T12:00:00Z' },
        { cwd, now: () => CLOCK + minutes * 60_000 },
      );
      expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 0, mapped: 4, duplicate: 0 } });
    }
    const clean = newFolder();
    await runHere(await startCases(), INCIDENTS, {}, { since: SINCE }, { cwd: clean });
    expect(digestOf(cwd)).toBe(digestOf(clean));
    expect(quarantineIn(cwd)).toEqual([]);
  });

  test('stays set aside where it fails again', async () => {
    const { cwd, vendor } = await runWith([{ route: DETAIL, fault: { kind: 'status', status: 404 }, times: 2 }]);
    expect(quarantineIn(cwd)).toHaveLength(2);
    await runHere(vendor, INCIDENTS, {}, { since: SINCE, until: '2025-08-04T00:00:00Z' }, { cwd });
    expect(quarantineIn(cwd)).toHaveLength(0);
    vendor.addFault({ route: DETAIL, fault: { kind: 'status', status: 404 } });
    await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
    expect(quarantineIn(cwd)).toHaveLength(1);
  });

  test('is shown by the quarantine with what the vendor said, and nothing of the case', async () => {
    const { cwd } = await runWith([
      {
        route: DETAIL,
        fault: {
          kind: 'answer',
          body: '{"result":{"url":"https://secret.example"},"success":false,"message":"Case is locked.","errorCode":"iZOO9"}',
        },
      },
    ]);
    const { stdout } = await inProcess('quarantine', {}, [], { cwd });
    expect(stdout).toContain('Case is locked.');
    expect(stdout).toContain('vendor.failure');
    expect(stdout).not.toContain('secret.example');
  });

  test('for every case fails the run: then it is not the case', async () => {
    const { code, row, cwd } = await runWith([{ route: DETAIL, fault: { kind: 'status', status: 404 }, times: Infinity }]);
    expect({ code, status: row.status, error: row.error?.code }).toEqual({ code: 1, status: 'failed', error: 'run.quarantine' });
    expect(row.error?.message).toContain('4 of 5 records could not be mapped');
    // Raising the limit would not help: nothing could be mapped at all.
    expect(row.error?.hint).toBe('Mend the definition: not one record could be mapped.');
    expect(objectsIn(cwd)).toEqual([]);
  });
});

describe('a failure of the vendor as a whole', () => {
  test.each<[string, FaultKind, RegExp]>([
    ['a server error', { kind: 'status', status: 500 }, /500/],
    ['an HTML page', { kind: 'html' }, /no JSON|JSON|HTML/],
    [
      'a failure in the envelope',
      { kind: 'answer', body: '{"result":null,"success":false,"message":"Under maintenance.","errorCode":"iZOO5000"}' },
      /iZOO5000, Under maintenance\./,
    ],
    ['half an answer', { kind: 'truncate' }, /./],
  ])('ends the run with one error, stores nothing and moves nothing: %s', async (_what, fault, message) => {
    const { code, row, stderr, cwd } = await runWith([{ route: SYNC, fault, times: Infinity }]);
    expect({ code, status: row.status }).toEqual({ code: 1, status: 'failed' });
    expect(row.error?.message).toMatch(message);
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at .*\.ts/);
    expect(objectsIn(cwd)).toEqual([]);
    expect(inspect(cwd, (store) => store.showState({ feed: INCIDENTS, instance: '', partition: '' })?.until)).toBeUndefined();
  });

  test('after which a good run makes what a clean one makes', async () => {
    const { cwd, vendor } = await runWith([{ route: SYNC, fault: { kind: 'status', status: 500 }, times: 20 }]);
    await vendor.close();
    await runHere(await startCases(), INCIDENTS, {}, { since: SINCE }, { cwd });
    const clean = newFolder();
    await runHere(await startCases(), INCIDENTS, {}, { since: SINCE }, { cwd: clean });
    expect(digestOf(cwd)).toBe(digestOf(clean));
  });
});

describe('the code for "no data"', () => {
  test('is an empty page for cases and communications, and no failure', async () => {
    const { row } = await runWith([]);
    // One case has no communications in the range, which the ledger shows.
    expect(row).toMatchObject({
      status: 'succeeded',
      records: { mapped: 4, quarantined: 0 },
      notes: { 'communications: no data in this range': 1 },
    });
  });

  test('for a detail is no detail: the case is set aside', async () => {
    const body = '{"result":null,"success":false,"message":"No data found.","errorCode":"iZOO2011"}';
    const { row, cwd } = await runWith([{ route: DETAIL, fault: { kind: 'answer', body } }]);
    expect(row.records).toMatchObject({ quarantined: 1, mapped: 3 });
    expect(quarantineIn(cwd)[0]?.error).toContain('no data of this case');
  });
});

describe('odd values', () => {
  const detail = (fields: Record<string, unknown>) => (data: VendorData) =>
    void Object.assign(data.details['CASE123457'] ?? {}, fields);
  const incident = async (fields: Record<string, unknown>, options: Options = {}) =>
    objectIn((await runWith([], detail(fields), options)).cwd, 'incident', 'CASE123457');

  test.each<[unknown, readonly string[]]>([
    [1, ['iZoo']],
    ['1', ['iZoo']],
    [2, ['Client']],
    [7, ['7']],
    ['Partner', ['Partner']],
    [null, []],
  ])('detected by %j is %j', async (detectedBy, expected) => {
    expect(valuesOf(await incident({ detectedBy }), 'Detected By')).toEqual(expected);
  });

  test.each<[unknown, readonly string[], readonly string[]]>([
    [null, [], []],
    ['  ', [], []],
    ['not resolved', [], ['not resolved']],
    ['192.0.2.1, 192.0.2.2', [], ['192.0.2.1, 192.0.2.2']],
    ['192.0.2.1', ['IP Address 192.0.2.1'], []],
    [' 192.0.2.1 ', ['IP Address 192.0.2.1'], []],
    ['::ffff:C000:201', ['IPv6 Address ::ffff:192.0.2.1'], []],
  ])(
    'the address %j gives the indicators %j and the attribute %j, and a host is never lost',
    async (ipAddress, indicators, attribute) => {
      const found = await incident({ ipAddress });
      expect(found.related.filter(({ to }) => to.type === 'indicator').map(({ to }) => `${to.subtype} ${to.value}`)).toEqual(
        indicators,
      );
      expect(valuesOf(found, 'IP Address')).toEqual(attribute);
      expect(valuesOf(found, 'Web Host')).toEqual(indicators.length > 0 ? [] : ['Second Hosting']);
      expect(valuesOf(found, 'Name Server')).toEqual(indicators.length > 0 ? [] : ['ns1.second.example']);
    },
  );

  test.each<[string, Record<string, unknown>, boolean, string | null]>([
    ['the detection date', { addedDate: '1754000000', detectionDate: '1753000000' }, false, '2025-07-20T08:26:40.000Z'],
    ['the added date', { addedDate: '1754000000', detectionDate: '1753000000' }, true, '2025-07-31T22:13:20.000Z'],
    ['the other where one is null', { addedDate: null, detectionDate: '1753000000' }, true, '2025-07-20T08:26:40.000Z'],
    ['the other where one is blank', { addedDate: '1754000000', detectionDate: '' }, false, '2025-07-31T22:13:20.000Z'],
    ['none where both are missing', { addedDate: null, detectionDate: null }, false, null],
    [
      'an ISO date as well as an epoch',
      { addedDate: null, detectionDate: '2025-07-20T08:26:40Z' },
      false,
      '2025-07-20T08:26:40.000Z',
    ],
  ])('published at is %s', async (_what, fields, use_added_date, expected) => {
    expect((await incident(fields, { use_added_date })).published_at).toBe(expected);
  });

  test('a number and a boolean become text', async () => {
    const found = await incident({ clientRef: 1234567890123, progressStage: false, mobileAppVersion: 1.1 });
    expect([valuesOf(found, 'Client Ref'), valuesOf(found, 'Progress Stage'), valuesOf(found, 'Mobile App Version')]).toEqual([
      ['1234567890123'],
      ['false'],
      ['1.1'],
    ]);
  });

  test('an entry of a DLR case without mail address and user name is skipped, counted and named', async () => {
    const { row, cwd } = await runWith([], undefined, {}, DLR);
    expect(row).toMatchObject({ records: { mapped: 3 }, notes: { 'entries without a value (account)': 1 } });
    expect(objectsIn(cwd).map(({ value }) => value)).toContain('jdoe');
  });

  test('card numbers and the like are never stored, passwords only as sensitive', async () => {
    const secrets = {
      cardNumber: '4111111111111111',
      cvv: '987',
      ssn: '078-05-1120',
      track1: 'B4111',
      cardExpiry: '12/99',
      dob: '1970-01-01',
      password: 'correct horse',
    };
    const { cwd, stdout, stderr } = await runWith(
      [],
      (data) => {
        data.dlr_details['MadeUp001'] = {
          ...data.dlr_details['MadeUp001'],
          dataLossRecoveryDetail: [{ ...secrets, email: 'card@example.com' }],
        };
      },
      {},
      DLR,
    );
    const account = objectIn(cwd, 'account', 'card@example.com');
    const stored = JSON.stringify(account);
    for (const [name, value] of Object.entries(secrets))
      expect({ name, stored: stored.includes(value) }).toEqual({ name, stored: name === 'password' });
    expect(account.attributes.find(({ name }) => name === 'Password')).toMatchObject({ sensitive: true });
    expect(stdout + stderr).not.toContain('correct horse');
  });
});

test('a call with the same arguments is made once in a run', async () => {
  const again = (data: VendorData): void => void data.cases.push({ caseId: 'CASE123457', updatedAt: '1754300000' });
  const { row, vendor } = await runWith([], again);
  expect(row.records).toMatchObject({ fetched: 6, superseded: 1, mapped: 5 });
  expect(asked(vendor)).toMatchObject({ CaseDetail: 4, FetchCaseCommunications: 4 });
});

test('the types that objects can have are listed with their fields, the custom one among them', async () => {
  const { stdout } = await inProcess('objects', { types: true, json: true }, [], { cwd: newFolder() });
  const types = JSON.parse(stdout) as {
    code: string;
    name: string;
    plural: string;
    custom: boolean;
    fields: { name: string; label: string; required: boolean }[];
  }[];
  expect(types.find(({ code }) => code === 'account')).toMatchObject({
    name: 'Compromised Account',
    plural: 'Compromised Accounts',
    custom: true,
    fields: [
      { name: 'value', label: 'Name', required: true },
      { name: 'description', required: false },
    ],
  });
  expect(types.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['attachment', 'event', 'identity', 'incident', 'indicator', 'note']),
  );
});
