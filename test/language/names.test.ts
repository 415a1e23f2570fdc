import { describe, expect, test } from 'vitest';
import { demo, feed, shortly } from './load-text.ts';

const only = (codes: readonly string[]): string => {
  expect(codes).toHaveLength(1);
  return codes[0] ?? '';
};

describe('a feed names only what there is', () => {
  test.each([
    ['    key: !expr $usr.wanted\n', 'expression.unknown-variable 1:16'],
    ['    key: !expr $user.wnted\n', 'expression.unknown-option 1:16'],
    ['    key: !expr $wanted\n', 'expression.unknown-variable 1:16'],
    ['    key: !expr $window.from\n', 'expression.unknown-member 1:16'],
    ['    key: !expr $args.id\n', 'expression.unknown-variable 1:16'],
    ['    key: !expr $record.id\n', 'expression.unknown-variable 1:16'],
    ['    key: !expr $trimm(a)\n', 'expression.unknown-function 1:16'],
    ['    key: !expr |-\n      a &\n        $evil(b)\n', 'expression.unknown-function 3:9'],
    ['    key: !expr "$eval(a)"\n', 'expression.eval-banned 1:17'],
    ['    key: !expr "$map(a, $eval)"\n', 'expression.eval-banned 1:25'],
    ['    key: !expr "$header(\'X\')"\n', 'expression.no-response 1:17'],
    ['    key: !expr "$link(\'next\')"\n', 'expression.no-response 1:17'],
    ['    key: !expr (a\n', 'expression.syntax 1:18'],
    ['    key: !expr "\\u0061 + (b"\n', 'expression.syntax 1:28'],
    ['    filters: [{ keep: !expr $later, because: x }]\n    let: { later: !expr a }\n', 'expression.bound-later 1:29'],
    ['    let: { one: !expr $two, two: !expr a }\n', 'expression.bound-later 1:23'],
    ['    let: { one: !expr $one }\n', 'expression.bound-later 1:23'],
    ['    let: { trim: !expr a }\n', 'name.function 1:12'],
    ['    let: { lower: !expr a }\n', 'name.function 1:12'],
    ['    let: { window: !expr a }\n', 'name.reserved 1:12'],
    ['    let: { a-b: !expr a }\n', 'definition.bad-name 1:12'],
    ['    supplemental: { one: { call: item, with: { id: !expr a } } }\n    let: { one: !expr a }\n', 'name.duplicate 2:12'],
    ['    supplemental: { count: { call: item, with: { id: !expr a } } }\n', 'name.function 1:21'],
    ['    supplemental: { one: { call: itm } }\n', 'endpoint.unknown 1:34'],
    ['    supplemental: { one: { call: item } }\n', 'endpoint.missing-argument 1:28'],
    ['    supplemental: { one: { call: item, with: { id?: !expr a, ix: 1 } } }\n', 'endpoint.unknown-argument 1:62'],
    ['    supplemental: { one: { call: items, when: !expr $slice.since } }\n', 'expression.unknown-variable 1:53'],
    ['    fulfillment: { f: { of: b, call: items } }\n', 'report.unknown-entry 1:29'],
    ['    partition: !expr $run.id\n', 'expression.unknown-variable 1:22'],
    ['    snapshot: !expr $state\n', 'expression.unknown-variable 1:21'],
    ['    window: { period: P1D, step: P30D, align: P7D }\n', 'window.contradiction 1:34'],
    ['    window: { period: P30D, oldest: P7D }\n', 'window.contradiction 1:23'],
    ['    window: { period: P1D, whole: true }\n', 'window.contradiction 1:35'],
    ['    window: { period: PT0S }\n', 'window.contradiction 1:23'],
    ['    filters: [{ keep: !expr a }]\n', 'filter.no-reason 1:15'],
    ['    filters: [{ because: a }]\n', 'filter.kind 1:15'],
    ['    filters: [{ keep: !expr a, drop: !expr b, because: c }]\n', 'filter.kind 1:15'],
    ['    user_fields: { s: { label: S, type: secret, default: x } }\n', 'user-field.secret-default 1:49'],
    ['    user_fields: { s: { label: S } }\n', 'user-field.incomplete 1:20'],
    ['    user_fields: { s: { label: S, type: select, choices: [a, b], default: c } }\n', 'user-field.wrong-default 1:75'],
    ['    user_fields: { s: { label: S, type: number, maximum: 5, default: 6 } }\n', 'user-field.wrong-default 1:70'],
    ['    user_fields: { s: { label: S, type: number, minimum: 2, maximum: 1 } }\n', 'user-field.no-number 1:20'],
    ['    user_fields: { s: { label: S, type: number, integer: true, default: 1.5 } }\n', 'user-field.wrong-default 1:73'],
    ['    user_fields: { s: { label: S, type: date, default: tomorrow } }\n', 'user-field.wrong-default 1:56'],
    ['    user_fields: { s: { label: S, type: boolean, default: "yes" } }\n', 'user-field.wrong-default 1:59'],
    ['    user_fields: { s: { label: S, type: multiselect, choices: [a], default: [a, b] } }\n', 'user-field.wrong-default 1:77'],
    ['    user_fields: { s: { label: S, type: select } }\n', 'user-field.no-choices 1:20'],
    ['    user_fields: { s: { label: S, type: text, choices: [a] } }\n', 'user-field.wrong-word 1:47'],
  ])('%j', (body, found) => {
    expect(only(feed(body))).toBe(found);
  });

  test.each([
    ['    report: { a: { type: indicatr, value: !expr a } }\n', 'object-type.unknown 0:26'],
    ['    report: { a: { type: { of: !expr x, table: { a: note, b: nope } }, value: !expr a } }\n', 'object-type.unknown 0:62'],
    ['    report: { a: { type: note, value: !expr a, related: [b] } }\n', 'report.unknown-entry 0:58'],
    ['    report: { a: { type: note, value: !expr a, related: [{ to: b }] } }\n', 'report.unknown-entry 0:64'],
    ['    report: { a: { type: note, value: { of: !expr a, table: nope } } }\n', 'table.unknown 0:61'],
    ['    report: { a: { type: note } }\n', 'report.incomplete 0:15'],
    ['    report: { a: { value: !expr a } }\n', 'report.incomplete 0:15'],
    ['    report: { a: { type: note, value: !expr a, identity: [] } }\n', 'definition.wrong-count 0:58'],
    ['    report: { a: { type: note, value: !expr a, attributes: { URL: !expr u, Url: !expr v } } }\n', 'attribute.twice 0:76'],
    ['    report: { a: { type: note, value: !expr a, attributes: { URL: { rule: update } } } }\n', 'attribute.no-value 0:62'],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { from: { entries: scores, each: !expr s } } } }\n',
      'attribute.from 0:87',
    ],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { from: { entries: scores, name: !expr s } } } }\n',
      'attribute.from 0:87',
    ],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { from: [{ entries: scores }, { each: !expr s, name: !expr a }] } } }\n',
      'attribute.from 0:90',
    ],
    ['    report: { a: { type: note, value: !expr a, attributes: { from: { only: [a] } } } }\n', 'attribute.from 0:68'],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { from: { entries: $user.scores } } } }\n',
      'attribute.from 0:79',
    ],
    ['    report: { a: { type: note, value: !expr a, attributes: { from: { entries: a b } } } }\n', 'attribute.from 0:79'],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { from: { entries: !expr $user.scores } } } }\n',
      'expression.unknown-option 0:85',
    ],
    [
      '    report: { a: { type: note, value: !expr a, attributes: { select: !expr $record.x, A: !expr a } } }\n',
      'expression.unknown-variable 0:76',
    ],
    ['    report: { a: { type: note, value: !tmpl "{{trm a}}" } }\n', 'expression.unknown-function 0:48'],
    ['    report: { a: { type: note, value: !tmpl "{{@usr.x}}" } }\n', 'expression.unknown-variable 0:48'],
    ['    report: { a: { type: note, value: !tmpl "x {{a" } }\n', 'template.syntax 0:48'],
    ['    report: { a: { type: note, value: !expr a, tlp: blue } }\n', 'report.unknown-tlp 0:53'],
    ['    report: { a: { type: indicator, subtype: IP Adress, value: !expr a } }\n', 'report.unknown-subtype 0:46'],
    ['    report: { a: { type: indicator, status: active, value: !expr a } }\n', 'report.unknown-status 0:45'],
    ['    report: { a: { relate: { from: !expr a, to: !expr b }, type: note } }\n', 'report.relate-alone 0:60'],
    [
      '    report: { a: { each: !expr x, relate: { from: !expr a, to: !expr b }, value: !expr a } }\n',
      'report.relate-alone 0:75',
    ],
    ['    report: { a: { each: !expr x, relate: { from: !expr $recrd.a, to: !expr b } } }\n', 'expression.unknown-variable 0:57'],
    [
      '    report: { a: { type: note, value: !expr a, related: [{ to: a, as: !expr $recrd.a }] } }\n',
      'expression.unknown-variable 0:77',
    ],
  ])('%j', (report, found) => {
    expect(only(feed('', report))).toBe(found);
  });

  test('calls that wait for one another are a cycle', () => {
    const body =
      '    supplemental:\n      one: { call: item, with: { id: !expr $two.id } }\n      two: { call: item, with: { id: !expr $one.id } }\n';
    expect(feed(body)).toEqual(['supplemental.cycle 2:7']);
  });
});

