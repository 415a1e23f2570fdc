import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { feedwright, workingDirectory } from '../../cli/feedwright.ts';

const hmac = `language: 1
name: signed
title: Signed
version: 1.0.0
connection:
  user_fields:
    secret: { label: Secret, type: secret, required: true }
  http:
    base_url: https://signed.example
    auth:
      kind: hmac
      secret: !expr $user.secret
      sign: !expr $request.target
      headers: { X-Signature: !expr $signature, X-Time: !expr $timestamp }
      query: { sig: !expr $signature }
endpoints:
  list: { request: { path: /list, query: { since: !expr $window.since } }, records: $, key: !expr id }
feeds:
  list:
    title: List
    source: list
    window: { time: !expr at, period: P7D }
    report:
      one: { type: indicator, subtype: FQDN, value: !expr id }
`;

const mock = `mock: 1
clock: 2026-01-08T00:00:00Z
since: 2026-01-05T00:00:00Z
user: { secret: the-shared-secret-of-both }
routes:
  - route: GET /list
    require:
      - { that: !expr "$exists(query.sig) and $exists($request.headers.\`x-signature\`)", status: 401 }
    json: [{ id: a.example, at: 2026-01-06T00:00:00Z }]
`;

const files = { 'definitions/signed.yaml': hmac, 'fixtures/signed/mock.yaml': mock };

describe('feedwright record', () => {
  test('records a mock, whose signatures are other ones when it is played', async () => {
    const cwd = workingDirectory(files);
    const { code, stdout, stderr } = await feedwright(['record', 'signed/list', '--mock', '--name', 'first'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'wrote fixtures/signed/cassettes/first: 1 exchange',
      'wrote fixtures/signed/cases/first.yaml',
      'taken out of it: secrets in 0 places; 0 values replaced by pseudonyms',
      'played again, the case passes',
      '',
    ]);
    const text = readFileSync(join(cwd, 'fixtures/signed/cassettes/first/cassette.yaml'), 'utf8');
    expect(text).toContain('request: "GET /list?since=2026-01-05T00%3A00%3A00.000Z&sig=<signed>"');
    expect(text).toContain('x-signature: "<signed>"');
    expect(text).not.toMatch(/the-shared-secret|[0-9a-f]{64}/);
  });

  test('warns of a field to be scrubbed that nothing has, when it records and when it cleans up', async () => {
    const cwd = workingDirectory(files);
    const words = ['--scrub', 'owner.emial', '--scrub', 'id'];
    const { code, stdout, stderr } = await feedwright(['record', 'signed/list', '--mock', '--name', 'odd', ...words], { cwd });
    expect(stderr).toBe('warning: --scrub owner.emial leads to no value: nothing was replaced by it; check its spelling\n');
    expect(stdout).toContain('1 value replaced by pseudonyms');
    expect(code).toBe(0);
    const again = await feedwright(['record', '--rescrub', 'fixtures/signed/cassettes/odd', ...words], { cwd });
    expect(again.stderr).toContain('--scrub owner.emial leads to no value');
  });

  test('says in JSON what it wrote', async () => {
    const cwd = workingDirectory(files);
    const { code, stdout } = await feedwright(['record', 'signed/list', '--mock', '--json', '--out', 'kept'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cassette: 'kept/cassettes/list-recorded',
      case: 'kept/cases/list-recorded.yaml',
      status: 'succeeded',
      exchanges: 1,
      passes: true,
    });
  });

  test.each([
    [['record', 'signed/lst', '--mock'], 'feed.unknown'],
    [['record', 'nope/list', '--mock'], 'pack.unknown'],
    [['record'], 'usage.record'],
    [['record', 'signed/list', '--rescrub', 'x'], 'usage.record'],
    [['record', '--rescrub', 'fixtures'], 'cassette.none'],
    [['record', 'signed/list', '--mock', '--out', 'definitions/signed.yaml'], 'record.unwritable'],
    [['record', 'signed/list', '--mock', '--limit', '0'], 'usage.number'],
  ])('refuses %j', async (args, wanted) => {
    const { code, stdout, stderr } = await feedwright(args, { cwd: workingDirectory(files) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`[${wanted}]`);
    expect(stderr).toContain('hint: ');
    expect(stderr).not.toMatch(/\n\s+at .*\.ts/);
  });
});
