/** A source that says something else than its records: an error in words, other columns, a page. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';

const vendor = await ownVendor();

/** `endpoint`: how it decodes; `feed`: what else the feed says, its report among it. */
const definition = (endpoint: string, feed: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'feedwright-foreign-')), 'foreign.yaml');
  writeFileSync(
    file,
    `language: 1
name: foreign
title: Foreign
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 } }
endpoints:
  e: { request: { path: /list }, ${endpoint} }
feeds:
  f:
    title: F
    source: e
    user_fields: { all: { label: All, type: boolean } }
    window: { period: P1D }
${feed}
`,
  );
  return file;
};
const run = (file: string, body: string | Uint8Array, type = 'text/plain', options = {}) => {
  vendor.answer = () => ({ bytes: Buffer.from(body), headers: { 'content-type': type } });
  return runLive({ file, feed: 'f', vendor, folder: emptyFolder(), options });
};
const CSV = 'decode: [csv], records: $';
const PLAIN = '    report: { o: { type: indicator, subtype: FQDN, value: !expr v } }';

describe('a column that is read and is not there', () => {
  test('is a failure that names it and those that came', async () => {
    const { row, values } = await run(definition(CSV, PLAIN), 'id,indicator\n1,one.example\n');
    expect(values).toEqual([]);
    expect(row).toMatchObject({
      status: 'failed',
      error: {
        code: 'decode.no-column',
        message: expect.stringContaining(
          'The CSV has no column "v", which the mapping reads; its columns are "id", "indicator".',
        ),
        hint: expect.stringContaining('`v ?? null`'),
      },
    });
  });

  test('is told with the name that it may have got, and the line that reads it', async () => {
    const file = definition(CSV, '    report: { o: { type: indicator, subtype: FQDN, value: !expr domain_name } }');
    const { row } = await run(file, 'id,Domain-Name\n1,one.example\n');
    expect(row.error).toMatchObject({
      hint: expect.stringContaining('Did you mean `Domain-Name`?'),
      place: expect.stringMatching(/foreign\.yaml:16:65$/),
    });
  });

  const report = (more: string): string => `    report: { o: { type: indicator, subtype: FQDN, value: !expr v${more} } }`;
  test.each([
    ['the key', `${CSV}, key: !expr w`, PLAIN],
    ['the version', `${CSV}, key: !expr v, version: !expr w`, PLAIN],
    ['a filter', CSV, `    filters: [{ keep: !expr $num(w) >= 5, because: low }]\n${PLAIN}`],
    ['a filter that sets', CSV, `    filters: [{ set: { x: !expr w } }]\n${PLAIN}`],
    ['a let', CSV, `    let: { x: !expr $lowercase(w) }\n${PLAIN}`],
    ['the state', CSV, `    state: { kind: largest, of: !expr w }\n${PLAIN}`],
    ['a withdrawal', CSV, report(", withdraw: !expr w = '1'")],
    ['a condition', CSV, report(", when: !expr w = '1'")],
    ['a time', CSV, report(', published_at: !expr w')],
    ['what a table is asked for', CSV, `${report(', title: !expr "$table(\'t\', w)"')}\ntables: { t: { 1: a } }`],
    ['the name of a relation', CSV, report(', related: [{ to: o, as: !expr w }]')],
    [
      'the name of a relation by ref',
      CSV,
      `    report:\n      o: { type: note, value: !expr v }\n      l: { relate: { from: !expr v, to: !expr v, as: !expr w } }`,
    ],
    [
      'the elements of a relation',
      CSV,
      `    report:\n      o: { type: note, value: !expr v }\n      l: { each: !expr w, relate: { from: !expr a, to: !expr b } }`,
    ],
    ['an identity', CSV, report(', identity: [!expr w]')],
    ['a title', CSV, report(', title: !tmpl "{{w}}!"')],
    [
      'an element of a list',
      CSV,
      '    report: { o: { each: !expr "$values(w)", type: indicator, subtype: FQDN, value: !expr $ } }',
    ],
    ['one of two that stand in for each other', CSV, report(', title: !expr w ?? x')],
    ['columns of the definition', 'decode: [{ csv: { columns: [id, v] } }], records: $', report(', title: !expr w')],
    ['a list of lines', 'decode: [{ lines: { name: v } }], records: $', report(', title: !expr w')],
  ])('is one in %s', async (_name, endpoint, feed) => {
    const { row } = await run(definition(endpoint, feed), 'id,v\n1,one.example\n');
    expect(row).toMatchObject({ status: 'failed', error: { code: 'decode.no-column', message: expect.stringContaining('"w"') } });
  });

  test('is one in the time of the window', async () => {
    const file = definition(CSV, PLAIN);
    const timed = `${file}.yaml`;
    const { readFileSync } = await import('node:fs');
    writeFileSync(timed, readFileSync(file, 'utf8').replace('{ period: P1D }', '{ period: P1D, time: !expr w }'));
    expect((await run(timed, 'id,v\n1,one.example\n')).row).toMatchObject({ error: { code: 'decode.no-column' } });
  });

  test.each([
    ['has something in its place', ', title: !expr w ?? v'],
    ['has nothing in its place, as is said', ', title: !expr w ?? null'],
    ['is asked about', ', title: !expr "$exists(w) ? w : v"'],
    ['is asked about in the condition', ', when: !expr "$not($exists(w))", title: !expr w'],
    ['is one of several', ', title: !expr "$first(w, v)"'],
    ['belongs to an attribute that is not chosen', ', attributes: { select: !expr "[\'B\']", A: !expr w, B: !expr v }'],
    ['belongs to an option that is off', ', attributes: { A: { when: !expr $user.all, value: !expr w } }'],
    ['stands behind an option that decides', ', withdraw: !expr "$user.all and w = 1"'],
    ['has something in its place in a table', ", title: !expr \"$table('t', w, 'none')\""],
    ['is the other of a choice', ', title: !expr "$user.all ? w : v"'],
  ])('may be missing where it %s', async (_name, more) => {
    const { row, values } = await run(
      definition(CSV, `${report(more)}\ntables: { t: { 1: a } }`),
      'id,v\n1,one.example\n',
      'text/csv',
      { all: false },
    );
    expect(row).toMatchObject({ status: 'succeeded' });
    expect(values).toEqual(['one.example']);
  });

  test('is a note where only an attribute reads it', async () => {
    const { row, values } = await run(
      definition(CSV, report(', attributes: { A: !expr w, B: !expr "v & w" }')),
      'id,v\n1,one.example\n',
    );
    expect(values).toEqual(['one.example']);
    expect(row).toMatchObject({ status: 'succeeded', notes: { 'e: no column "w", which an attribute reads': 1 } });
  });

  test('is none where it is parted into members, of which filters and reports read', async () => {
    const nested = definition(
      'decode: [{ csv: { nest: . } }], records: $',
      '    filters: [{ keep: !expr source.kind = "c2", because: other }]\n    report: { o: { type: indicator, subtype: FQDN, value: !expr source.host } }',
    );
    const { row, values } = await run(nested, 'id,source.host,source.kind\n1,one.example,c2\n2,two.example,x\n');
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 2, mapped: 1, dropped: { other: 1 } } });
    expect(values).toEqual(['one.example']);
    expect((await run(nested, 'id,host\n1,one.example\n')).row.error).toMatchObject({
      code: 'decode.no-column',
      message: expect.stringContaining('no column "source"'),
    });
  });

  test('is none where a filter has set it, or made other records', async () => {
    const set = definition(CSV, `    filters: [{ set: { w: !expr v } }]\n${report(', title: !expr w')}`);
    const expanded = definition(CSV, `    filters: [{ expand: !expr "{'v': v, 'w': 1}" }]\n${report(', title: !expr w')}`);
    for (const file of [set, expanded]) expect((await run(file, 'id,v\n1,one.example\n')).values).toEqual(['one.example']);
  });

  test('is none in an empty file that may be empty', async () => {
    const file = definition('decode: [csv], records: { at: $, or: empty }', PLAIN);
    expect((await run(file, '')).row).toMatchObject({ status: 'succeeded' });
    expect((await run(file, 'id,v\n')).row).toMatchObject({ status: 'succeeded' });
  });
});

