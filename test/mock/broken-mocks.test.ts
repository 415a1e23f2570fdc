/** What an author may get wrong in a `mock.yaml`, and what `validate` says of it: the code, the place and what to do. */
import { expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { workingDirectory } from '../cli/feedwright.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
user_fields:
  api_key: { label: Key, type: secret }
connection: { http: { base_url: https://api.example.com, headers: { X-Key?: !expr $user.api_key } } }
endpoints: { list: { request: { path: /l }, records: data, key: !expr id, samples: [list.json] } }
feeds: { f: { title: F, source: list, report: { o: { type: note, value: !expr v } } } }
actions: { a: { title: A, accepts: [note], options: { note: { label: N, type: text } }, request: { method: POST, path: /a, json: { n?: !expr $options.note } } } }
`;

const demo = (mock: string, files: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({
    'definitions/demo.yaml': definition,
    'fixtures/demo/mock.yaml': mock,
    'fixtures/demo/list.json': '{ "data": [{ "id": 1, "v": 2 }] }',
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`fixtures/demo/${name}`, text])),
  });

const routes = (...lines: string[]): string => `mock: 1\nroutes:\n${lines.map((line) => `  ${line}\n`).join('')}`;

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly hint: string;
}

const found = async (cwd: string): Promise<{ readonly code: number | null; readonly findings: readonly Finding[] }> => {
  const { code, stdout } = await commandLine(['validate', '--json'], { cwd });
  return { code, findings: (JSON.parse(stdout) as { findings: readonly Finding[] }).findings };
};

test.each<[what: string, mock: string, code: string, at: string, says: RegExp]>([
  ['a route longer than any path', routes(`- route: GET /${'é'.repeat(10_000)}`), 'mock.bad-route', '3:12', /a part of the path/],
  ['no YAML', 'mock: 1\nroutes: [\n', 'yaml.', '', /./],
  ['no map', '- a\n', 'mock.empty', '1:1', /mock: 1/],
  ['an unknown key', routes('- { route: GET /x, jsn: 1 }'), 'definition.unknown-key', '3:22', /Did you mean `json`/],
  ['an unknown key above', 'mock: 1\nrutes: []\nroutes:\n  - route: GET /x\n', 'definition.unknown-key', '2:1', /`routes`/],
  ['a wrong type', routes('- { route: GET /x, status: fine }'), 'definition.wrong-type', '3:30', /number/],
  ['a text where an expression is', routes("- { route: GET /x, when: query.a = '1' }"), 'definition.wrong-type', '3:28', /!expr/],
  [
    'an option of nobody',
    'mock: 1\nuser: { api_kee: x }\nroutes:\n  - route: GET /x\n',
    'mock.unknown-option',
    '2:9',
    /`api_key`/,
  ],
  [
    'an option of nobody, in use',
    routes('- { route: GET /x, json: !expr $user.api_kee }'),
    'expression.unknown-option',
    '3:34',
    /api_key/,
  ],
  [
    'data from no file',
    'mock: 1\ndata: { a: ./itms.json }\nroutes:\n  - { route: GET /x, json: !expr $data.a }\n',
    'mock.no-file',
    '2:12',
    /Did you mean `items.json`/,
  ],
  [
    'data that is no JSON',
    'mock: 1\ndata: { a: ./table.csv }\nroutes:\n  - { route: GET /x, json: !expr $data.a }\n',
    'mock.not-json',
    '2:12',
    /file:/,
  ],
  [
    'data from outside',
    'mock: 1\ndata: { a: ./../x.json }\nroutes:\n  - { route: GET /x, json: !expr $data.a }\n',
    'mock.file-outside',
    '2:12',
    /beside/,
  ],
  [
    'an expression as data',
    'mock: 1\ndata: { a: !expr 1 + 1 }\nroutes:\n  - { route: GET /x, json: !expr $data.a }\n',
    'mock.not-literal',
    '2:18',
    /`let`/,
  ],
  [
    'a file that is not there',
    routes('- { route: GET /x, file: tabel.csv }'),
    'mock.no-file',
    '3:28',
    /Did you mean `table.csv`/,
  ],
  [
    'an expression that breaks off',
    routes('- { route: GET /x, json: !expr "$count((1)" }'),
    'expression.S0203',
    '3:45',
    /brackets/,
  ],
  [
    'an unknown function',
    routes('- { route: GET /x, json: !expr "1 + $cuont([1])" }'),
    'expression.unknown-function',
    '3:39',
    /`\$count`/,
  ],
  [
    'a look-up in a table',
    routes('- { route: GET /x, json: !expr "$table(\'t\', 1)" }'),
    'expression.unknown-function',
    '3:35',
    /./,
  ],
  [
    'an unknown variable',
    routes('- { route: GET /x, json: !expr $quary.a }'),
    'expression.unknown-variable',
    '3:34',
    /Did you mean `query`/,
  ],
  ['an unknown field of the request', routes('- { route: GET /x, json: !expr qery.a }'), 'mock.unknown-field', '3:34', /`query`/],
  [
    'data of nobody',
    'mock: 1\ndata: { rows: [1] }\nroutes:\n  - { route: GET /x, json: !expr "[$data.rows, $data.row]" }\n',
    'expression.unknown-member',
    '4:48',
    /`\$data.rows`/,
  ],
  [
    'a state of nobody',
    routes('- { route: GET /x, json: !expr $state.polls, set: { poll: 1 } }'),
    'expression.unknown-member',
    '3:34',
    /`\$state.poll`/,
  ],
  [
    'a parameter of nobody',
    routes("- { route: 'GET /x/{id}', json: !expr $params.ids }"),
    'expression.unknown-member',
    '3:41',
    /`\$params.id`/,
  ],
  [
    'a `let` in `when`',
    routes('- { route: GET /x, let: { a: 1 }, when: !expr $a = 1 }'),
    'expression.unknown-variable',
    '3:49',
    /before `let`/,
  ],
  [
    'a session that none began',
    routes('- { route: GET /x, json: !expr $session }'),
    'expression.unknown-variable',
    '3:34',
    /session: issue/,
  ],
  [
    'values that need each other',
    routes('- { route: GET /x, let: { a: !expr $b, b: !expr $a }, json: !expr $a }'),
    'mock.let-circle',
    '3:29',
    /without the other/,
  ],
  ['a reserved name', routes('- { route: GET /x, let: { data: 1 } }'), 'mock.reserved-name', '3:29', /another name/],
  ['two bodies', routes('- { route: GET /x, json: 1, file: table.csv }'), 'mock.two-bodies', '3:31', /Keep one/],
  [
    'a refusal with two bodies',
    routes('- { route: GET /x, require: [{ that: !expr "true", text: a, json: 1 }] }'),
    'mock.two-bodies',
    '3:63',
    /Keep one/,
  ],
  [
    'a session that nobody tells',
    routes('- { route: GET /x, session: issue }'),
    'mock.no-session',
    '3:31',
    /`session: \{ token:/,
  ],
  [
    'a route that never answers',
    routes('- route: GET /x', "- { route: GET /x, when: !expr query.a = '1' }"),
    'mock.unreachable',
    '4:14',
    /before it/,
  ],
  [
    'a route in the shade of a wider one',
    routes('- route: GET /x/{a}', '- route: GET /x/b'),
    'mock.unreachable',
    '4:12',
    /`when`/,
  ],
  ['a query in a route', routes('- route: GET /x?a=1'), 'mock.route-query', '3:12', /query.name/],
  ['no name in braces', routes("- route: 'GET /x/{a-b}'"), 'mock.bad-param', '3:12', /\$params.name/],
  ['a name twice', routes("- route: 'GET /{a}/{a}'"), 'mock.bad-param', '3:12', /its own name/],
  [
    'a pattern of no route',
    'mock: 1\nsession: { token: !expr headers.t, only: [GET /y] }\nroutes:\n  - route: GET /x\n',
    'mock.no-such-route',
    '2:43',
    /`GET \/x`/,
  ],
  [
    '`only` beside `except`',
    'mock: 1\nsession: { token: !expr headers.t, only: [GET /x], except: [GET /x] }\nroutes:\n  - route: GET /x\n',
    'mock.only-and-except',
    '2:52',
    /Keep `only`/,
  ],
])('%s is an error', async (_, mock, code, at, says) => {
  const { findings, code: exit } = await found(demo(mock, { 'items.json': '[]', 'table.csv': 'a,b\n' }));
  const [first] = findings.filter((one) => one.code.startsWith(code));
  expect(first, JSON.stringify(findings)).toMatchObject({ severity: 'error', file: 'fixtures/demo/mock.yaml' });
  if (at !== '') expect(`${first?.line}:${first?.column}`).toBe(at);
  expect(first?.hint ?? first?.message).toMatch(says);
  expect(findings.length).toBe(1);
  expect(exit).toBe(2);
});

test('a route whose own key is misspelt as well is told, and nothing else of it', async () => {
  const { findings } = await found(demo('mock: 1\nroute:\n  - routes: GET /x\n'));
  expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
    'definition.unknown-key 2:1',
    'definition.unknown-key 3:5',
  ]);
});

