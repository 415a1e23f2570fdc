/** What else a definition can say of its supplemental calls, with the shipped ones changed in a word. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../engine/mock/faults/fault.ts';
import { SINCE } from './guide/expected-files.ts';
import { asked, definitionsWith, INCIDENTS, newFolder, objectIn, objectsIn, runHere, startCases, valuesOf } from './vendor.ts';

const DETAIL = 'GET /api/ThreatManagement/CaseDetail';
const QUARANTINE = 'concurrency: 8\n        on_failure: quarantine';

const runUnder = async (changes: readonly (readonly [string, string])[], faults: readonly Fault[], file = 'sync-cases.yaml') => {
  const [cwd, vendor] = [newFolder(), await startCases({ faults })];
  const ended = await runHere(vendor, INCIDENTS, {}, { since: SINCE, definitions: definitionsWith(file, ...changes) }, { cwd });
  return { ...ended, cwd, vendor };
};

const notFound: Fault = { route: DETAIL, fault: { kind: 'status', status: 404 } };

describe('a call that fails', () => {
  test('goes without its result where the definition says absent, which the ledger shows', async () => {
    const { row, cwd } = await runUnder([[QUARANTINE, 'on_failure: absent']], [notFound]);
    expect(row).toMatchObject({
      status: 'succeeded',
      records: { mapped: 4, quarantined: 0 },
      notes: { 'supplemental detail absent: http.status': 1 },
    });
    const incidents = objectsIn(cwd).filter(({ type }) => type === 'incident');
    expect(
      incidents.filter((one) => valuesOf(one, 'URL').length === 0).map((one) => one.attributes.map(({ name }) => name)),
    ).toEqual([['Case ID']]);
  });

  test('fails the window where the definition says fail, and nothing of it is kept', async () => {
    const { code, row, cwd } = await runUnder([[QUARANTINE, 'on_failure: fail']], [{ ...notFound, after: 2 }]);
    expect({ code, status: row.status, error: row.error?.code }).toEqual({
      code: 1,
      status: 'failed',
      error: 'run.supplemental',
    });
    expect(row.error?.message).toContain('The supplemental call "detail" failed: ');
    expect(objectsIn(cwd)).toEqual([]);
  });

  test('because the vendor has gone fails the run, whatever the definition says of one call', async () => {
    const changes = [['http:\n', 'http:\n  retry: { attempts: 1 }\n']] as const;
    const [cwd, vendor] = [
      newFolder(),
      await startCases({ onRequest: ({ url }) => void (url.endsWith('/CaseSync') && setImmediate(() => vendor.close())) }),
    ];
    const { code, row } = await runHere(
      vendor,
      INCIDENTS,
      {},
      { since: SINCE, definitions: definitionsWith('connection.yaml', ...changes) },
      { cwd },
    );
    expect({ code, status: row.status }).toEqual({ code: 1, status: 'failed' });
    expect(row.error?.code).toMatch(/^(http\.refused|run\.quarantine|http\.uncertain)$/);
    expect(objectsIn(cwd)).toEqual([]);
  });
});

test('a call is made only when its condition holds', async () => {
  const change = [
    'call: case_communications\n',
    "call: case_communications\n        when: !expr $contains(caseId, 'gz3')\n",
  ] as const;
  const { row, cwd, vendor } = await runUnder([change], []);
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 4 } });
  expect(asked(vendor)).toMatchObject({ CaseDetail: 4, FetchCaseCommunications: 1 });
  expect(objectIn(cwd, 'incident', 'CASE123457').related.map(({ to }) => to.type)).toEqual(['attachment', 'indicator']);
});

test('a call may hang on the result of one before it', async () => {
  const change = [
    'with: { case_id: !expr caseId }\n        over:',
    `with: { case_id: !expr "$detail.clientRef = 'REF124' ? caseId : 'nobody'" }\n        over:`,
  ] as const;
  const { row, vendor, cwd } = await runUnder([change], []);
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 4 } });
  // Three cases ask for the same: it is asked once.
  expect(asked(vendor)).toMatchObject({ CaseDetail: 4, FetchCaseCommunications: 2 });
  expect(
    objectsIn(cwd)
      .filter(({ type }) => type === 'note')
      .map(({ value }) => value),
  ).toEqual(['2025-08-04 09:00:00 - Follow-up']);
});

test('a call may have calls of its own, whose results are members of its records', async () => {
  const nested = [
    'call: case_communications\n',
    'call: case_communications\n        supplemental:\n          about: { call: case_detail, with: { case_id: !expr caseID } }\n',
  ] as const;
  const shown = ['Posted By: !expr postedBy\n', 'Posted By: !expr postedBy\n          Case URL: !expr about.url\n'] as const;
  const { row, vendor, cwd } = await runUnder([nested, shown], []);
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 4, quarantined: 0 } });
  const notes = objectsIn(cwd).filter(({ type }) => type === 'note');
  expect(notes.map((note) => valuesOf(note, 'Case URL')[0]).toSorted()).toEqual([
    'http://test.com',
    'http://test.com',
    'https://apps.example/brand',
    'https://login.example-brand.example/?id=1&next=%2Fhome',
  ]);
  // The detail of a case is remembered for the run, whoever asks for it.
  expect(asked(vendor)['CaseDetail']).toBe(4);
});

test('a report of an undeclared type is a mistake of the definition', async () => {
  const vendor = await startCases();
  const definitions = definitionsWith('sync-cases.yaml', ['custom_objects: [./objects/account.yaml]\n', '']);
  const { code, stderr } = await runHere(vendor, 'izoologic-sync-cases/dlr-case-sync', {}, { definitions }, { cwd: newFolder() });
  expect(code).toBe(2);
  expect(stderr).toMatch(/account/);
  expect(vendor.requests).toEqual([]);
});

test('the requests under way at once stay within the one budget of the connection', async () => {
  const changes = [['http:\n', 'http:\n  concurrency: 3\n']] as const;
  let [now, most] = [0, 0];
  const { promise: full, resolve: fill } = Promise.withResolvers<void>();
  const vendor = await startCases({
    variant: 'many',
    onArrival: async ({ url }) => {
      most = Math.max(most, ++now);
      // The first wait for each other, and for one too many.
      if (most === 3) void setTimeout(50).then(fill);
      if (url.includes('CaseDetail')) await Promise.race([full, setTimeout(30_000, undefined, { ref: false })]);
      await setTimeout(2);
      now--;
    },
  });
  const { row } = await runHere(
    vendor,
    INCIDENTS,
    {},
    { since: SINCE, limit: 40, definitions: definitionsWith('connection.yaml', ...changes) },
    { cwd: newFolder() },
  );
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 40 } });
  expect(most).toBe(3);
});
