/** Paths of the vendor's data that no sample has, wherever an expression stands: what `validate` says, and where. */
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { CASES, demo, findingsOf, folderOf, found, HEAD } from './pack.ts';

const attribute = (source: string): string => demo({ attributes: `A: !expr |-\n  ${source}` });
const misspelt = (name: string): readonly string[] => [`path.misspelt ${name}`];

test('what the samples have is no finding', async () => {
  expect(
    await found(demo({ attributes: 'Country: !expr country\nHost: !expr hosts.name\nPort: !expr hosts.ports.number' })),
  ).toEqual([]);
});

test('a misspelt path has its place, the samples, the name that was meant, and what to do if it was not', async () => {
  const definition = demo({ attributes: 'Country: !expr owner.nam' });
  const [finding, ...more] = await findingsOf({ 'definitions/demo.yaml': definition, 'fixtures/demo/cases.json': CASES });
  const line = definition.split('\n').findIndex((one) => one.includes('owner.nam')) + 1;
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    code: 'path.misspelt',
    severity: 'warning',
    message: 'No sample has `nam` here: cases.json.',
    place: { line, column: '          Country: !expr owner.'.length + 1 },
  });
  expect(finding?.hint).toBe(
    'Did you mean `name`? If not, say that the vendor sends it: `optional: [owner.nam]` of the endpoint `cases`, or add it to a sample.',
  );
});

test('a name that is like no other is not in the samples', async () => {
  const [finding] = await findingsOf({
    'definitions/demo.yaml': demo({ attributes: 'Severity: !expr severity' }),
    'fixtures/demo/cases.json': CASES,
  });
  expect(finding).toMatchObject({ code: 'path.not-in-samples', severity: 'warning' });
  expect(finding?.hint).toMatch(/^Say that the vendor sends it: `optional: \[severity\]` of the endpoint `cases`/);
});

describe('wherever it stands', () => {
  test.each([
    ['an attribute', attribute('countr'), 'countr'],
    ['of another case', attribute('Country'), 'Country'],
    ['the value', demo({ value: 'titel' }), 'titel'],
    ['a key', demo({ endpoint: 'key: !expr idd' }), 'idd'],
    ['a version', demo({ endpoint: 'version: !expr updated_a' }), 'updated_a'],
    ["the feed's own key", demo({ feed: 'key: [!expr id, !expr titl]' }), 'titl'],
    ['a filter', demo({ feed: "filters: [{ keep: !expr stat = 'active', because: closed }]" }), 'stat'],
    ['a filter that sets', demo({ feed: 'filters: [{ set: { land: !expr countri } }]' }), 'countri'],
    ['what a filter expands', demo({ feed: 'filters: [{ expand: !expr hots }]', value: 'name' }), 'hots'],
    ['a path behind that', demo({ feed: 'filters: [{ expand: !expr hosts }]', value: 'nname' }), 'nname'],
    ['the time of the window', demo({ feed: 'window: { time: !expr updated_att, period: P1D }' }), 'updated_att'],
    [
      'the state',
      demo({ feed: 'state: { kind: largest, of: !expr updated_ad }' }).replace('cursor?:', 'since?: !expr $state, cursor?:'),
      'updated_ad',
    ],
    ['a let', demo({ feed: 'let: { land: !expr contry }', value: '$land' }), 'contry'],
    ['a path of a let', demo({ feed: 'let: { chief: !expr owner }', value: '$chief.nname' }), 'nname'],
    [
      'the token of the next page',
      demo({ endpoint: 'paginate: { kind: cursor, token: !expr meta.next_curser }' }),
      'next_curser',
    ],
    [
      'where paging ends',
      demo({ endpoint: 'paginate: { kind: cursor, token: !expr meta.next_cursor, stop_when: !expr mta.total = 0 }' }),
      'mta',
    ],
    ['what says success', demo({ endpoint: 'success_when: !expr $exists(dat)' }), 'dat'],
    ['a slip in an outcome', demo({ endpoint: 'outcomes: [{ when: !expr meta.totl = 0, do: no_records }]' }), 'totl'],
    [
      'an outcome about an error',
      demo({ endpoint: 'outcomes: [{ when: !expr $exists(error), do: fail, message: !expr error.text }]' }),
      undefined,
    ],
    ['a body that the page keeps', attribute('$page.body.meta.totall'), 'totall'],
    ['`$record`', attribute('$record.countryy'), 'countryy'],
  ])('%s', async (_, definition, name) => {
    expect(await found(definition)).toEqual(name === undefined ? [] : misspelt(name));
  });

  test('an entry, its elements and those around them', async () => {
    const definition = `${demo()}      port:
        each: [!expr hosts, !expr ports]
        when: !expr stae = 'active'
        type: indicator
        subtype: !expr servic
        value: !expr numbr
        withdraw: !expr statuss != 'active'
        attributes:
          Host: !expr $parent.nam
          from: { each: !expr $record.hosts, name: !expr name, value: !expr prots.number }
        related: [{ to: case, as: !expr servce }]
`;
    expect(await found(definition)).toEqual([
      'path.misspelt stae',
      'path.misspelt servic',
      'path.misspelt numbr',
      'path.not-in-samples statuss',
      'path.misspelt nam',
      'path.misspelt prots',
      'path.misspelt servce',
    ]);
  });

  test('what withdraws an object', async () => {
    const definition = `${demo()}        withdraw: !expr statee != 'active'\n`;
    expect(await found(definition)).toEqual(misspelt('statee'));
  });
});