describe('an endpoint', () => {
  const endpoint = (body: string): readonly string[] => shortly(demo(`endpoints:\n  e: ${body}\n`));

  test.each([
    ['{ request: { path: / } }', 'endpoint.no-records 6:3'],
    ['{ request: { path: / }, records: a, record: b }', 'endpoint.records-twice 6:42'],
    ['{ request: { path: / }, records: "a[0].b" }', 'endpoint.path 6:39'],
    ['{ request: { path: / }, records: a..b }', 'endpoint.path 6:39'],
    ['{ request: { path: / }, records: a, decode: [bytes] }', 'endpoint.bytes-records 6:30'],
    ['{ request: { path: / }, records: a, decode: [json, gzip] }', 'decode.order 6:51'],
    ['{ request: { path: /, json: {} }, records: a }', 'request.no-method 6:28'],
    ['{ request: { path: /, method: POST, json: {}, form: {} }, records: a }', 'request.several-bodies 6:52'],
    ['{ request: { path: /, content_type: a }, records: a }', 'request.content-type 6:28'],
    [
      '{ request: { path: /, query: { a: !expr $args.id } }, args: { ix: string }, records: a }',
      'expression.unknown-argument 6:46',
    ],
    ['{ request: { path: /, query: { a: !expr $response.status } }, records: a }', 'expression.unknown-variable 6:46'],
    ['{ request: { path: / }, records: a, outcomes: [{ do: retry }] }', 'outcome.no-condition 6:53'],
    ['{ request: { path: / }, records: { at: !expr a, item: b } }', 'endpoint.selector 6:54'],
  ])('%s', (body, found) => {
    expect(endpoint(body)).toEqual([found]);
  });

  test('may use an option only where every feed that calls it has it', () => {
    const { diagnostics } = demo(`endpoints:
  e: { request: { path: !tmpl "/{{@user.set}}" }, records: $ }
feeds:
  one: { title: One, source: e, user_fields: { set: { label: Set, type: text } }, report: { a: { type: note, value: !expr a } } }
  two: { title: Two, source: e, report: { a: { type: note, value: !expr a } } }
`);
    expect(diagnostics).toMatchObject([
      { code: 'expression.unknown-option', message: expect.stringContaining('`two`') as string },
    ]);
  });
});

