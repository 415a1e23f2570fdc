/** What becomes of an action when the vendor, the network, the process or the store fails: told, kept, and never sent twice unasked. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../engine/mock/faults/fault.ts';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { inProcess } from '../in-process.ts';
import { actHere, asked, definitionsWith, inspect, leadingTo, newFolder, startActions, storeIn } from './vendor.ts';

const SEND = 'POST /api/ThreatManagement/SendCaseMessage';
const NAME = 'SendCaseMessage';

/** The definitions, with a vendor that may take a moment only. */
const impatient = (): string =>
  definitionsWith('connection.yaml', [
    'http:\n',
    'http:\n  timeouts: { headers: PT0.3S, idle: PT0.3S }\n  retry: { attempts: 1 }\n',
  ]);

const message = (vendor: MockVendor, cwd: string, flags: object = {}) =>
  actHere(vendor, 'send-case-message', { message: 'hello' }, { case: ['CASE1'], ...flags }, { cwd });

const runsIn = (cwd: string) => inspect(cwd, (store) => [...store.actionRuns({})]);

const answer = (body: string, type = 'application/json'): FaultKind => ({
  kind: 'answer',
  body,
  headers: { 'content-type': type },
});

describe('an action that may have happened', () => {
  test.each<[string, FaultKind, RegExp]>([
    ['a server error', { kind: 'status', status: 500 }, /answered 500 Internal Server Error/],
    ['a bad gateway', { kind: 'status', status: 502 }, /answered 502 Bad Gateway/],
    ['a gateway that may have passed it on', { kind: 'status', status: 503, retryAfter: '0' }, /answered 503/],
    ['too many requests', { kind: 'status', status: 429, body: '{"message":"Slow down"}' }, /429 .*\(it says: Slow down\)/],
    ['a part of an answer', { kind: 'status', status: 206, body: '{"success":true}' }, /answered 206: a part of it came/],
    [
      'an answer that is no JSON',
      answer('{"success": true,\n"message": "message": "Done"}'),
      /answered 200 with application\/json that is no JSON: reading stopped at line 2, column 21/,
    ],
    ['a page for people', { kind: 'html' }, /answered 200 with text\/html.* that is no JSON/],
    ['an empty answer', answer(''), /no JSON: reading stopped at line 1, column 1/],
    ['half an answer', { kind: 'truncate' }, /./],
    ['a time-out', { kind: 'hang' }, /no answer came in time/],
    ['an answer that stops coming', { kind: 'stall' }, /stopped coming|in time/],
    ['a connection that is closed', { kind: 'close' }, /closed|reset/],
  ])('after %s is told so, kept, and sent again by --again only', async (_what, fault, says) => {
    const [vendor, cwd, definitions] = [await startActions({ faults: [{ route: SEND, fault }] }), newFolder(), impatient()];
    const first = await message(vendor, cwd, { definitions });
    expect({ code: first.code, status: first.rows[0]?.status }).toEqual({ code: 1, status: 'uncertain' });
    expect(first.rows[0]?.error?.message).toMatch(says);
    expect(first.rows[0]?.error?.message).toContain('It may have happened');
    expect(first.stderr).toContain('--again');
    expect(asked(vendor)[NAME]).toBe(1);
    expect(runsIn(cwd)).toMatchObject([{ status: 'uncertain', object: 'incident:CASE1' }]);

    const second = await message(vendor, cwd, { definitions });
    expect({ code: second.code, status: second.rows[0]?.status, error: second.rows[0]?.error?.code }).toEqual({
      code: 2,
      status: 'refused',
      error: 'act.uncertain',
    });
    expect(asked(vendor)[NAME]).toBe(1);
    // Another case, and another action, are not held up.
    expect((await message(vendor, cwd, { definitions, case: ['CASE2'] })).code).toBe(0);

    const third = await message(vendor, cwd, { definitions, again: true });
    expect({ code: third.code, status: third.rows[0]?.status }).toEqual({ code: 0, status: 'succeeded' });
    expect((await message(vendor, cwd, { definitions })).code).toBe(0);
    expect(asked(vendor)[NAME]).toBe(4);
  });

  test('stays one where the next try could not even be sent', async () => {
    const [vendor, cwd, definitions] = [
      await startActions({ faults: [{ route: SEND, fault: { kind: 'close' } }] }),
      newFolder(),
      impatient(),
    ];
    await message(vendor, cwd);
    await vendor.close();
    expect((await message(vendor, cwd, { again: true, definitions })).rows[0]).toMatchObject({
      status: 'failed',
      error: { code: 'http.refused' },
    });
    expect((await message(vendor, cwd)).rows[0]).toMatchObject({ status: 'refused', error: { code: 'act.uncertain' } });
  });

  test('was sent by a process that was killed', async () => {
    const [vendor, cwd] = [await startActions({ faults: [{ route: SEND, fault: { kind: 'hang' } }] }), newFolder()];
    const child = spawn(process.execPath, [join(import.meta.dirname, 'act-child.ts'), cwd], {
      env: { ...process.env, ...leadingTo(vendor) },
      stdio: 'ignore',
    });
    while (asked(vendor)[NAME] === undefined) await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGKILL');
    await once(child, 'exit');

    const shown = await inProcess('runs', {}, [], { cwd });
    expect(shown.stdout).toMatch(/send-case-message +incident:CASE1 +may have happened/);
    const again = await message(vendor, cwd);
    expect({ code: again.code, status: again.rows[0]?.status }).toEqual({ code: 2, status: 'refused' });
    expect(again.stderr).toMatch(/may have happened already: it was sent at \d{4}-\d\d-\d\dT.*, and its outcome is not known\./);
    expect(asked(vendor)[NAME]).toBe(1);
    expect(await message(vendor, cwd, { again: true })).toMatchObject({ code: 0 });
  });

  test('is one that was interrupted, and what had not had its turn is told', async () => {
    const [cwd, stop] = [newFolder(), new AbortController()];
    const vendor = await startActions({ faults: [{ route: SEND, fault: { kind: 'hang' } }] });
    const poll = setInterval(() => void (asked(vendor)[NAME] !== undefined && stop.abort()), 5);
    const ended = await actHere(
      vendor,
      'send-case-message',
      { message: 'x' },
      { case: ['A', 'B'] },
      { cwd, signal: stop.signal },
    );
    clearInterval(poll);
    expect(ended.code).toBe(130);
    expect(ended.rows.map(({ object, status }) => [object, status])).toEqual([
      ['incident:A', 'uncertain'],
      ['incident:B', 'refused'],
    ]);
    expect(asked(vendor)[NAME]).toBe(1);
  });
});