describe('within an expression', () => {
  test.each([
    ['a predicate', "hosts[nme = 'a.example'].ports", 'nme'],
    ['a predicate on a later step', 'hosts.ports[servce = "http"].number', 'servce'],
    ['a block', '($h := hosts; $h.nam)', 'nam'],
    ['a lambda', '$map(hosts, function($h) { $h.nam })', 'nam'],
    ['a lambda by its name', '($f := function($h) { $h.nam }; $map(hosts, $f))', 'nam'],
    ['a lambda that is called', 'function($c) { $c.owner.nme }($$)', 'nme'],
    ['what a lambda gives', '$map(hosts, function($h) { $h.ports }).servic', 'servic'],
    ['what a filter leaves', "$filter(hosts, function($h) { $h.name = 'a' }).prots", 'prots'],
    ['what is reduced', '$reduce(hosts, function($all, $h) { $all & $h.nam })', 'nam'],
    ['a condition', "stat = 'x' ? country : title", 'stat'],
    ['a branch', "state = 'x' ? contry : title", 'contry'],
    ['a fallback', 'contry ?? title', 'contry'],
    ['a default', 'title ?: contry', 'contry'],
    ['`$first`', '$first(contry, title)', 'contry'],
    ['`$exists`', '$exists(contry)', 'contry'],
    ['`$append`', '$append(hosts, hosts.prots)', 'prots'],
    ['a constructed object', "hosts.{ 'name': nam }", 'nam'],
    ['a path into one', "{ 'land': country }.lan", 'lan'],
    ['a constructed list', '[hosts, owner].nam', 'nam'],
    ['a chain', 'hosts ~> $map(function($h) { $h.nam })', 'nam'],
    ['a sort', 'hosts^(nam).name', 'nam'],
    ['a group', 'hosts{nam: $count(ports)}', 'nam'],
    ['a bound step', 'hosts@$h.$h.nam', 'nam'],
    ['a parent', 'hosts.ports.%.nam', 'nam'],
    ['a transform', "hosts ~> |ports|{ 'x': servce }|", 'servce'],
    ['merged objects', '$merge([owner, { "x": 1 }]).nam', 'nam'],
    ['a wildcard', 'hosts.*.servic', 'servic'],
  ])('%s', async (_, source, name) => {
    expect(await found(attribute(source))).toEqual(misspelt(name));
  });

  test('places that quotes shift', async () => {
    expect(await found(attribute('owner.`e-mal`'))).toEqual(misspelt('`e-mal'));
    expect(await found(attribute('$first(  owner."e-mal" ,title)'))).toEqual(misspelt('"e-mal'));
    expect(await found(demo({ attributes: "A: !expr 'owner.`e-mail` & \" \" & owner.`nam`'" }))).toEqual(misspelt('`nam'));
  });

  test.each([
    'hosts[0].name', '$map(hosts, $string)', '**.name', '$lookup(owner, "x")', '$keys(owner)', '$each(owner, function($v, $k) { $k })',
    '$json(title).anything', '$sift(owner, function($v) { $v = 1 }).name', '$spread(owner).name', 'hosts.(name; $.ports).number',
    '$sort(hosts, function($a, $b) { $a.name > $b.name }).name', '$distinct(hosts.ports).service', 'hosts#$i[$i = 0].name',
    '(function($x) { $x.anything })', '$zip(hosts, hosts).anything', '$merge(hosts.{ name: ports }).anything', '$$.hosts.name',
    '($f := function($n) { $n = 0 ? owner : $f($n - 1) }; $f(3).name)', '$single(hosts, function($h) { $h.name = "a" }).ports',
    'hosts.ports.%.%.title', '$user.anything.at.all', 'hosts.$string(ports)', '$first(hosts).ports.number', '$reverse(hosts)[0].ports',
  ])('`%s` is none', async (source) => {
    const all = await found(attribute(source));
    expect(all.filter((one) => one.startsWith('path.'))).toEqual([]);
  });
}); // prettier-ignore