describe('what is most often a slip', () => {
  const warnings = (body: string): readonly string[] =>
    demo(`endpoints:\n  e: ${body}\n`).diagnostics.map(
      ({ code, severity, place }) => `${severity} ${code} ${place.line}:${place.column}`,
    );

  test.each([
    ['{ request: { path: "/{{@user.a}}" }, records: a }', 'warning value.no-tag 6:25'],
    ['{ request: { path: /, query: { q: $window.since } }, records: a }', 'warning value.no-tag 6:40'],
    ['{ request: { path: /, query: { q: "$epoch(x)" } }, records: a }', 'warning value.no-tag 6:40'],
    ['{ request: { path: / }, records: a, paginate: { kind: cursor, token: !expr a } }', 'warning paginate.not-sent 6:52'],
  ])('%s', (body, found) => {
    expect(warnings(body)).toEqual([found]);
  });

  test.each([
    '{ request: { path: /, query: { q: $5, r: "{a}", s: $filter, t: $user_name } }, records: a }',
    '{ request: { path: /, query: { q?: !expr $page.token } }, records: a, paginate: { kind: cursor, token: !expr a } }',
    '{ request: { path: /, headers: { q?: !tmpl "{{@page.token}}" } }, records: a, paginate: { kind: cursor, token: !expr a } }',
  ])('no slip: %s', (body) => {
    expect(warnings(body)).toEqual([]);
  });
});