test('a column that a JSON response names is one as well', async () => {
  const rows = definition('records: { at: rows, columns: names }', PLAIN);
  const { row } = await run(rows, '{"names": ["id", "indicator"], "rows": [[1, "one.example"]]}');
  expect(row.error).toMatchObject({
    code: 'decode.no-column',
    message: expect.stringContaining(
      'The response has no column "v", which the mapping reads; its columns are "id", "indicator".',
    ),
  });
});

describe('an error that is answered with 200', () => {
  const SENTENCE = 'Rate limit exceeded. Try again later.\n';
  const ERROR = '{"error": {"code": 429, "message": "Rate limit exceeded."}}';
  const PAGE = '<!-- cache 1 -->\n<html><body><h1>Error</h1></body></html>';

  test.each([
    ['csv', CSV],
    ['tsv', 'decode: [tsv], records: $'],
    ['ndjson', 'decode: [ndjson], records: $'],
    ['auto', 'decode: [auto], records: $'],
    ['json', 'records: $'],
    ['json below a path', 'records: data'],
    ['xml', 'decode: [xml], records: list.item'],
  ])('fails a feed of %s', async (_name, endpoint) => {
    const file = definition(endpoint, PLAIN);
    for (const body of [SENTENCE, ERROR, PAGE, `${ERROR}\n`, '<error>Rate limit exceeded.</error>', '[]x', '"error"'])
      expect((await run(file, body)).row, body).toMatchObject({
        status: 'failed',
        error: { code: expect.stringContaining('decode.') },
      });
  });

  test('is told in its own words where its members are none of those that are read', async () => {
    const { row } = await run(definition('records: $', PLAIN), ERROR, 'application/json');
    expect(row.error).toMatchObject({
      code: 'decode.no-member',
      message: expect.stringMatching(/mapping reads \("v"\): it has "error" \(it says: Rate limit exceeded\.\)\.$/),
    });
  });

  test('is seen among JSON records only where none of them has what is read', async () => {
    const file = definition('records: $', PLAIN);
    expect((await run(file, '[{"v": "one.example"}, {"error": "x"}]')).row).toMatchObject({
      status: 'succeeded',
      records: { mapped: 1, skipped: 1 },
    });
    expect((await run(file, '[{"w": "one.example"}, {"w": "two.example"}]')).row).toMatchObject({
      status: 'failed',
      error: { code: 'decode.no-member' },
    });
    expect((await run(file, '[]')).row).toMatchObject({ status: 'succeeded' });
  });
});