test('data that nothing uses is a warning, and the last line counts the mock', async () => {
  const cwd = demo('mock: 1\ndata: { a: 1, b: 2 }\nroutes:\n  - { route: GET /x, json: !expr $data.a }\n');
  expect(await commandLine(['validate'], { cwd })).toEqual({
    code: 0,
    stdout:
      'fixtures/demo/mock.yaml:2:15: warning: Nothing uses `$data.b`. [mock.unused-data]\n  hint: Remove it, or name it in an answer.\n1 definition, 1 mock: 0 errors, 1 warning\n',
    stderr: '',
  });
});

test('a mock is checked when its file is named, against its pack; and so are those of a folder', async () => {
  const cwd = demo('mock: 1\nuser: { note: n, api_kee: k }\nroutes:\n  - { route: GET /x, json: !expr $user }\n');
  for (const path of ['fixtures/demo/mock.yaml', 'fixtures'])
    expect(await commandLine(['validate', path], { cwd })).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^fixtures\/demo\/mock\.yaml:2:18: error: [^]*\n1 mock: 1 error, 0 warnings\n$/) as string,
    });
});

test('what a mock has all right is not worth a word', async () => {
  const cwd = demo(
    routes(
      "- { route: GET /x, when: !expr $variant = 'x', json: 1 }",
      '- { route: GET /x, json: !expr headers.`x-key` = $user.api_key }',
    ),
  );
  expect(await commandLine(['validate'], { cwd })).toEqual({ code: 0, stdout: '1 definition: no findings\n', stderr: '' });
});
