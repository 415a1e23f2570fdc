/** What is said of samples themselves: broken, of another form, missing; and of which bodies they are. */
import { describe, expect, test } from 'vitest';
import { CASES, demo, findingsOf, foundBut, HEAD } from './pack.ts';

const found = foundBut(/\.unused$/);

const UNKNOWN = demo({ attributes: 'A: !expr anything' });

const only = async (definition: string, samples: Readonly<Record<string, string | object>>) => {
  const fixtures = Object.fromEntries(Object.entries(samples).map(([name, content]) => [`fixtures/demo/${name}`, content]));
  const [finding, ...more] = await findingsOf({ 'definitions/demo.yaml': definition, ...fixtures });
  expect(more).toEqual([]);
  expect(finding?.severity).toBe('warning');
  const line = definition.split('\n').findIndex((one) => one.includes('cases.json')) + 1;
  if (finding?.code !== 'sample.missing') expect(finding?.place).toMatchObject({ line, column: '    samples: ['.length + 1 });
  return `${finding?.code}: ${finding?.message}`;
};

describe('a sample that shows nothing is one finding, and nothing follows from it', () => {
  test.each([
    [
      'broken JSON',
      '{ "data": [{ "id": 1 }',
      /^sample.unreadable: The sample `cases.json` can't be read as the answer: .* too early, at byte 22 \(line 1, column 23\)\.$/,
    ],
    ['another format', '<html><body>', /^sample.unreadable: .*web page where JSON is expected/],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]).toString('latin1'), /^sample.unreadable: /],
    ['nothing in it', '', /^sample.unreadable: .*The body is empty/],
    ['too large', `[${'1,'.repeat(2 ** 21)}1]`, /^sample.unreadable: The sample `cases.json` is larger than 4 MiB/],
    [
      'a path that leads nowhere',
      { nothing: 1 },
      /^sample.not-as-records: The sample `cases.json` is not what `records` expects: .*data/,
    ],
    ['no list', { data: 'x' }, /^sample.not-as-records: .*data is text, not a list/],
    ['no record', { data: [] }, /^sample.missing: No sample of the endpoint `cases` has a record/],
  ])('%s', async (_, content, says) => {
    expect(await only(UNKNOWN, { 'cases.json': content })).toMatch(says);
  });

  test('CSV and XML', async () => {
    const csv = UNKNOWN.replace('records: data', 'records: $\n    decode: [{ csv: { header: true } }]');
    expect(await only(csv, { 'cases.json': 'a,b\n"1,2\n' })).toMatch(/^sample.unreadable: .*within a quoted cell/);
    const xml = UNKNOWN.replace('records: data', 'records: list.item\n    decode: [xml]');
    expect(await only(xml, { 'cases.json': '<list><item></list>' })).toMatch(/^sample.unreadable: .*line 1/);
  });
});

test('the bare list of the records shows what they are, but not what is around them', async () => {
  const definition = demo({
    endpoint: 'paginate: { kind: cursor, token: !expr anything }',
    attributes: 'A: !expr country\nB: !expr countri',
  });
  expect(await found(definition, { 'cases.json': CASES.data })).toEqual(['sample.not-as-records cases', 'path.misspelt countri']);
});

describe('missing samples', () => {
  test('a folder that is not there is one finding, wherever its samples are named', async () => {
    const definition = demo({ endpoint: 'outcomes: [{ when: !expr meta.total = 0, do: no_records, because: none }]' });
    const findings = await findingsOf({ 'definitions/demo.yaml': definition, 'fixtures/other/cases.json': CASES });
    const line = definition.split('\n').findIndex((one) => one.includes('cases.json')) + 1;
    expect(findings).toMatchObject([
      {
        code: 'sample.missing',
        severity: 'warning',
        place: { line, column: 15 },
        message: expect.stringContaining('`fixtures/demo/`'),
      },
    ]);
  });

  const without = (definition: string): string => definition.replace(/ *samples: \[cases.json\]\n/, '');

  test('an endpoint that a feed reads', async () => {
    const definition = without(UNKNOWN);
    expect(await found(definition)).toEqual(['sample.missing cases']);
    expect(
      await found(
        `${definition}  # feedwright-ignore x: y\n`
          .replace('  cases:\n    request', '  # feedwright-ignore sample.missing: the vendor shows none\n  cases:\n    request')
          .replace('  # feedwright-ignore x: y\n', ''),
      ),
    ).toEqual([]);
  });

  test('not one that nothing reads, nor one of bytes', async () => {
    const more = '  other: { request: { path: /other }, records: $ }\nfeeds:';
    expect(await found(demo().replace('feeds:', more))).toEqual([]);
    const file = '  file: { request: { path: /file }, decode: [bytes] }\nfeeds:';
    const read = demo({ feed: 'supplemental: { text: { call: file } }' }).replace('feeds:', file);
    expect(await found(read)).toEqual([]);
  });

  test('an action of whose answer something is read', async () => {
    const action = (more: string): string =>
      `${HEAD}actions:\n  close: { title: Close, accepts: [], request: { method: POST, path: /c }${more} }\n`;
    expect(await found(action(''), {})).toEqual([]);
    expect(await found(action(', outcomes: [{ status: 404, do: fail }]'), {})).toEqual([]);
    expect(await found(action(', result: !expr id'), {})).toEqual(['sample.missing close']);
    expect(await found(action(', success_when: !expr ok = true'), {})).toEqual(['sample.missing close']);
  });
});

