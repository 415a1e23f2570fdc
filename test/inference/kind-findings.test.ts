/** What expressions give, by the samples, and what is done with it: what can't work or never comes true, and its honest neighbour. */
import { describe, expect, test } from 'vitest';
import { CASES, demo, findingsOf, foundBut } from './pack.ts';

const found = foundBut(/^sample\.missing$/);

const attribute = (source: string): string => demo({ attributes: `A: !expr |-\n  ${source}` });

/** The code, and what stands at the place. */
const foundIn = async (definition: string, cases: object = CASES): Promise<readonly string[]> => {
  const files = { 'definitions/demo.yaml': definition, 'fixtures/demo/cases.json': cases };
  const lines = definition.split('\n');
  return (await findingsOf(files))
    .filter(({ code }) => code !== 'sample.missing')
    .map(({ code, place: { line, column } }) => `${code} ${lines[line - 1]?.slice(column - 1).split(' ')[0]}`);
};

describe('within an expression', () => {
  test.each([
    ['a number where a text is taken', '$uppercase(score)', 'wrong-argument', 'score)', '$uppercase($string(score))'],
    ['the context of a call', 'score.$uppercase()', 'wrong-argument', '$uppercase()', 'title.$uppercase()'],
    ['a chain', 'score ~> $trim', 'wrong-argument', 'score', 'title ~> $trim'],
    ['the second argument', "$substring(title, 'a')", 'wrong-argument', "'a')", '$substring(title, 1)'],
    ['texts that are to be added', '$sum(hosts.name)', 'wrong-argument', 'hosts.name)', '$sum(hosts.ports.number)'],
    ['numbers that are to be joined', '$join(hosts.ports.number)', 'wrong-argument', 'hosts.ports.number)', '$join(hosts.name)'],
    ['an object as a text', '$refang(owner)', 'wrong-argument', 'owner)', '$refang(title)'],
    ['an object as a time', '$iso(owner)', 'wrong-argument', 'owner)', '$iso(updated_at)'],
    ['an order by a comparison', "hosts^(>name = 'x').name", 'not-sortable', 'name', "hosts^(>(name = 'x' ? 1 : 0)).name"],
    ['an order by lists', 'hosts^(ports).name', 'not-sortable', 'ports).name', 'hosts^(ports[0].number).name'],
    ['a number that is no text', '$lines(score)', 'wrong-argument', 'score)', '$lines(title)'],
    ['a text that is no time', '$iso(title)', 'unreadable', 'title)', '$iso(updated_at)'],
    ['a number that is no time', '$date(score)', 'unreadable', 'score)', '$date(1754490523)'],
    ['a format of times', "$time(updated_at, 'QQQ')", 'unreadable', "'QQQ')", "$time(updated_at, 'yyyy')"],
    ['a duration', "$plus(updated_at, '30 days')", 'unreadable', "'30", "$plus(updated_at, 'P30D')"],
    ['a text that is no number', '$num(title)', 'unreadable', 'title)', "$num('7')"],
    ['a text that is no ISO time', '$toMillis(title)', 'unreadable', 'title)', '$toMillis(updated_at)'],
    ['a text of another form than its picture', "$toMillis(updated_at, '[D01]/[M01]/[Y0001]')", 'unreadable', 'updated_at,', "$toMillis('31/01/2026', '[D01]/[M01]/[Y0001]')"],
    ['a text and a number compared', 'title < 5', 'not-comparable', 'title', 'score < 5'],
    ['an object compared', 'owner > 5', 'not-comparable', 'owner', 'score > 5'],
    ['a text added', 'score + title', 'not-a-number', 'title', 'score + 1'],
    ['a text negated', '-title', 'not-a-number', 'title', '-score'],
    ['a number that is a text', "score = '7'", 'never-equal', 'score', 'score = 7'],
    ['a list that is an element', "hosts = 'x'", 'never-equal', 'hosts', "'x' in hosts.name"],
    ['a number among texts', "score in ['7', '8']", 'never-equal', 'score', 'score in [7, 8]'],
    ['a predicate', 'hosts[name = 5].name', 'never-equal', 'name', "hosts[name = '5'].name"],
    ['what no branch gives', "(score > 5 ? 'high' : 'low') = 'hihg'", 'not-a-choice', "'hihg'", "(score > 5 ? 'high' : 'low') = 'low'"],
    ['what `$type` never says', "$type(hosts) = 'list'", 'not-a-choice', "'list'", "$type(hosts) = 'array'"],
    ['a comparison that was not written again', "state = 'open' or 'new'", 'always-true', "'new'", "state = 'open' or state = 'new'"],
    ['`$not` of a text', '$not(title)', 'always-true', 'title)', '$not($exists(title))'],
    ['`$not` of an object', '$not(owner)', 'always-true', 'owner)', '$not(hosts)'],
    ['a function within a function', '$map(hosts, function($h) { $h.name + 1 })', 'not-a-number', '$h.name', '$map(hosts, function($h) { $h.name & 1 })'],
  ])('%s', async (_, wrong, code, at, right) => {
    expect(await foundIn(attribute(wrong))).toEqual([`expression.${code} ${at}`]);
    expect(await foundIn(attribute(right))).toEqual([]);
  }); // prettier-ignore

  test.each([
    "$type(score) = 'string' ? $uppercase(score) : $string(score)", "$type(title) = 'number' and title > 5", '$exists(closed) and closed > 5',
    "$type(score) != 'number' ? $trim(score) : score", "hosts[$type($) = 'string'].$uppercase($)", 'closed + 1', '$uppercase(closed)',
    "score = $user.x", "state = 'never seen'", "state in ['never seen']", 'title and owner', 'score ? title : state', "title ?: 'none'",
    'extra = 5', 'notes > 5', '$not(closed)', '$not(score)', '$boolean(title)', "$sum(hosts.ports.number) > 5 and $count(hosts) > 0",
    "$string(score) = '7'", '$max([score, 5])', "$join(['a', title], ', ')", '$append(hosts.name, title)', "title & score",
    "$lookup({ 'a': 1 }, state) = 1", "$lowercase(state) = 'active'", "$match(title, /x/).match = 'x'", "$split(title, ' ')[0] = 'x'",
    "($f := function($x) { $x > 5 }; $f(score))", '$reduce(hosts.ports.number, function($a, $b) { $a + $b }, 0) > 5', "hosts^(>name)[0].name = 'x'",
    "$each(owner, function($v, $k) { $k & $v })", "$sift(owner, function($v) { $v = 'Ada' }).name", "$filter(hosts, function($h) { $h.name = 'x' }).name",
    "(state = 'active' ? 5 : title) > 3", "$single(hosts, function($h) { $h.name = 'a' }).name = 'a'", "$number(score) + 1", "$now() > updated_at",
  ])('`%s` may be meant', async (source) => {
    const all = await foundIn(attribute(source));
    expect(all.filter((one) => !one.startsWith('expression.unknown-option'))).toEqual([]);
  }); // prettier-ignore

  test('a text that says yes or no is no condition', async () => {
    const samples = {
      'cases.json': {
        data: [
          { title: 'One', active: 'false' },
          { title: 'Two', active: 'true' },
        ],
      },
    };
    expect(await found(attribute("active ? 'on' : 'off'"), samples)).toEqual(['expression.always-true active']);
    expect(await found(attribute("active = 'true' ? 'on' : 'off'"), samples)).toEqual([]);
    expect(await found(attribute("title ? 'on' : 'off'"), samples)).toEqual([]);
  });

  test('what throws is an error, what is never true a warning', async () => {
    const files = (source: string) => ({ 'definitions/demo.yaml': attribute(source), 'fixtures/demo/cases.json': CASES });
    expect(await findingsOf(files('$uppercase(score)'))).toMatchObject([
      {
        severity: 'error',
        message: '`$uppercase` takes a text here, and is given a number.',
        hint: 'Make a text of it: `$string(…)`.',
      },
    ]);
    expect(await findingsOf(files("score = '7'"))).toMatchObject([
      { severity: 'warning', message: 'This compares a number with a text: it is never true.' },
    ]);
  });

  test('after a finding no second one follows', async () => {
    expect(await foundIn(attribute("$uppercase(score) + 1 = 'x'"))).toEqual(['expression.wrong-argument score)']);
    expect(await foundIn(attribute('$uppercase(nosuch) + 1 > title'))).toEqual(['path.not-in-samples nosuch)']);
    expect(
      await foundIn(demo({ feed: 'let: { more: !expr title + 5 }', attributes: 'A: { value: x, when: !expr $more }' })),
    ).toEqual(['expression.not-a-number title']);
  });

  test('options and tables', async () => {
    const choosing = (test: string): string =>
      demo({
        feed: `user_fields: { mode: { label: Mode, type: select, choices: [open, closed], default: open } }\nfilters: [{ keep: !expr "${test}", because: another mode }]`,
      });
    expect(await foundIn(choosing("$user.mode = 'opne'"))).toEqual(["expression.not-a-choice 'opne'\","]);
    expect(await foundIn(choosing("$user.mode in ['open', 'colsed']"))).toEqual(["expression.not-a-choice 'colsed']\","]);
    expect(await foundIn(choosing("$user.mode = 'open'"))).toEqual([]);
    const looking = (test: string): string =>
      demo({ attributes: `A: !expr "$table('kinds', state) ${test}"` }).replace(
        'endpoints:',
        'tables: { kinds: { active: bad, closed: good } }\nendpoints:',
      );
    expect(await foundIn(looking("= 'baad'"))).toEqual(["expression.not-a-choice 'baad'\""]);
    expect(await foundIn(looking("= 'bad'"))).toEqual([]);
  });
});

