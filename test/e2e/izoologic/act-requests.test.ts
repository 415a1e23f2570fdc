/** What each action sends, byte for byte, and what is refused before anything is sent. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { inProcess } from '../in-process.ts';
import { actHere, INCIDENTS, KEYS, newFolder, type Options, runHere, startActions, startCases } from './vendor.ts';

/** The requests without the login. */
const sent = ({ requests }: MockVendor) =>
  requests
    .filter(({ url }) => !url.endsWith('/Authenticate'))
    .map(({ method, url, headers, body }) => ({ method, url, type: headers['content-type'], body: body.toString() }));

const actOn = async (action: string, options: Options, flags: object = { case: ['CASE123456'] }) => {
  const vendor = await startActions();
  const ended = await actHere(vendor, action, options, flags, { cwd: newFolder() });
  return { ...ended, vendor, sent: sent(vendor) };
};

describe("the request of the guide's example", () => {
  test('is sent by Send Case Message', async () => {
    const options = {
      message: 'Please provide status update on this phishing case',
      subject: 'Urgent Follow-up',
      client_code: 'ABC',
    };
    const { code, rows, sent: requests } = await actOn('send-case-message', options);
    expect(requests).toEqual([
      {
        method: 'POST',
        url: '/api/ThreatManagement/SendCaseMessage?CaseID=CASE123456&Subject=Urgent%20Follow-up&Message=Please%20provide%20status%20update%20on%20this%20phishing%20case&ClientCode=ABC',
        type: undefined,
        body: '',
      },
    ]);
    expect(code).toBe(0);
    expect(rows).toMatchObject([
      {
        action: 'izoologic-operation/send-case-message',
        object: 'incident:CASE123456',
        status: 'succeeded',
        result: 'Message sent successfully',
        error: null,
      },
    ]);
  });

  test.each<[string, string, Options, string, string]>([
    [
      'approve-case-takedown',
      'ApproveCaseTakedown',
      { remark: 'Approved for immediate takedown - high priority threats', client_code: 'ABC' },
      '{"ids":"INC123456","clientCode":"ABC","remark":"Approved for immediate takedown - high priority threats"}',
      'Incidents approved for takedown',
    ],
    [
      'mark-as-reviewed',
      'MarkAsReviewed',
      { remark: 'Case reviewed and validated. No further action required.', client_code: 'CLIENT001' },
      '{"ids":"INC123456","clientId":"CLIENT001","remark":"Case reviewed and validated. No further action required."}',
      'Cases Marked as Reviewed',
    ],
    [
      'move-case',
      'MoveCase',
      { comment: 'Moving case to incident for further investigation', move_to_case_type: 6, client_code: 'CLIENT001' },
      '{"clientCode":"CLIENT001","caseID":"INC123456","moveToCaseType":6,"comment":"Moving case to incident for further investigation"}',
      'Case moved successfully',
    ],
  ])('is sent by %s', async (action, path, options, body, result) => {
    const { code, rows, sent: requests } = await actOn(action, options, { case: ['INC123456'] });
    expect(requests).toEqual([{ method: 'POST', url: `/api/ThreatManagement/${path}`, type: 'application/json', body }]);
    expect(code).toBe(0);
    expect(rows).toMatchObject([{ status: 'succeeded', result, error: null }]);
  });

  test('bears the token of a login with the keys', async () => {
    const { vendor } = await actOn('mark-as-reviewed', {});
    expect(JSON.parse(vendor.requests[0]?.body.toString() ?? '')).toEqual({ apikey: KEYS.api_key, secretkey: KEYS.secret_key });
    expect(vendor.requests[1]?.headers['authorization']).toBe('Bearer mock.session+000001/token==');
  });
});

describe('an option', () => {
  test.each<[string, Options, string]>([
    ['send-case-message', { message: 'x', subject: '', client_code: '   ' }, '?CaseID=CASE123456&Message=x'],
    ['approve-case-takedown', { client_code: ' ', remark: '' }, '{"ids":"CASE123456"}'],
    ['mark-as-reviewed', { client_code: '', remark: ' \t' }, '{"ids":"CASE123456"}'],
    ['move-case', { move_to_case_type: 8, client_code: '', comment: '' }, '{"caseID":"CASE123456","moveToCaseType":8}'],
  ])('of %s that is blank is absent', async (action, options, expected) => {
    const [request] = (await actOn(action, options)).sent;
    expect(`${request?.url.replace(/^[^?]*/, '')}${request?.body}`).toBe(expected);
  });

  test('of a choice keeps its type, and may be named by its label', async () => {
    for (const given of ['10', 'Whitelist']) {
      const [request] = (await actOn('move-case', { move_to_case_type: given })).sent;
      expect(request?.body).toBe('{"caseID":"CASE123456","moveToCaseType":10}');
    }
  });

  test('comes to the vendor as it was written, whatever is in it', async () => {
    const message = 'a+b & c=d?#%25 "q" ä€😀\r\nzweite Zeile;{{x}} $user \'';
    const { vendor, sent: requests } = await actOn('send-case-message', { message });
    const query = new URL(requests[0]?.url ?? '', vendor.origin).searchParams;
    expect(query.get('Message')).toBe(message);
    expect(requests[0]?.url).not.toContain('+');
    const [json] = (await actOn('mark-as-reviewed', { remark: message })).sent;
    expect(JSON.parse(json?.body ?? '')).toEqual({ ids: 'CASE123456', remark: message });
  });

  test('of the longest lengths, counted in UTF-16 units, is sent', async () => {
    const { code, sent: requests } = await actOn('send-case-message', { subject: 's'.repeat(120), message: '😀'.repeat(1250) });
    expect({ code, requests: requests.length }).toEqual({ code: 0, requests: 1 });
  });
});