describe('bodies by status', () => {
  const outcomes = (message: string, more = ''): string =>
    demo({
      endpoint: `outcomes:\n  - { status: [401, 403], do: fail, message: !expr ${message} }\n${more}`.trimEnd(),
    }).replace('[cases.json]', '[cases.json, { status: 401, file: refused.json }]');
  const samples = { 'cases.json': CASES, 'refused.json': { error: { message: 'no' } } };

  test('are what the outcomes of that status are over', async () => {
    expect(await found(outcomes('error.message'), samples)).toEqual([]);
    expect(await found(outcomes('error.mesage'), samples)).toEqual(['path.misspelt mesage']);
    // The records of a success are no part of it.
    expect(await found(outcomes('eror.message'), samples)).toEqual(['path.misspelt eror']);
  });

  test('of another status show nothing of this one', async () => {
    const definition = outcomes('eror.message').replace('status: 401,', 'status: 500,');
    expect(await found(definition, samples)).toEqual([]);
  });

  test('the answer itself has the status 200', async () => {
    const outcome = (name: string): string =>
      demo({ endpoint: `outcomes: [{ status: 200, when: !expr meta.${name} = 0, do: no_records }]` });
    expect(await found(outcome('total'))).toEqual([]);
    expect(await found(outcome('totall'))).toEqual(['path.misspelt totall']);
  });

  test('a success with another body is for outcomes without a status', async () => {
    const definition = outcomes(
      'error.message',
      '  - { when: !expr $exists(faults), do: fail, message: !expr faults.txt }',
    ).replace('file: refused.json }', 'file: refused.json }, { status: 200, file: faults.json }');
    const more = { ...samples, 'faults.json': { faults: [{ text: 'down' }] } };
    expect(await found(definition, more)).toEqual(['path.misspelt txt']);
  });

  test('of a connection are for all that it reaches', async () => {
    const definition = demo().replace(
      'http: { base_url: https://api.example.com }',
      'http:\n    base_url: https://api.example.com\n    samples: [{ status: [401], file: refused.json }]\n    outcomes: [{ status: 401, do: fail, message: !expr error.mesage }]',
    );
    expect(await found(definition, samples)).toEqual(['path.misspelt mesage']);
    expect(await found(definition.replace('mesage', 'message'), samples)).toEqual([]);
  });

  test('one that is not there, or broken, is a finding', async () => {
    const { 'cases.json': cases } = samples;
    expect(await found(outcomes('x'), { 'cases.json': cases })).toEqual(['file.unknown-sample refused']);
    expect(await found(outcomes('x'), { 'cases.json': cases, 'refused.json': '{' })).toEqual(['sample.unreadable refused']);
  });
});

test('a connection with a file of its own has its samples by its folder', async () => {
  const files = (message: string) => ({
    'definitions/demo/connection.yaml': `http:\n  base_url: https://api.example.com\n  samples: [{ status: 401, file: refused.json }]\n  outcomes: [{ status: 401, do: fail, message: !expr ${message} }]\n`,
    'definitions/demo/pack.yaml': demo()
      .replace('name: demo', 'name: one')
      .replace(/connection:\n.*\n/, 'connection: ./connection.yaml\n'),
    'fixtures/one/cases.json': CASES,
    'fixtures/demo/refused.json': { detail: 'no' },
  });
  expect(await findingsOf(files('detail'))).toEqual([]);
  expect((await findingsOf(files('detial'))).map(({ code }) => code)).toEqual(['path.misspelt']);
});

describe('the answers of logins and of jobs', () => {
  const login = (auth: string): string =>
    demo().replace(
      '  http: { base_url: https://api.example.com }',
      `  user_fields: { key: { label: Key, type: secret, required: true }, by: { label: By, type: text, default: a } }\n  http:\n    base_url: https://api.example.com\n    auth:\n${auth.replaceAll(/^/gm, '      ')}`,
    );
  const session = (token: string): string =>
    `kind: session\nlogin: { method: POST, path: /login, json: { key: !expr $user.key } }\ntoken: !expr ${token}\nheaders: { Authorization: !tmpl "Bearer {{@token}}" }\nsamples: [login.json]`;
  const samples = { 'cases.json': CASES, 'login.json': { result: { accessToken: 't', expires: 60 } } };

  test('a token', async () => {
    expect(await found(login(session('result.accessToken')), samples)).toEqual([]);
    expect(await found(login(`${session('result.accesToken')}\nexpires_in: !expr result.expire`), samples)).toEqual([
      'path.misspelt accesToken',
      'path.not-in-samples expire',
    ]);
  });

  test('a login that is chosen', async () => {
    const chosen = `kind: choose\nby: !expr $user.by\ncases:\n  a:\n${session('result.acessToken').replaceAll(/^/gm, '    ')}`;
    expect(await found(login(chosen), samples)).toEqual(['path.misspelt acessToken']);
    expect(await found(login(chosen), { 'cases.json': CASES })).toEqual(['file.unknown-sample login']);
  });

  test('the steps of a job, and what its requests read of them', async () => {
    const job = (id: string, done: string, path: string): string =>
      demo({
        endpoint: `job:
  create: { method: POST, path: /jobs, json: { all: true } }
  samples: [created.json]
  id: !expr ${id}
  poll:
    request: { path: !tmpl "/jobs/{{@job.id}}" }
    samples: [polled.json]
    done: !expr ${done}`,
      }).replace('request: { path: /cases, query: { cursor?: !expr $page.token } }', `request: { path: !expr ${path} }`);
    const answers = {
      'cases.json': CASES,
      'created.json': { job: { id: 7 } },
      'polled.json': { state: 'done', url: '/files/7' },
    };
    expect(await found(job('job.id', "state = 'done'", '$job.answer.url'), answers)).toEqual([]);
    expect(await found(job('job.idd', "stat = 'done'", '$job.answer.urll'), answers)).toEqual([
      'path.misspelt urll',
      'path.misspelt idd',
      'path.misspelt stat',
    ]);
  });
});