describe('what a place takes', () => {
  const calling = (how: string): string =>
    demo({ feed: `supplemental: { detail: { call: detail, ${how} } }`, attributes: 'A: !expr $detail.x' }).replace(
      'feeds:\n',
      '  detail: { args: { id: string }, request: { path: !tmpl "/d/{{@args.id}}" }, record: $ }\nfeeds:\n',
    );
  const entry = (more: string): string => demo({ value: `title\n        ${more}` });

  test.each([
    ['a condition', demo({ attributes: 'A: { value: x, when: !expr title }' }), 'expression.not-boolean title', demo({ attributes: "A: { value: x, when: !expr title = 'x' }" })],
    ['a filter', demo({ feed: 'filters: [{ keep: !expr score, because: none }]' }), 'expression.not-boolean score,', demo({ feed: 'filters: [{ keep: !expr score > 0, because: none }]' })],
    ['a value that is a list', demo({ value: 'hosts' }), 'report.not-a-scalar hosts', demo({ value: 'hosts[0].name' })],
    ['an attribute that is an object', demo({ attributes: 'A: !expr owner' }), 'report.not-a-scalar owner', demo({ attributes: 'A: !expr hosts.name' })],
    ['a key that is an object', demo({ feed: 'key: !expr owner' }), 'report.not-a-scalar owner', demo({ feed: 'key: [!expr id, !expr country]' })],
    ['a look-up of a list', demo({ attributes: 'A: { of: !expr hosts, table: { x: y } }' }), 'report.not-a-scalar hosts,', demo({ attributes: 'A: { of: !expr state, table: { x: y } }' })],
    ['a value that is narrowed', demo({ value: "$type(owner) = 'object' ? owner : 'none'" }), undefined, demo({ value: "|-\n          $type(owner) = 'object' ? owner.name : owner" })],
    ['a time', entry('published_at: !expr title'), 'time.unreadable title', entry('published_at: !expr updated_at')],
    ['the time of a window', demo({ feed: 'window: { time: !expr owner, period: P1D }' }), 'time.unreadable owner,', demo({ feed: 'window: { time: !expr updated_at, period: P1D }' })],
    ['a traffic light in a branch', entry('tlp: !expr "score > 5 ? \'amber\' : \'yelow\'"'), "report.unknown-tlp 'yelow'\"", entry('tlp: !expr "score > 5 ? \'amber\' : \'TLP:GREEN\'"')],
    ['a traffic light of a let', demo({ feed: "let: { x: !expr \"score > 5 ? 'amber' : 'yelow'\" }", value: 'title\n        tlp: !expr $x' }), 'report.unknown-tlp $x', demo({ feed: "let: { x: !expr \"score > 5 ? 'amber' : 'red'\" }", value: 'title\n        tlp: !expr $x' })],
    ['a traffic light of the vendor', entry('tlp: !expr state'), 'report.unknown-tlp state', entry('tlp: { of: !expr state, table: { active: red }, else: amber }')],
    ['a status', entry('status: !expr "score > 5 ? \'Active\' : \'Expird\'"').replace('incident', 'indicator\n        subtype: FQDN'), "report.unknown-status 'Expird'\"", entry('status: !expr "score > 5 ? \'Active\' : \'Expired\'"').replace('incident', 'indicator\n        subtype: FQDN')],
    ['a type', demo().replace('type: incident', "type: !expr \"score > 5 ? 'incident' : 'indicater'\""), "object-type.unknown 'indicater'\"", demo().replace('type: incident', "type: !expr \"score > 5 ? 'incident' : 'event'\"")],
    ['an attribute of one value', demo({ attributes: 'A: { value: !expr hosts.name, rule: update }' }), 'attribute.several-values hosts.name,', demo({ attributes: 'A: { value: !expr "$first(hosts.name)", rule: update }' })],
    ['a value that never comes', demo({ attributes: "A: !expr \"state = 'x' ? null\"" }), 'expression.always-missing state', demo({ attributes: "A: !expr \"state = 'x' ? title\"" })],
    ['an argument of another kind', calling('with: { id: !expr hosts }'), 'call.argument hosts', calling('with: { id: !expr score }')],
    ['records that are none', demo().replace('records: data', 'records: !expr data.title'), 'decode.not-a-record data.title', demo().replace('records: data', 'records: !expr data[score > 5]')],
    ['a map that is none', demo({ attributes: 'from: { entries: !expr hosts }' }), 'report.not-a-map hosts', demo({ attributes: 'from: { entries: !expr owner }' })],
    ['an object in a query', demo({ feed: 'user_fields: { q: { label: Q, type: text, default: x } }' }).replace('cursor?: !expr $page.token', "q: !expr \"{ 'a': $user.q }\""), 'request.not-a-text {', demo({ feed: 'user_fields: { q: { label: Q, type: lines } }' }).replace('cursor?: !expr $page.token', 'q: !expr $user.q')],
    ['where paging ends', demo({ endpoint: 'paginate: { kind: cursor, token: !expr meta.next_cursor, stop_when: !expr meta.total }' }), 'expression.not-boolean meta.total', demo({ endpoint: 'paginate: { kind: cursor, token: !expr meta.next_cursor, stop_when: !expr meta.total = 0 }' })],
    ['a token of the first page', demo().replace('cursor?:', 'cursor:'), 'request.may-be-missing $page.token', demo()],
    ['an option that may be blank', demo({ feed: 'user_fields: { q: { label: Q, type: text } }' }).replace('cursor?: !expr $page.token', 'q: !expr $user.q'), 'request.may-be-missing $user.q', demo({ feed: 'user_fields: { q: { label: Q, type: text, default: x } }' }).replace('cursor?: !expr $page.token', 'q: !expr $user.q')],
  ])('%s', async (_, wrong, at, right) => {
    if (at !== undefined) expect((await foundIn(wrong)).map((one) => one.replace(/\}$/, ''))).toEqual([at]);
    expect(await foundIn(right)).toEqual([]);
  }); // prettier-ignore

  test('what a predicate leaves of a member', async () => {
    expect(await foundIn(demo({ value: "|-\n          hosts[$type(ports) = 'string'].ports" }))).toEqual([]);
    expect(await foundIn(demo({ value: "|-\n          hosts[$type(name) = 'string'].ports" }))).toEqual([
      'report.not-a-scalar hosts[$type(name)',
    ]);
  });

  const CUSTOM = {
    data: [
      {
        id: 1,
        custom: [
          { name: 'Owner', value: { first: 'Ada' } },
          { name: 'Score', value: { first: 'x' } },
        ],
      },
      { id: 2, custom: [] },
    ],
  };
  const overCustom = (value: string): Promise<readonly string[]> =>
    foundIn(demo({ value: 'id', attributes: `A: !expr |-\n  ${value}` }), CUSTOM);

  test.each([
    ["$lines(custom[name = 'Indicators'].value)"],
    ["$lines(custom[name in ['Indicators', 'Hosts']].value)"],
    ["$lines(custom[name = 'Indicators' or name = 'Hosts'].value)"],
    ["$lines(custom[$not(name != 'Indicators')].value.first)"],
    ["$lines($filter(custom, function($c) { $c.name = 'Indicators' }).value)"],
    ["$join(custom.(name = 'Indicators' ? $lines(value) : []))"],
    ["$join($map(custom, function($c) { $c.name = 'Indicators' ? $trim($c.value) : '' }))"],
  ])('of what stands beside a value that no sample has, only the names are known: %s', async (source) => {
    const [shown, misspelt] = [source.replaceAll('Indicators', 'Owner'), source.replace('value', 'valeu')];
    expect(await overCustom(source)).toEqual([]);
    if (!source.includes('first')) expect((await overCustom(shown))[0]).toMatch(/^expression\.wrong-argument /);
    expect(await overCustom(misspelt)).toEqual([expect.stringMatching(/^path\.misspelt valeu/)]);
  });

  test.each([['custom[primary = true].value'], ['custom[primary].value'], ['custom[$not(primary = false)].value']])(
    'nor of what stands beside the other boolean: %s',
    async (source) => {
      const samples = {
        data: [
          {
            id: 1,
            custom: [
              { primary: false, value: 5 },
              { primary: false, value: 6 },
            ],
          },
        ],
      };
      const both = {
        data: [
          {
            id: 1,
            custom: [
              { primary: false, value: 5 },
              { primary: true, value: 6 },
            ],
          },
        ],
      };
      const definition = demo({ value: 'id', attributes: `A: !expr $trim($first(${source}))` });
      expect(await foundIn(definition, samples)).toEqual([]);
      expect((await foundIn(definition, both))[0]).toMatch(/^expression\.wrong-argument /);
    },
  );

  test('nor behind a condition of the definition itself', async () => {
    const wrong = (name: string): Promise<readonly string[]> =>
      foundIn(
        demo({
          feed: `filters: [{ expand: !expr custom }, { keep: !expr name = '${name}', because: other }]`,
          value: '$trim(value)',
        }),
        CUSTOM,
      );
    expect(await wrong('Indicators')).toEqual([]);
    expect(await wrong('Owner')).toEqual(['expression.wrong-argument value)']);
  });

  test('what only `optional` shows may be anything', async () => {
    const optional = 'optional: [more.inside.deep]';
    expect(await foundIn(demo({ endpoint: optional, attributes: 'A: !expr $lines(more.inside)\nB: !expr more' }))).toEqual([]);
    expect(await foundIn(demo({ endpoint: optional, attributes: 'A: !expr more.inside.deeper' }))).toEqual([
      'path.not-in-samples deeper',
    ]);
  });

  test('what a call is asked with, unless a condition asks for it first', async () => {
    expect(await foundIn(calling('with: { id: !expr country }'))).toEqual(['request.may-be-missing country']);
    expect(await foundIn(calling('with: { id: !expr country }, when: !expr $exists(country)'))).toEqual([]);
    expect(await foundIn(calling('with: { id: !expr id }'))).toEqual([]);
  });

  test('is found only where every context of a text says so', async () => {
    const shared = (value: string): string =>
      demo({ feed: 'user_fields: { fast: { label: Fast, type: boolean } }', attributes: `A: !expr ${value}` })
        .replace('feeds:\n', '  other: { request: { path: /other }, records: data, samples: [other.json] }\nfeeds:\n')
        .replace('source: cases', 'source: [{ when: !expr $user.fast, call: cases }, { call: other }]');
    const samples = { 'cases.json': CASES, 'other.json': { data: [{ title: 'x', score: '7', country: 5 }] } };
    expect(await found(shared("score = '7'"), samples)).toEqual([]);
    expect(await found(shared('$uppercase(country)'), samples)).toEqual([]);
    const unread = shared('$uppercase(score) & $iso(title) & $toMillis(title)').replace(', samples: [other.json]', '');
    expect(await found(unread, samples)).toEqual([]);
    expect(await found(shared('title > 5'), samples)).toEqual(['expression.not-comparable title']);
  });
});