describe('nothing is sent, not even a login', () => {
  const incident = (attributes: Readonly<Record<string, string | readonly string[]>>, type = 'incident') => ({
    type,
    value: 'CASE123456',
    attributes: Object.entries(attributes).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value }))),
  });
  const onObject = async (action: string, options: Options, object: unknown) => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    writeFileSync(join(cwd, 'object.json'), JSON.stringify(object));
    const ended = await actHere(vendor, action, options, { objectFile: ['object.json'] }, { cwd });
    return { ...ended, requests: vendor.requests.length };
  };
  const text = { message: 'x' };

  test.each<[string, string, Options, unknown, RegExp]>([
    ['without a message', 'send-case-message', {}, incident({}), /`message`|Message/],
    ['with a blank message', 'send-case-message', { message: ' \n ' }, incident({}), /`message`|Message/],
    [
      'with a subject of 121 characters',
      'send-case-message',
      { ...text, subject: 's'.repeat(121) },
      incident({}),
      /`subject`.*120/,
    ],
    ['with a message of 2,501 characters', 'send-case-message', { message: 'm'.repeat(2501) }, incident({}), /`message`.*2500/],
    [
      'with a message of 2,502 UTF-16 units',
      'send-case-message',
      { message: '😀'.repeat(1251) },
      incident({}),
      /`message`.*2500/,
    ],
    ['for an identity', 'send-case-message', text, incident({}, 'identity'), /identity:CASE123456 is an identity/],
    [
      'for an indicator',
      'move-case',
      { move_to_case_type: 8 },
      incident({}, 'indicator'),
      /indicator:CASE123456 is an indicator/,
    ],
    ['without a case type to move to', 'move-case', {}, incident({}), /move_to_case_type/],
    ['for an unknown case type', 'move-case', { move_to_case_type: 7 }, incident({}), /`move_to_case_type`.*(7|one of)/],
    ['for an option that there is not', 'mark-as-reviewed', { remarks: 'x' }, incident({}), /"remarks"[^]*remark/],
    [
      'for an incident that is to be an incident',
      'move-case',
      { move_to_case_type: 6 },
      incident({ 'Case Type': 'Incident' }),
      /incident:CASE123456: An incident case/,
    ],
    [
      'for a domain case that is to be a brand case',
      'move-case',
      { move_to_case_type: 2 },
      incident({ 'Case Type': 'Domain' }),
      /A monitoring case/,
    ],
    [
      'for a monitoring case by its long name',
      'move-case',
      { move_to_case_type: 1 },
      incident({ 'Case Type': 'Social Media Monitoring' }),
      /A monitoring case/,
    ],
  ])('%s', async (_what, action, options, object, message) => {
    const { code, requests, stderr, rows } = await onObject(action, options, object);
    expect({ code, requests }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toMatch(message);
    expect(stderr.match(/error: /g)).toHaveLength(1);
    expect(rows.map(({ status, request }) => ({ status, request }))).toEqual(
      rows.map(() => ({ status: 'refused', request: null })),
    );
  });

  test.each<[string, Options, unknown]>([
    ['an incident to a domain', { move_to_case_type: 1 }, incident({ 'Case Type': 'Incident' })],
    ['a mobile app case to an incident', { move_to_case_type: 6 }, incident({ 'Case Type': 'Mobile App Monitoring' })],
    ['a case of two types', { move_to_case_type: 6 }, incident({ 'Case Type': ['Incident', 'Domain'] })],
    ['a case of an unknown type', { move_to_case_type: 6 }, incident({ 'Case Type': 'Reported Incident' })],
    ['a case without a type', { move_to_case_type: 6 }, incident({})],
    ['an event', { move_to_case_type: 6 }, incident({}, 'event')],
  ])('but the API is left to judge %s', async (_what, options, object) => {
    expect(await onObject('move-case', options, object)).toMatchObject({ code: 0, rows: [{ status: 'succeeded' }], requests: 2 });
  });

  test('where a program has not said that it means it', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    const { code, stderr, stdout } = await actHere(vendor, 'mark-as-reviewed', {}, { yes: false, case: ['C'] }, { cwd });
    expect({ code, stdout, requests: vendor.requests }).toEqual({ code: 2, stdout: '', requests: [] });
    expect(stderr).toContain('--yes');
  });

  test('where no object is named, or none that there is', async () => {
    for (const [flags, message] of [
      [{}, /No object was named/],
      [{ object: ['incident:CASE1'] }, /The store has no incident "CASE1"/],
      [{ object: ['CASE1'] }, /--object takes TYPE:VALUE/],
      [{ objectFile: ['none.json'] }, /none\.json/],
    ] as const) {
      const { code, stderr, sent: requests } = await actOn('mark-as-reviewed', {}, flags);
      expect({ code, requests }).toEqual({ code: 2, requests: [] });
      expect(stderr).toMatch(message);
    }
  });
});