describe('an action that failed for certain', () => {
  test.each<[string, FaultKind, RegExp]>([
    [
      'a refusal in the envelope',
      answer('{"result":null,"success":false,"message":"Case is closed.","errorCode":"iZOO3000"}'),
      /does not say that it succeeded \(it says: iZOO3000, Case is closed\.\)/,
    ],
    [
      'the code for "no data"',
      answer('{"result":null,"success":false,"message":"No such case.","errorCode":"iZOO2011"}'),
      /no data.*No such case\./,
    ],
    ['an envelope without success', answer('{"result":"ok"}'), /does not say that it succeeded/],
    ['JSON that is no envelope', answer('[]'), /does not say that it succeeded/],
    [
      'a wrong request',
      { kind: 'status', status: 400, body: '{"message":"Bad subject"}' },
      /answered 400 Bad Request \(it says: Bad subject\)/,
    ],
    ['a missing route', { kind: 'status', status: 404 }, /answered 404/],
  ])('after %s says why, and may be tried again', async (_what, fault, says) => {
    const [vendor, cwd] = [await startActions({ faults: [{ route: SEND, fault }] }), newFolder()];
    const { code, rows, stderr } = await message(vendor, cwd);
    expect({ code, status: rows[0]?.status, sent: asked(vendor)[NAME] }).toEqual({ code: 1, status: 'failed', sent: 1 });
    expect(rows[0]?.error?.message).toMatch(says);
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(stderr).not.toContain('may have happened');
    expect(runsIn(cwd)).toMatchObject([{ status: 'failed' }]);
    expect((await message(vendor, cwd)).code).toBe(0);
  });

  test('is one whose outer answer says yes and whose inner one no', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    const { code, rows } = await actHere(vendor, 'move-case', { move_to_case_type: 8 }, { case: ['CASE999999'] }, { cwd });
    expect({ code, status: rows[0]?.status }).toEqual({ code: 1, status: 'failed' });
    expect(rows[0]?.error?.message).toBe(
      "move-case answered 200: the case was not moved (it says: The case can't be moved.). (izoologic/operation.yaml:169:16)",
    );
  });

  test('is one whose login failed, however that ended: nothing but the login was sent', async () => {
    for (const fault of [{ kind: 'status', status: 500 }, { kind: 'close' }, { kind: 'html' }] as const) {
      const [cwd, definitions] = [newFolder(), impatient()];
      const vendor = await startActions({ faults: [{ route: 'POST /api/Token/Authenticate', fault }] });
      const { code, rows } = await message(vendor, cwd, { definitions });
      expect({ code, status: rows[0]?.status, asked: asked(vendor) }).toEqual({
        code: 1,
        status: 'failed',
        asked: { Authenticate: 1 },
      });
      expect(rows[0]?.error?.message).not.toContain('may have happened');
      expect((await message(vendor, cwd, { definitions })).code).toBe(0);
    }
  });

  test('is one with wrong keys: nothing but the login was sent', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    const { code, rows } = await actHere(
      vendor,
      'send-case-message',
      { message: 'x' },
      { case: ['A', 'B'] },
      { cwd, env: leadingTo(vendor, { api_key: 'wrong-key-entirely' }) },
    );
    expect({ code, asked: asked(vendor) }).toEqual({ code: 1, asked: { Authenticate: 1 } });
    expect(rows.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'auth.refused'],
      ['failed', 'auth.refused'],
    ]);
    expect(JSON.stringify([rows, runsIn(cwd)])).not.toContain('wrong-key-entirely');
  });
});

