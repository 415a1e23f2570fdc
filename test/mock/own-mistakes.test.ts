/** What a mock does wrong itself is told as its own, and so is which routes were used. */
import { expect, test } from 'vitest';
import { PROBLEM_HEADER } from '../../engine/mock/vendor/problem.ts';
import { mockOf } from './mock-folder.ts';

const YAML = `mock: 1
user: { key: secret-key, short: ab }
routes:
  - route: GET /rows
    when: !expr query.since = '1' and query.key = 'secret-key'
    json: []
  - route: GET /rows
    when: !expr query.since = '2'
    json: []
  - route: GET /file/{name}
    file: !expr $params.name
  - route: GET /fails
    json: !expr $iso('soon')
  - route: GET /header
    headers: { X-Broken: !expr query.value }
    json: 1
  - route: GET /circle
    let: { a: !expr $b, b: !expr $a }
    json: !expr $a
`;

test('a request that nearly fits is told by which conditions it did not, without secrets', async () => {
  const vendor = await mockOf(YAML);
  const answer = await fetch(new URL('/rows?since=3&key=secret-key&other=xsecret-keyx&a=ab&b=abc', vendor.origin));
  expect([answer.status, answer.headers.get(PROBLEM_HEADER)]).toEqual([404, 'mock.no-match']);
  const text = await answer.text();
  expect(text).not.toContain('secret-key');
  expect(JSON.parse(text)).toMatchObject({
    error: expect.stringMatching(
      /holds for GET \/rows\?since=3&key=\*\*\*&other=x\*\*\*x&a=\*\*\*&b=abc \(line 5: .*; line 8: /,
    ) as string,
    query: { since: '3', key: '***', other: 'x***x', a: '***', b: 'abc' },
    passed: [
      { route: 'GET /rows', line: 5, when: "query.since = '1' and query.key = '***'" },
      { route: 'GET /rows', line: 8, when: "query.since = '2'" },
    ],
  });
  expect(vendor.problems).toMatchObject([{ code: 'mock.no-match', place: { line: 5, column: 17 }, request: { status: 404 } }]);
});

test('a key in the path is masked as well', async () => {
  const { origin } = await mockOf(YAML);
  expect(await (await fetch(new URL('/data/secret-key/x', origin))).text()).toContain('There is no route GET /data/***/x.');
});

test('its own mistakes have a place, and a status that is not asked for again', async () => {
  const vendor = await mockOf(YAML, { 'here.txt': 'x' });
  const get = async (path: string): Promise<string> => {
    const answer = await fetch(new URL(path, vendor.origin));
    return `${answer.status} ${answer.headers.get(PROBLEM_HEADER) ?? '-'}`;
  };
  expect(await get('/file/here.txt')).toBe('200 -');
  expect(await get('/file/gone.txt')).toBe('501 mock.no-file');
  expect(await get('/fails')).toBe('501 expression.not-a-time');
  expect(await get('/header?value=a%0Ab')).toBe('501 mock.failed');
  expect(await get('/circle')).toBe('501 mock.let-circle');
  expect(await get('/nowhere')).toBe('404 mock.no-route');
  expect(vendor.problems.map(({ code, place }) => `${code} ${place?.line ?? '-'}:${place?.column ?? '-'}`)).toEqual([
    'mock.no-file 10:5',
    'expression.not-a-time 13:17',
    'mock.failed 14:5',
    'mock.let-circle 17:5',
    'mock.no-route -:-',
  ]);
});

test('which routes took a request is known, and which requests none took', async () => {
  const vendor = await mockOf(YAML);
  for (const path of ['/rows?since=2', '/fails', '/rows', '/nowhere', '/rows?since=2']) await fetch(new URL(path, vendor.origin));
  expect([...vendor.used].toSorted()).toEqual([1, 3]);
  expect(vendor.unmatched.map(({ url }) => url)).toEqual(['/rows', '/nowhere']);
});

test.each([
  ['only: [GET /mine, "* /items/{id}"]', [401, 401, 200, 200]],
  ['except: [GET /mine, "POST *"]', [200, 401, 401, 200]],
])('a session is needed by the routes that it names: %s', async (which, statuses) => {
  const { origin } = await mockOf(`mock: 1
session: { token: !expr headers.token, ${which} }
routes:
  - { route: GET /mine, json: 1 }
  - { route: 'GET /items/{id}', json: 1 }
  - { route: GET /other, json: 1 }
  - { route: POST /other, json: 1 }
`);
  const answers = [];
  for (const path of ['/mine', '/items/7', '/other']) answers.push((await fetch(new URL(path, origin))).status);
  answers.push((await fetch(new URL('/other', origin), { method: 'POST' })).status);
  expect(answers).toEqual(statuses);
});

test('what a route says of its own session goes before what the mock says', async () => {
  const { origin } = await mockOf(`mock: 1
session: { token: !expr headers.token, only: [GET /a] }
routes:
  - { route: GET /a, session: none, json: 1 }
  - { route: GET /b, session: required, json: 1 }
`);
  expect([(await fetch(new URL('/a', origin))).status, (await fetch(new URL('/b', origin))).status]).toEqual([200, 401]);
});

test('a mock begins with its state, counts on, and forgets what is set to nothing', async () => {
  const { origin } = await mockOf(`mock: 1
state: { polls: 5, made: { a: 1 } }
routes:
  - { route: GET /poll, set: { polls: !expr "($state.polls ?? 0) + 1" }, json: !expr $state.polls }
  - { route: DELETE /poll, set: { polls: !expr $state.nothing }, json: 1 }
  - { route: 'PUT /things/{id}', set: { made: !expr '$merge([$state.made, { $params.id: json }])' }, status: 201, json: !expr json }
  - { route: 'GET /things/{id}', require: [{ that: !expr '$exists($lookup($state.made, $params.id))', status: 404 }], json: !expr '$lookup($state.made, $params.id)' }
`);
  const get = async (path: string): Promise<unknown> => (await fetch(new URL(path, origin))).json();
  expect([await get('/poll'), await get('/poll')]).toEqual([5, 6]);
  await fetch(new URL('/poll', origin), { method: 'DELETE' });
  expect([await get('/poll'), await get('/poll')]).toEqual([null, 1]);
  expect((await fetch(new URL('/things/b', origin))).status).toBe(404);
  expect((await fetch(new URL('/things/b', origin), { method: 'PUT', body: '{"n":2}' })).status).toBe(201);
  expect([await get('/things/a'), await get('/things/b')]).toEqual([1, { n: 2 }]);
});
