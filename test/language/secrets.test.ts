import { describe, expect, test } from 'vitest';
import { demo } from './load-text.ts';

interface Parts {
  readonly base?: string;
  readonly http?: string;
  readonly path?: string;
  readonly request?: string;
  readonly endpoint?: string;
  readonly feed?: string;
  readonly entry?: string;
}

const found = ({
  base = 'https://api.example',
  http = '',
  path = '/a',
  request = '',
  endpoint = '',
  feed = '',
  entry = '',
}: Parts) =>
  demo(`connection:
  user_fields:
    api_key: { label: K, type: secret }
    account: { label: A, type: text }
  http:
    base_url: ${base}
${http}
endpoints:
  one:
    request: { path: ${path}, ${request} }
    records: $
${endpoint}
feeds:
  first:
    title: F
    source: one
${feed}
    report:
      a:
        type: report
        value: !expr a
${entry}
`).diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);

const kept = (what: string): string =>
  `error secret.kept The secret \`api_key\` would become a part of ${what}: it would be stored and shown.`;

describe('a secret that would be kept is an error', () => {
  test.each([
    ['as an attribute', { entry: '        attributes: { K: !expr $user.api_key }' }, 'an object'],
    ['as a template', { entry: '        title: !tmpl "{{a}} {{@user.api_key}}"' }, 'an object'],
    ['as a tag', { entry: '        tags: !expr "[a, $user.api_key]"' }, 'an object'],
    ['as an identity', { entry: '        identity: [!expr a, !expr $user.api_key]' }, 'an object'],
    ['looked up in a table', { entry: '        title: { of: !expr $user.api_key, table: { a: b }, else: keep }' }, 'an object'],
    ['changed by a function', { entry: '        description: !expr $base64encode($user.api_key)' }, 'an object'],
    ['with all options at once', { entry: '        description: !expr $string($user)' }, 'an object'],
    [
      'through two `let`',
      { feed: '    let: { x: !expr $user.api_key, y: !expr "$x & a" }', entry: '        description: !expr $y' },
      'an object',
    ],
    ['put into the record', { feed: '    filters: [{ set: { k: !expr $user.api_key } }]' }, 'the record'],
    ['as the key', { feed: '    key: !expr $user.api_key' }, 'the key'],
    ["as an endpoint's key", { endpoint: '    key: !expr a & $user.api_key' }, 'the key'],
    ['as the partition', { feed: '    partition: !expr $user.api_key' }, 'the partition'],
    ['as the state', { feed: '    state: { kind: token, of: !expr $user.api_key }' }, 'the state'],
  ])('%s', (_, parts: Parts, what) => expect(found(parts)).toContain(kept(what)));
});

describe('nothing is said', () => {
  test.each([
    ['of an option that is no secret', { entry: '        attributes: { K: !expr $user.account }' }],
    ['of a secret in a request', { request: 'query: { k: !expr $user.api_key }' }],
    ['of a secret that only decides', { entry: '        when: !expr $exists($user.api_key)' }],
    ['of whether there is one', { entry: "        title: !expr \"$exists($user.api_key) ? 'a' : 'b'\"" }],
    ['of a `let` that is used in no object', { feed: '    let: { x: !expr $user.api_key }' }],
    ['of an address of this machine', { base: 'http://127.0.0.1:8080' }],
    ['of a host that an option names', { base: '!tmpl "https://{{@user.account}}.vendor.example"' }],
  ])('%s', (_, parts: Parts) => expect(found(parts)).toEqual([]));
});

describe('a base address that can never work', () => {
  test.each([
    ['file:///etc/passwd', '`file:` is neither http nor https'],
    ['ftp://api.example', '`ftp:` is neither http nor https'],
    ['https://me:word@api.example', 'it holds a user name or password, which are not sent'],
    ['http://169.254.169.254/latest', "it is an address of a machine's own network segment"],
    ['http://2852039166/', "it is an address of a machine's own network segment"],
    ['"https://[fe80::1]"', "it is an address of a machine's own network segment"],
    ['http://0.0.0.0', "it is an address of a machine's own network segment"],
    ['!tmpl "file:///{{@user.account}}"', '`file:` is neither http nor https'],
  ])('%s', (base, why) =>
    expect(found({ base })).toEqual([`error connection.base-url This base address can never work: ${why}.`]),
  );
});

describe('a secret for another host than the base address', () => {
  const path = 'https://files.example/a';
  const request = 'query: { k: !expr $user.api_key }';
  const says = 'secret.other-host A secret goes to files.example, which is not the host of `base_url`.';

  test('is an error where that host can’t be reached', () => expect(found({ path, request })).toEqual([`error ${says}`]));
  test('is a warning where it may be', () =>
    expect(found({ path, request, http: '    hosts: [files.example]' })).toEqual([`warning ${says}`]));
  test('is an error in the address of a login', () =>
    expect(
      found({
        http: '    auth: { kind: session, login: { method: POST, path: https://files.example/t, form: { k: !expr $user.api_key } }, token: !expr t, headers: { A: !expr $token } }',
      }),
    ).toEqual([`error ${says}`]));
  test('is a warning in a header of every request', () =>
    expect(found({ http: '    hosts: [files.example]\n    headers: { X-Key: !expr $user.api_key }' })).toEqual([
      'warning secret.other-host A header with a secret goes with every request, to files.example as well.',
    ]));
  test('is none on the same host, or without a secret', () => {
    expect(found({ path: 'https://API.example/a', request })).toEqual([]);
    expect(found({ path })).toEqual([]);
  });
});
