/** What a second run makes of cases that have changed at the vendor. */
import { describe, expect, test } from 'vitest';
import { SINCE } from './guide/expected-files.ts';
import {
  DLR,
  INCIDENTS,
  newFolder,
  objectIn,
  objectsIn,
  type Options,
  runHere,
  startCases,
  type VendorData,
  valuesOf,
} from './vendor.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2025, 7, 15, 12);

/** Two runs, the second one an hour later, over data that `change` has altered in between. */
const twice = async (feed: string, options: Options, first: (data: VendorData) => void, second: (data: VendorData) => void) => {
  const cwd = newFolder();
  const before = await runHere(await startCases({}, first), feed, options, { since: SINCE }, { cwd });
  const after = await runHere(await startCases({}, second), feed, options, {}, { cwd, now: () => NOW + HOUR });
  return { cwd, before: before.row, after: after.row };
};

const updated = (id: string) => ({
  caseId: id,
  updatedAt: String((NOW + HOUR / 2) / 1000),
  modifiedDate: String((NOW + HOUR / 2) / 1000),
});

const nothing = (): void => undefined;

describe('a case that was updated since the last run', () => {
  test('with another URL updates the one object, which has one URL', async () => {
    const { cwd, after } = await twice(INCIDENTS, {}, nothing, (data) => {
      data.cases.push(updated('CASE123457'));
      Object.assign(data.details['CASE123457'] ?? {}, { url: 'https://moved.example/', statusDescription: 'Closed' });
    });
    // The case that was updated at the first run's end comes with the second one.
    expect(after).toMatchObject({ status: 'succeeded', objects: { created: 2, updated: 1, by_type: { incident: 2 } } });
    const incident = objectIn(cwd, 'incident', 'CASE123457');
    expect(valuesOf(incident, 'URL')).toEqual(['https://moved.example/']);
    expect(valuesOf(incident, 'Status')).toEqual(['Closed']);
    expect(objectsIn(cwd).filter(({ value }) => value.includes('://'))).toEqual([]);
  });

  test.each([null, '', '  '])('with the status %j keeps the one it had, and the URL too', async (blank) => {
    const { cwd, after } = await twice(INCIDENTS, {}, nothing, (data) => {
      data.cases.push(updated('CASE123458'));
      Object.assign(data.details['CASE123458'] ?? {}, { statusDescription: blank, url: blank, progressStage: 'Archived' });
    });
    expect(after.objects.updated).toBe(1);
    const incident = objectIn(cwd, 'incident', 'CASE123458');
    expect(valuesOf(incident, 'Status')).toEqual(['Closed']);
    expect(valuesOf(incident, 'URL')).toEqual(['https://apps.example/brand']);
    expect(valuesOf(incident, 'Progress Stage')).toEqual(['Archived', 'Closed']);
  });

  test('in nothing but its time changes nothing', async () => {
    const { cwd, after } = await twice(INCIDENTS, {}, nothing, (data) => {
      data.cases.splice(0, data.cases.length, updated('CASE123456'));
    });
    expect(after).toMatchObject({ status: 'succeeded', records: { fetched: 1, mapped: 1 }, objects: { created: 0, updated: 0 } });
    expect(valuesOf(objectIn(cwd, 'incident', 'CASE123456'), 'Status')).toEqual(['Open']);
  });
});

/** Every field of the guide's tables, all different, in a first and a second edition. */
const edition = (names: readonly string[], mark: string): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, `${name} ${mark}`]));

describe('of the attributes', () => {
  test('of an incident URL and Status are replaced, all others gather', async () => {
    const names =
      `url description brand clientRef caseDescription statusDescription incidentType subIncidentType threatType impact recommendation mxRecord detectedBy upTime
      progressStage executiveName mobileAppName mobileAppVersion mobileAppStatus mobileAppSignature ipAddress webhost webhostCountry registrarName nameserver`.split(
        /\s+/,
      );
    const change = (mark: string) => (data: VendorData) => {
      data.cases.splice(0, data.cases.length, mark === 'one' ? { caseId: 'ALL', updatedAt: '1754208000' } : updated('ALL'));
      data.details['ALL'] = { ...edition(names, mark), detectionDate: '1754208000' };
    };
    const { cwd } = await twice(
      INCIDENTS,
      { description_as_attribute: true, ip_as_attribute: true },
      change('one'),
      change('two'),
    );
    const incident = objectIn(cwd, 'incident', 'ALL');
    const all = [...new Set(incident.attributes.map(({ name }) => name))];
    expect(all).toHaveLength(26);
    expect(all.filter((name) => valuesOf(incident, name).length === 1)).toEqual(['Case ID', 'Status', 'URL']);
    expect([...valuesOf(incident, 'Status'), ...valuesOf(incident, 'URL')]).toEqual(['statusDescription two', 'url two']);
  });

  test('of an account all gather', async () => {
    const ofEntry =
      'websiteOrServer corporateOrPublicAccount isExecutiveAccount password phone address userAgent recoveredProperty ipAddress'.split(
        ' ',
      );
    const ofCase =
      'brand fileOrBreachName severity threatActorName threatActorType threatActorActivities threatActorDetail dataType subType affectedProperty description detectedOn'.split(
        ' ',
      );
    const change = (mark: string, date: string) => (data: VendorData) => {
      data.dlr_cases.splice(
        0,
        data.dlr_cases.length,
        mark === 'one' ? { caseId: 'DLR#ALL', modifiedDate: '1754208000' } : updated('DLR#ALL'),
      );
      const entry = { ...edition(ofEntry, mark), email: 'all@example.com', postedDate: date };
      data.dlr_details['ALL'] = {
        ...edition(ofCase, mark),
        caseId: 'DLR#ALL',
        addedDate: date,
        dataLossRecoveryPrimaryDetail: [entry],
      };
    };
    const { cwd } = await twice(
      DLR,
      { description_as_attribute: true },
      change('one', '1754208000'),
      change('two', '1754308000'),
    );
    const account = objectIn(cwd, 'account', 'all@example.com');
    const all = [...new Set(account.attributes.map(({ name }) => name))];
    expect(all).toHaveLength(24);
    expect(all.filter((name) => valuesOf(account, name).length === 1)).toEqual(['Case ID']);
  });
});

test('text of the vendor comes in as it was sent, but for blanks at the end of a communication', async () => {
  const cwd = newFolder();
  const vendor = await startCases({}, (data) => {
    data.communications.push({
      caseID: 'CASE123458',
      brand: ' two  blanks ',
      createdOn: '1754300000',
      subject: '  Re:  the  case \t',
      message: 'First line.\r\n\r\n  - a  list\r\n\u00a0\n',
      postedBy: 'x',
    });
  });
  await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  const note = objectsIn(cwd).find(({ value }) => value.includes('Re:'));
  expect(note?.value).toBe('2025-08-04 09:33:20 -   Re:  the  case');
  expect(note?.description).toBe('First line.\r\n\r\n  - a  list');
  expect(note === undefined ? [] : valuesOf(note, 'Brand')).toEqual([' two  blanks ']);
});
