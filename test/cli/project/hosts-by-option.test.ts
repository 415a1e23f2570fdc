import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { startVendor } from '../../components/live.ts';
import type { Vendor } from '../../components/live.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = (hosts: string, more = ''): string => `language: 1
name: news
title: News
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    token_host: { label: Token Host, type: url }
    login_name: { label: Name, type: text }
    key: { label: Key, type: secret, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    hosts: ${hosts}
    retry: { attempts: 1 }
${more}    auth:
      kind: session
      login: { method: POST, path: !expr "$user.token_host & '/token'", json: { key: !expr $user.key } }
      token: !expr token
      headers: { Authorization: !tmpl "Bearer {{@token}}" }
endpoints:
  news: { request: { path: /news }, records: items }
feeds:
  news:
    title: News
    source: news
    report:
      host: { type: indicator, subtype: FQDN, value: !expr name }
`;

let [api, tokens]: Vendor[] = [];
beforeAll(async () => {
  api = await startVendor(() => ({ json: { items: [{ name: 'a.example' }] } }));
  tokens = await startVendor(() => ({ json: { token: 'a-token-of-theirs' } }));
});
afterAll(() => Promise.all([api?.close(), tokens?.close()]));
beforeEach(() => [api, tokens].forEach((vendor) => vendor?.asked.splice(0)));

const run = (hosts: string, tokenHost: string | undefined, command = 'run') =>
  commandLine(
    [
      command,
      'news/news',
      ...[`host=${api?.origin}`, 'key=a-key-of-ours', ...(tokenHost === undefined ? [] : [`token_host=${tokenHost}`])].flatMap(
        (one) => ['--set', one],
      ),
    ],
    { cwd: workingDirectory({ 'definitions/news.yaml': definition(hosts) }) },
  );

describe('a host that an option names', () => {
  test('may be reached, and gets the login and nothing else', async () => {
    expect(await run('[!expr $user.token_host]', tokens?.origin)).toMatchObject({ code: 0 });
    expect(tokens?.asked.map(({ url, body }) => [url.pathname, body])).toEqual([['/token', '{"key":"a-key-of-ours"}']]);
    expect(api?.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer a-token-of-theirs']);
  });

  test('is the only one beside those that are named', async () => {
    const { code, stderr } = await run('[files.vendor.example]', tokens?.origin);
    expect(code).toBe(1);
    expect(stderr).toContain('[http.host-not-allowed]');
    expect(tokens?.asked).toEqual([]);
  });

  test('is none where the option has no value', async () => {
    const { stderr } = await run('[!expr $user.token_host]', undefined);
    expect(stderr).not.toContain('plan.host');
    expect(tokens?.asked).toEqual([]);
  });

  test.each([
    ['!expr "\'*.vendor.example\'"', 'plan.host'],
    ['!expr "\'ftp://vendor.example\'"', 'plan.host'],
    ['!expr "\'https://me:pw@vendor.example\'"', 'plan.host'],
    ['!expr $user', 'plan.host'],
  ])('%s is refused before anything is asked for', async (host, code) => {
    for (const command of ['run', 'plan']) {
      const refused = await run(`[${host}]`, tokens?.origin, command);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`[${code}]`);
      expect(refused.stderr).toMatch(/news\.yaml:13:\d+/);
      expect(refused.stderr).toContain('a star can not come from an option');
    }
    expect([api?.asked, tokens?.asked]).toEqual([[], []]);
  });

  test("is held to a base address's rules: no metadata service of a cloud", async () => {
    const { code, stderr } = await run('[!expr $user.token_host]', 'https://169.254.169.254');
    expect(code).toBe(1);
    expect(stderr).toContain("169.254.169.254 is an address of this machine's network segment");
  });
});

const findings = (hosts: string, more?: string): readonly string[] =>
  loadPack('demo.yaml', createVocabulary(), { root: '.', read: () => definition(hosts, more) }).diagnostics.map(
    ({ code, severity, place, message }) => `${severity} ${code} ${place.line}:${place.column} ${message}`,
  );

test('what is written wrongly there is found', () => {
  expect(findings('[!expr $user.token_hots]')).toEqual([expect.stringContaining('error expression.unknown-option 13:19')]);
  expect(findings('[!expr host]')).toEqual([expect.stringContaining('error expression.no-data 13:19')]);
  expect(findings('[!tmpl "{{@user.token_host}}"]')).toEqual([expect.stringContaining('error definition.wrong-type 13:19')]);
  expect(findings('[{ name: a }, ok.example]')).toEqual([expect.stringContaining('error definition.wrong-type 13:13')]);
});

test('a secret that goes there by a header of all requests is told', () => {
  expect(findings('[!expr $user.token_host]', '    headers: { X-Key: !expr $user.key }\n')).toEqual([
    expect.stringContaining('A header with a secret goes with every request, to `$user.token_host` as well.'),
  ]);
});
