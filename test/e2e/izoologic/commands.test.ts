/** The two packs through the real command line, and a person at a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { feedwright } from '../../cli/feedwright.ts';
import { commandLine, inProcess } from '../in-process.ts';
import { asked, leadingTo, newFolder, startActions } from './vendor.ts';

describe('the command line', () => {
  test.each([
    ['incident-case-sync', { attachment: 3, incident: 4, indicator: 2, note: 4 }, 4],
    ['dlr-case-sync', { account: 5 }, 3],
  ])('runs %s against the mock', async (feed, by_type, mapped) => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await feedwright(['run', `izoologic-sync-cases/${feed}`, '--mock', '--json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'succeeded',
      requests: { logins: 1 },
      records: { mapped, quarantined: 0 },
      objects: { by_type },
    });
  });

  test('runs an action against the mock on a case that the mock feed has stored, and shows both runs', async () => {
    const cwd = newFolder();
    await commandLine(['run', 'izoologic-sync-cases/incident-case-sync', '--mock'], { cwd });
    const act = await commandLine(
      [
        'act',
        'izoologic-operation/send-case-message',
        '--mock',
        '--object',
        'incident:CASE123456',
        '--set',
        'message=@text.txt',
        '--yes',
        '--json',
      ],
      { cwd },
    );
    expect({ code: act.code, stdout: act.stdout }).toEqual({ code: 2, stdout: '' });
    expect(act.stderr).toContain('text.txt');
    const args = [
      'act',
      'izoologic-operation/send-case-message',
      '--mock',
      '--object',
      'incident:CASE123456',
      '--set',
      'message=Hello there',
      '--yes',
      '--json',
    ];
    const sent = await commandLine(args, { cwd });
    expect({ code: sent.code, stderr: sent.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(sent.stdout)).toMatchObject([
      {
        status: 'succeeded',
        result: 'Message sent successfully',
        request: { url: expect.stringContaining('CaseID=CASE123456&Message=Hello%20there') },
      },
    ]);
    const { stdout } = await commandLine(['runs', '--mock'], { cwd });
    expect(stdout).toContain('izoologic-sync-cases/incident-case-sync');
    expect(stdout).toContain('izoologic-operation/send-case-message');
  });

  test("counts durations back from the mock's clock where there is one", async () => {
    const cwd = newFolder();
    const plan = await commandLine(['plan', 'izoologic-sync-cases/incident-case-sync', '--mock', '--since', 'P95D'], { cwd });
    expect(plan.stdout).toContain('4 windows, 2025-05-12T12:00:00Z → 2025-08-15T12:00:00Z');
    const run = await commandLine(['run', 'izoologic-sync-cases/incident-case-sync', '--mock', '--since', 'P95D', '--json'], {
      cwd,
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'succeeded', windows: [{}, {}, {}, {}], records: { mapped: 6 } });
    const until = [
      'run',
      'izoologic-sync-cases/incident-case-sync',
      '--mock',
      '--since',
      'P3D',
      '--until',
      '2025-08-05',
      '--json',
    ];
    expect(JSON.parse((await commandLine(until, { cwd })).stdout)).toMatchObject({
      windows: [{ since: '2025-08-02T00:00:00.000Z', until: '2025-08-05T00:00:00.000Z' }],
    });
  });

  test('lists feeds and actions with their titles', async () => {
    const { stdout } = await commandLine(['list'], { cwd: newFolder() });
    for (const line of [
      /izoologic-operation\/send-case-message +action +Send Case Message/,
      /izoologic-operation\/approve-case-takedown +action +Approve Case Takedown/,
      /izoologic-operation\/mark-as-reviewed +action +Mark as Reviewed/,
      /izoologic-operation\/move-case +action +Move Case/,
      /izoologic-sync-cases\/incident-case-sync +feed +iZoologic Incident Case Sync/,
      /izoologic-sync-cases\/dlr-case-sync +feed +iZoologic DLR Case Sync/,
    ])
      expect(stdout).toMatch(line);
  });

  test("shows an action's own options with their help and choices", async () => {
    const { code, stdout } = await commandLine(['act', 'izoologic-operation/move-case', '--help'], { cwd: newFolder() });
    expect(code).toBe(0);
    for (const text of [
      'move_to_case_type',
      'Move To Case Type',
      'AuthorisedList',
      'comment',
      'Client code for authentication and authorization.',
    ])
      expect(stdout).toContain(text);
    const { stdout: other } = await commandLine(['act', 'izoologic-operation/send-case-message', '--help'], { cwd: newFolder() });
    expect(other).toMatch(/message +Message.*required/);
    expect(other).toMatch(/subject +Subject.*120/);
  });
});

describe('a person at a terminal', () => {
  const ask = async (typed: string, set: readonly string[], more: object = {}) => {
    const [vendor, cwd] = [await startActions(), newFolder()];
    const flags = { case: ['CASE1', 'CASE2'], set, ...more };
    const ended = await inProcess('act', flags, ['izoologic-operation/send-case-message'], {
      cwd,
      env: leadingTo(vendor),
      typed,
    });
    return { ...ended, stderr: stripVTControlCharacters(ended.stderr), sent: asked(vendor)['SendCaseMessage'] ?? 0 };
  };

  test.each(['y\n', 'yes\n', ' Y \n'])('is shown what will be done and asked, and %j does it', async (typed) => {
    const { code, sent, stdout, stderr } = await ask(typed, ['message=Hello\u001b[2Jthere', 'subject=Urgent']);
    expect({ code, sent }).toEqual({ code: 0, sent: 2 });
    expect(stderr).toContain('Send Case Message (iZoologic Operation) will be sent for incident:CASE1, incident:CASE2');
    expect(stderr).toContain('Subject: Urgent');
    expect(stderr).toContain('Message: Hello\\u{1b}[2Jthere');
    expect(stderr).toContain('Send it? [y/N]');
    expect(stdout).toContain('incident:CASE2: done (Message sent successfully)');
  });

  test.each(['n\n', '\n', '', 'nonsense\n'])('%j does nothing', async (typed) => {
    const { code, sent, stderr } = await ask(typed, ['message=x']);
    expect({ code, sent }).toEqual({ code: 1, sent: 0 });
    expect(stderr).toContain('Nothing was sent.');
  });

  test('is not asked with --yes, nor where all is refused', async () => {
    expect(await ask('', ['message=x'], { yes: true })).toMatchObject({ code: 0, sent: 2 });
    const refused = await ask('y\n', ['message=x'], { case: [], objectFile: [] });
    expect(refused).toMatchObject({ code: 2, sent: 0 });
    expect(refused.stderr).not.toContain('Send it?');
  });
});