describe('what is known', () => {
  test.each(['closed', 'closed.inside', 'notes.inside', 'extra.inside', 'country', 'hosts.ports.service'])(
    '`%s`: a key of any sample, and anything within what is empty in all',
    async (source) => {
      expect(await found(attribute(source))).toEqual([]);
    },
  );

  test('a member of a text is none', async () => {
    expect(await found(attribute('title.inside'))).toEqual(['path.not-in-samples inside']);
  });

  test('after a finding no second one follows', async () => {
    expect(await found(attribute('ownr.nam.more'))).toEqual(misspelt('ownr'));
  });

  test('versions of a name are not misspelt', async () => {
    expect(await found(attribute('score_v3'), { 'cases.json': { data: [{ title: 'x', score_v2: 1 }] } })).toEqual([
      'path.not-in-samples score_v3',
    ]);
  });

  test.each([
    ['endIncluding', 'endExcluding'],
    ['dst_ip_address', 'src_ip_address'],
    ['registrantName', 'registrarName'],
  ])('nor is `%s` beside `%s`, of which a word is another', async (name, other) => {
    expect(await found(attribute(name), { 'cases.json': { data: [{ title: 'x', [other]: 1 }] } })).toEqual([
      `path.not-in-samples ${name}`,
    ]);
  });

  test.each([
    ['sensor', 'sensors'],
    ['sensors', 'sensor'],
    ['notificationaddresses', 'notificationaddress'],
    ['sport', 'dport'],
    ['port', 'sport'],
  ])('nor is `%s` beside `%s`, of which a vendor may send both; the hint still names it', async (name, other) => {
    const files = {
      'definitions/demo.yaml': attribute(name),
      'fixtures/demo/cases.json': { data: [{ title: 'x', [other]: 1 }] },
    };
    const findings = await findingsOf(files);
    expect(findings).toMatchObject([{ code: 'path.not-in-samples', hint: expect.stringMatching(`^Did you mean \`${other}\``) }]);
  });

  test.each([
    ['succes', 'success'],
    ['statu', 'status'],
    ['ssport', 'sport'],
    ['sensros', 'sensors'],
  ])('but `%s` is no pair of `%s`', async (name, other) => {
    expect(await found(attribute(name), { 'cases.json': { data: [{ title: 'x', [other]: 1 }] } })).toEqual(misspelt(name));
  });

  test.each(['endExcludng', 'enddExcluding', 'EndExcluding', 'endExclduing'])('but `%s` is', async (name) => {
    expect(await found(attribute(name), { 'cases.json': { data: [{ title: 'x', endExcluding: 1 }] } })).toEqual(misspelt(name));
  });

  test('names with dots are said to be optional between backticks, as the finding says', async () => {
    const feed = (optional: string): string =>
      demo({ endpoint: `paginate: { kind: cursor, token: !expr '\`@odata.next\`' }\n${optional}` });
    const [finding] = await findingsOf({ 'definitions/demo.yaml': feed('key: !expr id'), 'fixtures/demo/cases.json': CASES });
    const written = /`(optional: \[.*\])` of/.exec(finding?.hint ?? '')?.[1];
    expect(written).toBe('optional: ["`@odata.next`"]');
    expect(await found(feed(written ?? ''))).toEqual([]);
  });

  test('what `optional` names, exactly', async () => {
    const optional = 'optional: [severity, owner.phone.home, meta.more]\npaginate: { kind: cursor, token: !expr meta.more }';
    const known = 'A: !expr severity\nB: !expr owner.phone.home';
    expect(await found(demo({ endpoint: optional, attributes: known }))).toEqual([]);
    expect(await found(demo({ endpoint: optional, attributes: 'A: !expr owner.phone.work\nB: !expr owner.fax' }))).toEqual([
      'path.not-in-samples work',
      'path.not-in-samples fax',
    ]);
  });

  test('every sample counts', async () => {
    const samples = { 'cases.json': CASES, 'more.json': { data: [{ id: 'B-1', severity: 'high' }] } };
    const definition = demo({ attributes: 'A: !expr severity' }).replace('[cases.json]', '[cases.json, more.json]');
    expect(await found(definition, samples)).toEqual([]);
  });
});