describe('a list of bare lines', () => {
  const lines = (subtype: string): string =>
    definition('decode: [lines], records: $', `    report: { o: { type: indicator, subtype: ${subtype}, value: !expr line } }`);
  const GOOD: readonly (readonly [string, string])[] = [
    ['FQDN', 'one.example\n*.two.example\nxn--bcher-kva.example\nb\u00fccher.example\n'],
    ['URL', 'http://one.example/a b\ntwo.example/x?y=z\nhxxp://three[.]example/\n'],
    ['IP Address', '192.0.2.1\n192.0.2.1:80\n192.0.2.0/24\n192.0.2.1-192.0.2.9\n'],
    ['IPv6 Address', '2001:db8::1\n::\n'],
    ['MD5', 'd41d8cd98f00b204e9800998ecf8427e\n'],
    ['Email Address', 'a@one.example\n'],
    ['String', 'Rate limit exceeded.\n'],
    ['!expr $indicator_type(line)', 'one.example\n192.0.2.1\n'],
  ];
  const BAD = [
    'Rate limit exceeded. Try again later.\n',
    '{"error": "one.example"}\n',
    '{\n  "error": "Rate limit exceeded."\n}\n',
    'Unauthorized\n',
    '<b>Error</b>\n',
    '\u0004\u0000\u0000\n',
    'null',
  ];

  test.each(GOOD)('of %s is taken', async (subtype, body) => {
    const { row, values } = await run(lines(subtype), body);
    expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 0 } });
    expect(values).toHaveLength(body.trim().split('\n').length);
  });

  test.each(GOOD.filter(([subtype]) => subtype !== 'String').map(([subtype]) => subtype))(
    'of %s is no error in words',
    async (subtype) => {
      for (const body of BAD) expect((await run(lines(subtype), body)).row, body).toMatchObject({ status: 'failed' });
    },
  );

  test('says which line is none, and what it says', async () => {
    const { row } = await run(lines('FQDN'), 'Rate limit exceeded. Try again later.\n');
    expect(row.error?.message).toBe(
      '1 of 1 records could not be mapped; the first: Line 1 is no FQDN: "Rate limit exceeded. Try again later.".',
    );
  });

  test('with an error at its end sets that line aside', async () => {
    const good = Array.from({ length: 50 }, (_, n) => `${n}.example`);
    const { row, values } = await run(lines('FQDN'), [...good, 'ERROR: the database has gone away', ''].join('\n'));
    expect(values).toHaveLength(50);
    expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 1, mapped: 50 } });
  });

  test('read by a pattern that no line matches is a failure, skipped lines or not', async () => {
    const skipping = (records: string): string =>
      definition(`decode: [{ lines: { pattern: '^(?<v>\\S+)$', mismatch: skip } }], records: ${records}`, PLAIN);
    expect((await run(skipping('$'), 'Rate limit exceeded.\n')).row.error).toMatchObject({
      code: 'decode.line-mismatch',
      message: expect.stringContaining('No line matches the pattern. Line 1 does not match the pattern: "Rate limit exceeded.".'),
    });
    expect((await run(skipping('{ at: $, or: empty }'), 'Rate limit exceeded.\n')).row).toMatchObject({ status: 'succeeded' });
    expect((await run(skipping('$'), 'the list of today\none.example\n')).row).toMatchObject({
      status: 'succeeded',
      notes: { 'e: lines that the pattern does not match': 1 },
    });
  });
});
