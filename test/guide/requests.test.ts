/** The requests of a guide: as a definition says them, with placeholders, and never with a secret's value. */
import { describe, expect, test } from 'vitest';
import type { GuideRequest } from '../../engine/guide/model/guide.ts';
import { guideIn, orchard, project } from './orchard.ts';

const requestOf = async (parts: Parameters<typeof orchard>[0], files = {}): Promise<GuideRequest> => {
  const { requests } = await guideIn(project(orchard(parts), files));
  const found = requests.find(({ name }) => name === 'trees');
  if (found === undefined) throw new Error('no such request');
  return found;
};

describe('requests', () => {
  test('what a run brings stands as a placeholder, with its meaning; a secret is a variable of the shell', async () => {
    const request = await requestOf({});
    expect(request).toMatchObject({
      method: 'GET',
      role: 'source',
      address: 'https://api.orchard.example/v1/trees?since=<since>',
      placeholders: [
        { name: 'since', meaning: 'the start of the window' },
        { name: 'api_key', meaning: 'the option "API Key"' },
      ],
    });
    expect(request.curl).toBe(`curl 'https://api.orchard.example/v1/trees?since=<since>' \\\n  -H 'X-Api-Key: '"$API_KEY"`);
  });

  test.each([
    ['basic', '{ kind: basic, username: gate, password: !expr $user.api_key }', `-u 'gate:'"$API_KEY"`],
    ['bearer', '{ kind: bearer, token: !expr $user.api_key }', `-H 'Authorization: Bearer '"$API_KEY"`],
    ['query', '{ kind: api_key, in: query, name: key, value: !expr $user.api_key }', `&key='"$API_KEY"`],
    [
      'hmac',
      '{ kind: hmac, secret: !expr $user.api_key, sign: !expr $request.path, headers: { X-Sign: !expr $signature } }',
      `-H 'X-Sign: '"$SIGNATURE"`,
    ],
  ])('credentials of kind %s', async (_, auth, expected) => {
    expect((await requestOf({ http: `    auth: ${auth}` })).curl).toContain(expected);
  });

  test('a login is a request of its own, and its token a placeholder of the others', async () => {
    const http = `    auth:
      kind: session
      login: { method: POST, path: /login, json: { key: !expr $user.api_key } }
      token: !expr token
      samples: [login.json]
      headers: { Authorization: !tmpl "Bearer {{@token}}" }`;
    const files = { 'fixtures/orchard/login.json': '{ "token": "an-\\"invented\\"-token", "lasts": 60 }' };
    const { requests } = await guideIn(project(orchard({ http }), files));
    expect(requests[0]?.samples[0]?.text).toBe('{ "token": "***", "lasts": 60 }');
    expect(requests.map(({ name, role }) => [name, role])).toEqual([
      ['login', 'login'],
      ['trees', 'source'],
    ]);
    expect(requests[0]?.body).toBe('{\n  "key": "<api_key>"\n}');
    expect(requests[0]?.curl).toContain(`--data-raw '{"key":"'"$API_KEY"'"}'`);
    expect(requests[1]?.curl).toContain(`"$SESSION_TOKEN"`);
  });

  test('what the functions of a request need no placeholder can give has the name that it has in the request', async () => {
    const endpoint = `  picked:
    request: { method: POST, path: /v1/picked, json: { days: !expr "$max([1, $epoch($window.since)])", all: true }, idempotent: true }
    records: data
    key: !expr id
    samples: [trees.json]`;
    const feed = '    supplemental: { picked: { call: picked } }';
    const { requests } = await guideIn(project(orchard({ endpoint, feed })));
    const picked = requests.find(({ name }) => name === 'picked');
    expect(picked).toMatchObject({ role: 'supplemental', body: '{\n  "days": <days>,\n  "all": true\n}' });
    const days = picked?.placeholders.find(({ name }) => name === 'days');
    expect(days?.meaning).toMatch(/the start of the window, written as seconds since 1970/);
  });

  test('arguments are told by what gives them; one and the same text is that text', async () => {
    const endpoint = `  fruit:
    args: { tree: string, kind: string }
    request: { path: !tmpl "/v1/{{@args.kind}}/{{@args.tree}}" }
    record: $
    samples: [fruit.json]`;
    const feed = '    supplemental: { fruit: { call: fruit, with: { tree: !expr id, kind: ripe } } }';
    const { requests } = await guideIn(project(orchard({ endpoint, feed }), { 'fixtures/orchard/fruit.json': '{}' }));
    const fruit = requests.find(({ name }) => name === 'fruit');
    expect(fruit?.address).toBe('https://api.orchard.example/v1/ripe/<tree>');
    expect(fruit?.placeholders).toContainEqual({ name: 'tree', meaning: '`trees.data.id`' });
  });

  test('a request that a case expects stands with its values, and the case says what a run brings', async () => {
    const files = {
      'fixtures/orchard/cases/first.yaml': `case: 1
feed: orchard/trees
steps:
  - step: first run
    expect:
      requests: [ "GET /v1/trees?since=2026-01-01" ]
      ledger: { fetched: 2 }
      objects: [ { type: note, value: One, attributes: { A: x, B: [y, z] } }, { type: note, value: Two } ]
`,
    };
    const guide = await guideIn(project(orchard({}), files));
    expect(guide.requests[0]?.sent).toEqual({ line: 'GET /v1/trees?since=2026-01-01', body: null, file: 'cases/first.yaml' });
    expect(guide.runs['trees']).toMatchObject({
      measured: expect.stringContaining('`first.yaml`') as unknown,
      rows: [
        { metric: 'Requests', result: '1' },
        { metric: 'Records', result: '2' },
        { metric: 'Notes', result: '2' },
        { metric: 'Note attributes', result: '3' },
      ],
    });
  });
});