describe('formats', () => {
  const over = (decode: string, records = '$'): string =>
    demo({ value: 'title', attributes: 'A: !expr country\nB: !expr countri' }).replace(
      'records: data',
      `records: ${records}\n    decode: [${decode}]`,
    );

  test.each([
    ['CSV, a blank column among its own', '{ csv: { header: true } }', 'title,country\nOne,\nTwo,\n', '$'],
    ['NDJSON', 'ndjson', '{"title":"One","country":"NL"}\n{"title":"Two"}\n', '$'],
    ['XML', 'xml', '<all><case><title>One</title><country>NL</country></case><case><title>Two</title></case></all>', 'all.case'],
  ])('%s', async (_, decode, sample, records) => {
    expect(await found(over(decode, records), { 'cases.json': sample })).toEqual(misspelt('countri'));
  });

  test('STIX, whose standard says itself what an object may have', async () => {
    const definition = demo({
      value: 'name',
      attributes:
        'A: !expr revoked\nB: !expr external_references.source_name\nC: !expr created_by\nD: !expr x_demo\nE: !expr x_dem',
    }).replace('records: data', 'records: $\n    decode: [stix]');
    const bundle = { type: 'bundle', id: 'bundle--1', objects: [{ type: 'malware', id: 'malware--1', name: 'x', x_demo: 1 }] };
    expect(await found(definition, { 'cases.json': bundle })).toEqual(['path.not-in-samples created_by', 'path.misspelt x_dem']);
  });

  test('rows of values with columns', async () => {
    const definition = over('json', '{ at: rows, columns: [title, country] }');
    expect(await found(definition, { 'cases.json': { rows: [['One', 'NL']] } })).toEqual(misspelt('countri'));
  });

  test('records that an expression picks', async () => {
    const definition = over('json', '!expr data[score > 5]');
    expect(await found(definition)).toEqual(misspelt('countri'));
    expect(await found(over('json', '!expr dat[score > 5]'))).toEqual(misspelt('dat'));
  });
});

test('the answer of a supplemental call, and what it is asked with', async () => {
  const definition = demo({
    feed: 'supplemental: { detail: { call: detail, with: { id: !expr idd }, supplemental: { parts: { call: parts, with: { id: !expr key } } } } }',
    attributes: 'A: !expr $detail.owner.nme\nB: !expr $detail.parts.sise\nC: !expr $detail.parts.size\nD: !expr $detail.part',
  }).replace(
    'feeds:\n',
    `  detail:
    args: { id: string }
    request: { path: /detail, query: { id: !expr $args.id } }
    record: result
    samples: [detail.json]
  parts:
    args: { id: string }
    request: { path: /parts, query: { id: !expr $args.id } }
    records: $
    samples: [parts.json]
feeds:
`,
  );
  const samples = {
    'cases.json': CASES,
    'detail.json': { result: { keys: 'k', owner: { name: 'Ada' } } },
    'parts.json': [{ size: 1 }],
  };
  expect(await found(definition, samples)).toEqual([
    'path.misspelt idd',
    'path.not-in-samples key',
    'path.misspelt nme',
    'path.misspelt sise',
    'path.not-in-samples part',
  ]);
});