describe('a connection', () => {
  test.each([
    ['base_url: !expr $run.id', 'expression.unknown-variable 7:27'],
    ['base_url: a.example, auth: { kind: bearer, token: !expr $user.tokn }', 'expression.unknown-option 7:67'],
    ['base_url: a.example, hosts: [a.example, "*.example"]', 'connection.host 7:51'],
    ['base_url: a.example, hosts: ["b*.files.example", "*.files.example"]', 'connection.host 7:40'],
    [
      'base_url: a.example, auth: { kind: session, login: { path: / }, token: !expr $token, headers: { A: !tmpl "{{@page}}" } }',
      'expression.unknown-variable 7:119',
    ],
  ])('%s', (body, found) => {
    expect(shortly(demo(`connection:\n  user_fields: { token: { label: Token, type: secret } }\n  http: { ${body} }\n`))).toEqual(
      [found.replace(/:(\d+)$/, (_, column) => `:${Number(column)}`)],
    );
  });
});

describe('an action', () => {
  const action = (body: string): readonly string[] =>
    shortly(demo(`actions:\n  a: { title: A, accepts: [event], request: { path: / }, ${body} }\n`));

  test.each([
    ['result: !expr $options.a', 'expression.unknown-option 6:72'],
    ['result: !expr $run.id', 'expression.unknown-variable 6:72'],
    ['require: [{ that: !expr $response.status, message: m }]', 'expression.unknown-variable 6:82'],
    ['let: { object: 1 }', 'name.reserved 6:65'],
  ])('%s', (body, found) => {
    expect(action(body)).toEqual([found]);
  });

  test.each([
    ['result: !expr $object.value', 'expression.unknown-variable 7:84'],
    ['let: { a: !expr $case }, result: !expr $a', 'expression.unknown-variable 7:86'],
    ['require: [{ that: !expr $exists($other), message: m }]', 'expression.unknown-variable 7:102'],
  ])('that accepts nothing has no object, nor what the pack makes of one: %s', (body, found) => {
    const { diagnostics } = demo(`let: { case: !expr $object.value, other: !tmpl "{{@case}}", mine: 1 }
actions:
  a: { title: A, accepts: [], request: { path: !tmpl "/{{@mine}}" }, ${body} }
  b: { title: B, accepts: [event], request: { path: !tmpl "/{{@other}}" } }
`);
    expect(diagnostics.map(({ code, place: { line, column } }) => `${code} ${line}:${column}`)).toEqual([found]);
    expect(diagnostics[0]?.hint).toContain('This action has no object: name under `accepts` the object types');
  });

  test('accepts only object types that there are', () => {
    expect(shortly(demo('actions:\n  a: { title: A, accepts: [event, incidnt], request: { path: / } }\n'))).toEqual([
      'object-type.unknown 6:35',
    ]);
  });
});

test('custom object types are declared once, and not over a built-in one', () => {
  expect(shortly(demo('custom_objects: [{ code: event, name: E }, { code: a, name: A }, { code: a, name: A }]\n'))).toEqual([
    'object-type.duplicate 5:20',
    'object-type.duplicate 5:68',
  ]);
});

test('every finding has a hint, and a near name is offered', () => {
  const { diagnostics } = demo(
    'user_fields: { token: { label: T, type: text } }\nconnection: { http: { base_url: !expr $user.tokne } }\n',
  );
  expect(diagnostics).toMatchObject([{ hint: 'Did you mean `$user.token`?' }]);
});

test('all mistakes are found in one pass, in the order of the file', () => {
  const found = shortly(
    demo(`titel: x
connection: { http: { base_url: !expr $user.x, concurrency: many } }
endpoints:
  a: { request: { path: / } }
  b: { request: { pth: / }, records: $, key: !expr $nope( }
feeds:
  f: { title: F, source: c, report: { r: { type: what, value: !expr $no } } }
  g: { source: a, report: {}, let: { x: !expr $unheard(1) } }
`),
  );
  expect(found).toEqual([
    'definition.unknown-key 5:1',
    'expression.unknown-option 6:39',
    'definition.wrong-type 6:61',
    'endpoint.no-records 8:3',
    'definition.unknown-key 9:19',
    'expression.syntax 9:58',
    'endpoint.unknown 11:26',
    'object-type.unknown 11:50',
    'expression.unknown-variable 11:69',
    'definition.missing-key 12:3',
    'definition.wrong-count 12:27',
    'expression.unknown-function 12:47',
  ]);
});