describe('an action is sent again without being asked', () => {
  test('after a 401, with a new token', async () => {
    const [vendor, cwd] = [await startActions({ faults: [{ route: SEND, fault: { kind: 'expire' } }] }), newFolder()];
    expect(await message(vendor, cwd)).toMatchObject({ code: 0, rows: [{ status: 'succeeded' }] });
    expect(asked(vendor)).toEqual({ Authenticate: 2, [NAME]: 2 });
    expect(vendor.requests.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
  });

  test('after a 503 or a 429 of which the definition says that nothing was done', async () => {
    for (const status of [503, 429]) {
      const [vendor, cwd] = [
        await startActions({ faults: [{ route: SEND, fault: { kind: 'status', status, retryAfter: '0' } }] }),
        newFolder(),
      ];
      const definitions = definitionsWith('operation.yaml', [
        '    result: !expr result\n',
        '    result: !expr result\n    outcomes: [{ status: [429, 503], do: retry, because: it was not taken }]\n',
      ]);
      expect(await message(vendor, cwd, { definitions })).toMatchObject({ code: 0, rows: [{ status: 'succeeded' }] });
      expect(asked(vendor)[NAME]).toBe(2);
    }
  });

  test.each([
    ['503', { kind: 'status', status: 503 } as const],
    ['202', { kind: 'status', status: 202, body: '{"success":true}' } as const],
  ])('but not after %s because the connection says that its calls are to be made again', async (status, fault) => {
    const vendor = await startActions({ faults: [{ route: SEND, fault, times: Infinity }] });
    const definitions = definitionsWith('connection.yaml', [
      '  outcomes:\n',
      `  outcomes:\n    - { status: ${status}, do: retry, because: it is not ready }\n`,
    ]);
    const { rows } = await message(vendor, newFolder(), { definitions });
    expect(rows[0]?.status).toBe('uncertain');
    expect(rows[0]?.error?.message).toMatch(new RegExp(`answered ${status}: it is not ready.* It may have happened`));
    expect(asked(vendor)[NAME]).toBe(1);
  });

  test('but not where the refusal stays', async () => {
    const [vendor, cwd] = [
      await startActions({ faults: [{ route: SEND, fault: { kind: 'status', status: 401 }, times: Infinity }] }),
      newFolder(),
    ];
    expect(await message(vendor, cwd)).toMatchObject({
      code: 1,
      rows: [{ status: 'failed', error: { code: 'vendor.refused' } }],
    });
    expect(asked(vendor)).toEqual({ Authenticate: 2, [NAME]: 2 });
  });
});

/** From here on the store's list of actions takes nothing. */
const broken = (cwd: string, change: 'INSERT' | 'UPDATE'): void => {
  const db = new DatabaseSync(storeIn(cwd));
  db.exec(`CREATE TRIGGER broken BEFORE ${change} ON action_runs BEGIN SELECT RAISE(ABORT, 'broken'); END`);
  db.close();
};

describe('the store', () => {
  test('keeps request, answer, who and when, and no secret', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    await message(vendor, cwd);
    const [{ stdout: table }, { stdout: line }] = [
      await inProcess('runs', {}, [], { cwd }),
      await inProcess('runs', { json: true }, [], { cwd }),
    ];
    expect(table).toMatch(/izoologic-operation\/send-case-message +incident:CASE1 +succeeded/);
    const run = JSON.parse(line) as Record<string, unknown>;
    expect(run).toMatchObject({
      action: 'izoologic-operation/send-case-message',
      object: 'incident:CASE1',
      status: 'succeeded',
      who: expect.stringMatching(/./),
      answer: 'Message sent successfully',
      request: { method: 'POST', url: expect.stringContaining('Message=hello'), headers: { authorization: '***' }, body: null },
      started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      ended_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    const { stdout: one } = await inProcess('runs', {}, [String(run['id'])], { cwd });
    expect(one).toContain('Message=hello');
    expect(one).toContain('Message sent successfully');
    expect(table + line + one).not.toContain('mock.session');
  });

  test('that cannot take the intent lets nothing be sent', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    await message(vendor, cwd);
    const before = asked(vendor)[NAME];
    broken(cwd, 'INSERT');
    const { code, rows, stderr } = await message(vendor, cwd, { case: ['CASE2', 'CASE3'] });
    expect({ code, sent: asked(vendor)[NAME] }).toEqual({ code: 1, sent: before });
    expect(rows.map(({ status, request }) => [status, request])).toEqual([
      ['failed', null],
      ['failed', null],
    ]);
    expect(rows[0]?.error?.message).toContain("What the store can't keep is not sent.");
    expect(stderr).not.toMatch(/\n\s+at .*\.ts/);
  });

  test('that cannot take the outcome does not keep it from being told', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    await message(vendor, cwd);
    broken(cwd, 'UPDATE');
    const { code, rows } = await message(vendor, cwd, { case: ['CASE2', 'CASE3'] });
    expect(code).toBe(1);
    expect(rows.map(({ object, status, result }) => [object, status, result])).toEqual([
      ['incident:CASE2', 'succeeded', 'Message sent successfully'],
      ['incident:CASE3', 'succeeded', 'Message sent successfully'],
    ]);
    expect(rows[0]?.error?.message).toMatch(/^It succeeded\. The store could not keep that: /);
    expect((await message(vendor, cwd, { case: ['CASE2'] })).rows[0]).toMatchObject({
      status: 'refused',
      error: { code: 'act.uncertain' },
    });
  });

  test('of a folder that cannot be written is told before anything is sent', async () => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    writeFileSync(join(cwd, '.feedwright'), 'no folder');
    const { code, stderr } = await message(vendor, cwd);
    expect({ code, requests: vendor.requests }).toEqual({ code: 1, requests: [] });
    expect(stderr).toMatch(/^error: .*\.feedwright/);
  });
});