test('an index and its documents', async () => {
  const definition = `${HEAD}endpoints:
  index: { request: { path: /index }, records: $, key: !expr uidd, samples: [index.json] }
  document:
    args: { id: string }
    request: { path: !tmpl "/{{@args.id}}" }
    record: $
    samples: [document.json]
feeds:
  all:
    title: All
    source: { each: index, call: document, with: { id: !expr uuid }, where: !expr $exists(changd) }
    report:
      one: { type: incident, value: !expr title, published_at: !expr $parent.chanced }
`;
  const samples = { 'index.json': [{ uid: 'u', changed: 1 }], 'document.json': { title: 'One' } };
  expect(await found(definition, samples)).toEqual([
    'path.misspelt uidd',
    'path.misspelt uuid',
    'path.misspelt changd',
    'path.misspelt chanced',
  ]);
});

test('a text that several endpoints share is found only where all of them lack it', async () => {
  const shared = (name: string): string => `${HEAD}fragments:
  case: { report: { case: { type: incident, value: !expr title, description: !expr ${name} } } }
endpoints:
  one: { request: { path: /one }, records: $, samples: [one.json] }
  other: { request: { path: /other }, records: $, samples: [other.json] }
feeds:
  one: { use: case, title: One, source: one }
  other: { use: case, title: Other, source: other }
`;
  const samples = { 'one.json': [{ title: 'x', summary: 'y' }], 'other.json': [{ title: 'x', details: 'y' }] };
  expect(await found(shared('summary'), samples)).toEqual([]);
  expect(await found(shared('details'), samples)).toEqual([]);
  expect(await found(shared('sumary'), samples)).toEqual(misspelt('sumary'));
  const unread = shared('sumary').replace(', samples: [other.json]', '');
  expect(await found(unread, samples)).toEqual(['sample.missing other']);
});

test('a connection that two packs share is judged by both', async () => {
  const pack = (name: string): string =>
    demo()
      .replace('name: demo', `name: ${name}`)
      .replace(/connection:\n.*\n/, 'connection: ./shared.yaml\n');
  const files = (name: string) => ({
    'definitions/shared.yaml': `http: { base_url: https://api.example.com, success_when: !expr ${name} = 'ok' }\n`,
    'definitions/one.yaml': pack('one'),
    'definitions/other.yaml': pack('other'),
    'fixtures/one/cases.json': { ...CASES, status: 'ok' },
    'fixtures/other/cases.json': CASES,
  });
  expect(await findingsOf(files('status'))).toEqual([]);
  expect((await findingsOf(files('statu'))).map(({ code, place }) => [code, place.file.endsWith('shared.yaml')])).toEqual([
    ['path.misspelt', true],
  ]);
});

test('the answer of an action', async () => {
  const definition = `${HEAD}actions:
  close:
    title: Close
    accepts: []
    request: { method: POST, path: /close }
    success_when: !expr succes = true
    outcomes: [{ when: !expr $exists(eror), do: fail }]
    result: !expr result.Mesage
    samples: [close.json]
    optional: [error]
`;
  expect(await found(definition, { 'close.json': { success: true, result: { Message: 'done' } } })).toEqual([
    'path.misspelt succes',
    'path.misspelt eror',
    'path.misspelt Mesage',
  ]);
  expect(await found(definition.replace('close.json', 'closed.json'), { 'close.json': {} })).toEqual([
    'file.unknown-sample closed',
  ]);
});

test('a warning leaves the exit code 0, and is an entry of `--json`', async () => {
  const cwd = folderOf({ 'definitions/demo.yaml': demo({ attributes: 'A: !expr countri' }), 'fixtures/demo/cases.json': CASES });
  try {
    const { code, stdout } = await commandLine(['validate', '--json'], { cwd });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        definitions: 1,
        findings: [
          expect.objectContaining({ code: 'path.misspelt', severity: 'warning', file: 'definitions/demo.yaml', column: 20 }),
        ],
      },
    ]);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