describe('the case that is meant', () => {
  test.each([
    [{ type: 'incident', value: 'a title', attributes: [{ name: 'Case ID', value: 'CASE7' }] }, 'CASE7'],
    [{ type: 'event', title: 'CASE8' }, 'CASE8'],
    [{ type: 'incident', value: 'CASE9', attributes: [{ name: 'Case ID', value: ' ' }] }, 'CASE9'],
  ])('is the attribute of the object, else its value or title (%#)', async (object, id) => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    writeFileSync(join(cwd, 'object.json'), JSON.stringify(object));
    await actHere(vendor, 'mark-as-reviewed', {}, { objectFile: ['object.json'] }, { cwd });
    expect(sent(vendor).map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ ids: id }]);
  });

  test('is one that a feed has stored', async () => {
    const [cases, vendor, cwd] = [await startCases(), await startActions(), newFolder()];
    await runHere(cases, INCIDENTS, { ingest_as_event: true }, { since: 'P20D' }, { cwd });
    const { rows, stderr } = await actHere(
      vendor,
      'move-case',
      { move_to_case_type: 6 },
      { object: ['event:CASE123456', 'event:CASE123457'] },
      { cwd },
    );
    // The guide's sample is an incident, and stays one; the other is a brand case.
    expect(rows.map(({ object, status }) => [object, status])).toEqual([
      ['event:CASE123456', 'refused'],
      ['event:CASE123457', 'succeeded'],
    ]);
    expect(stderr).toContain('event:CASE123456: An incident case can be moved');
    expect(sent(vendor).map(({ body }) => body)).toEqual(['{"caseID":"CASE123457","moveToCaseType":6}']);
  });

  test('may be several, each with its own outcome, in one login, and each once', async () => {
    const {
      rows,
      code,
      sent: requests,
      vendor,
    } = await actOn('move-case', { move_to_case_type: 8 }, { case: ['CASE1', 'CASE999999', 'CASE1', 'CASE2'] });
    expect(rows.map(({ object, status, error }) => [object, status, error?.code ?? null])).toEqual([
      ['incident:CASE1', 'succeeded', null],
      ['incident:CASE999999', 'failed', 'vendor.failure'],
      ['incident:CASE2', 'succeeded', null],
    ]);
    expect({ code, sent: requests.length, all: vendor.requests.length }).toEqual({ code: 1, sent: 3, all: 4 });
  });
});

describe('a dry run', () => {
  test('prints the exact request with secrets masked, and sends and keeps nothing', async () => {
    const options = { message: 'a b', subject: 'c' };
    const [vendor, cwd] = [await startActions(), newFolder()];
    const { code, rows } = await actHere(
      vendor,
      'send-case-message',
      options,
      { dryRun: true, yes: false, case: ['CASE1'] },
      { cwd },
    );
    expect({ code, requests: vendor.requests }).toEqual({ code: 0, requests: [] });
    expect(Object.keys(rows[0] ?? {})).toEqual(['action', 'object', 'status', 'result', 'error', 'request']);
    expect(rows).toEqual([
      {
        action: 'izoologic-operation/send-case-message',
        object: 'incident:CASE1',
        status: 'dry_run',
        result: null,
        error: null,
        request: {
          method: 'POST',
          url: `${vendor.origin.origin}/api/ThreatManagement/SendCaseMessage?CaseID=CASE1&Subject=c&Message=a%20b`,
          headers: { accept: '*/*', authorization: '***' },
          body: null,
        },
      },
    ]);
    expect(existsSync(join(cwd, '.feedwright'))).toBe(false);
  });

  test('needs no keys', async () => {
    const { code, stdout } = await inProcess(
      'act',
      { dryRun: true, case: ['CASE1'], set: ['remark=done'] },
      ['izoologic-operation/mark-as-reviewed'],
      { cwd: newFolder() },
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'incident:CASE1: would send',
      '  POST https://client-api.izoolabs.com/api/ThreatManagement/MarkAsReviewed',
      '  accept: */*',
      '  content-type: application/json',
      '  authorization: ***',
      '  {"ids":"CASE1","remark":"done"}',
      '',
    ]);
  });
});
