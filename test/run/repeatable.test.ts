import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { Loaded } from '../../engine/language/load.ts';
import { planFeed } from '../../engine/plan/plan-feed.ts';
import { isRepeatable } from '../../engine/run/shortcuts/repeatable.ts';
import { definitions } from '../definition-runs.ts';

const vocabulary = createVocabulary();
const evaluator = createDefinitionEvaluator(() => 0);

const inMemory = (text: string): Loaded => loadPack('demo.yaml', vocabulary, { root: '.', read: () => text });

const verdict = ({ pack, diagnostics }: Loaded, name: string): boolean => {
  const feed = pack?.feeds.get(name);
  if (pack === undefined || feed === undefined)
    throw new Error(diagnostics.map(({ code, message, place }) => `${place.line} ${code} ${message}`).join('\n'));
  const options = Object.fromEntries(feed.userFields.map((field) => [field.name, field.default]));
  const range = { since: undefined, until: undefined, checkpoint: undefined, now: Date.UTC(2024, 5, 1), clip: false };
  return isRepeatable(planFeed({ pack, feed, options, ...range }, evaluator), evaluator);
};

interface Parts {
  readonly window?: string;
  /** Members of the feed. */
  readonly feed?: string;
  /** Of the endpoint, beside its request. */
  readonly endpoint?: string;
  readonly records?: string;
  readonly source?: string;
  /** Of the one entry, beside its type and value. */
  readonly entry?: string;
  readonly type?: string;
  readonly value?: string;
  readonly entries?: string;
}

const repeatable = ({
  window = 'period: P1D',
  feed = '',
  endpoint = '',
  records = 'records: $',
  source = 'dump',
  entry = '',
  type = 'indicator',
  value = '!expr ip',
  entries = '',
}: Parts): boolean =>
  verdict(
    inMemory(`language: 1
name: demo
title: Demo
version: 1.0.0
connection:
  user_fields: { tag: { label: Tag, type: text, default: x }, wide: { label: Wide, type: boolean } }
  http: { base_url: https://a.example }
tables: { kinds: { a: Alpha } }
endpoints:
  dump: { request: { path: /dump }, decode: [csv], ${records}${endpoint} }
  one: { args: { id: string }, request: { path: !tmpl "/one/{{@args.id}}" }, record: $ }
  parts: { args: { id: string }, request: { path: !tmpl "/parts/{{@args.id}}" }, decode: [csv], records: $ }
  image: { args: { id: string }, request: { path: !tmpl "/image/{{@args.id}}" }, decode: [bytes] }
feeds:
  dump:
    title: Dump
    source: ${source}
    window: { ${window} }
    ${feed}
    report:
      ip: { type: ${type}, value: ${value}${entry === '' ? '' : `, ${entry}`} }
      ${entries}
`),
    'dump',
  );

describe('of a dump whose records stand alone the rows are repeatable', () => {
  test('of the definitions that come with the package', () => {
    const load = (file: string): Loaded => loadPack(join(definitions, file), vocabulary);
    expect(verdict(load('seclytics/predictions.yaml'), 'predictions')).toBe(true);
  });

  test.each<[string, Parts]>([
    ['as short as can be', {}],
    ['with a window that only says when', { window: 'period: P1D, lookback: PT1H' }],
    [
      'with the head filters reading the run, the window and the clock',
      { feed: 'filters: [ { keep: !expr "seen >= $run.since and seen < $now()", because: old } ]' },
    ],
    [
      'with more filters that read the record and the options',
      {
        feed: 'filters: [ { keep: !expr "$exists(ip)", because: none }, { set: { ip: !expr "$ip(ip)", tag: !tmpl "{{@user.tag}}" } }, { drop: !expr "ip = $user.tag", because: own } ]',
      },
    ],
    [
      'with names that hang on each other',
      {
        feed: 'let: { t: !expr "$table(\'kinds\', kind)", a: !expr "$ip(ip)", b: !expr "$a & score", c: { of: !expr $b, table: kinds, else: skip } }',
        value: '!expr $c',
      },
    ],
    [
      'with all that an entry may say of a record',
      {
        entry: `
        when: !expr $user.wide, subtype: !expr $ip_type(ip), identity: [!expr ip], title: !tmpl "{{ip}} {{@user.tag}}", description: !tmpl "{{upper ip}}", status: Active,
        tags: !expr $values(tags), tlp: { of: !expr tlp, table: { A: amber }, else: skip }, published_at: !expr seen, happened_at: !expr seen, expires_at: !expr "$time(seen)",
        attributes: { select: !expr $user.tag, Score: { value: !expr $num(score), rule: update, when: !expr "$record.score > 3" }, from: [ { each: !expr $lines(more), name: !expr "$", value: !expr "$record.ip" }, { entries: scores, only: [a] }, { entries: !expr "$json(rest)", value: !expr level } ] }`,
      },
    ],
  ])('%s', (_what, parts) => {
    expect(repeatable(parts)).toBe(true);
  });
});

describe('no row is repeatable', () => {
  test.each<[string, Parts]>([
    ['where documents are fetched one by one', { source: '{ each: dump, call: parts, with: { id: !expr ip } }' }],
    ['with a key', { feed: 'key: [!expr ip]' }],
    ["with an endpoint's key", { endpoint: ', key: [!expr ip]' }],
    ['with a version', { feed: 'key: [!expr ip]\n    version: !expr seen' }],
    ["with an endpoint's version", { endpoint: ', key: [!expr ip], version: !expr seen' }],
    ['with pages', { endpoint: ', paginate: { kind: page_number, size: 1 }' }],
    ['with fields that take several calls', { endpoint: ', key: [!expr ip], fields: { names: [ip, score], per_call: 1 }' }],
    [
      'with an answer that is ordered first',
      {
        endpoint: `, job: { create: { method: POST, path: /jobs }, id: !expr id, poll: { request: { path: !tmpl "/jobs/{{@job.id}}" }, done: !expr done } }`,
      },
    ],
    ['with exactly one record', { records: 'record: $' }],
    ['with records that an expression picks', { records: 'records: !expr "$[0]"' }],
    ['with a time of each record', { window: 'period: P1D, time: !expr seen' }],
    ['with windows of a length', { window: 'period: P10D, step: P1D' }],
    ['with a length of windows of which only one is open', { window: 'period: PT1H, step: P1D' }],
    ['with windows that are halved', { window: 'period: P1D, halve_when: !expr $records >= 4' }],
    ['with a state', { feed: 'state: { kind: unchanged }' }],
    ['with a snapshot', { feed: 'snapshot: { floor: 10, max_share: 0.5 }' }],
    ['with further calls', { feed: 'supplemental: { more: { call: one, with: { id: !expr ip } } }' }],
    ['with relations between records', { entries: 'link: { relate: { from: !expr a, to: !expr b } }' }],
    ['with files', { feed: 'fulfillment: { pic: { of: ip, call: image, with: { id: !expr ip } } }', type: 'attachment' }],
    [
      'with records that are taken apart',
      { feed: 'filters: [ { keep: !expr "ip = \'1\'", because: one }, { expand: !expr parts } ]' },
    ],
    ['with two entries', { entries: 'host: { type: indicator, value: !expr host }' }],
    ['with an entry for each element', { entry: 'each: !expr parts' }],
    ['with a relation', { entry: 'related: [ip]' }],
    ['with a relation that an expression names', { entry: 'related: [{ to: ip, as: !expr kind }]' }],
    [
      'with relations within a record',
      { entries: 'link: { each: !expr links, relate: { from: !expr $record.a, to: !expr b } }' },
    ],
    ['with a name for others', { entry: 'ref: !expr ip' }],
    ['with a withdrawal', { entry: 'withdraw: !expr gone = "1"' }],
    ['with a time from which it counts', { entry: 'valid_for: P30D' }],
  ])('%s', (_what, parts) => {
    expect(repeatable(parts)).toBe(false);
  });

  const strangers = [
    '!expr "$run.since & ip"',
    '!expr "$window.since & ip"',
    '!expr "ip & $now()"',
    '!expr "$random() & ip"',
    '!tmpl "{{@run.id}} {{ip}}"',
  ];
  const places: readonly [string, (value: string) => Parts][] = [
    ['a filter behind another', (value) => ({ feed: `filters: [ { set: { tag: x } }, { set: { tag: ${value} } } ]` })],
    ['a let', (value) => ({ feed: `let: { a: !expr ip, b: ${value} }` })],
    ['a let that is looked up', (value) => ({ feed: `let: { b: { of: ${value}, table: kinds, else: keep } }` })],
    ...['subtype', 'title', 'description', 'status', 'tags', 'tlp', 'published_at', 'happened_at', 'expires_at'].map(
      (name): [string, (value: string) => Parts] => [name, (value) => ({ entry: `${name}: ${value}` })],
    ),
    ['the type', (type) => ({ type })],
    ['the value', (value) => ({ value })],
    ['an attribute', (value) => ({ entry: `attributes: { A: ${value} }` })],
    [
      "an attribute's name",
      (value) => ({ entry: `attributes: { from: [ { each: !expr parts, name: ${value}, value: !expr a } ] }` }),
    ],
    [
      "a found attribute's value",
      (value) => ({ entry: `attributes: { from: [ { each: !expr parts, name: !expr a, value: ${value} } ] }` }),
    ],
  ];
  test.each(places)('where something else than the record says %s', (_what, parts) => {
    expect(repeatable(parts('!expr ip'))).toBe(true);
    for (const value of strangers) expect(repeatable(parts(value)), value).toBe(false);
  });

  const conditions: readonly [string, (value: string) => Parts][] = [
    ['a filter behind a change', (test_) => ({ feed: `filters: [ { set: { tag: x } }, { keep: ${test_}, because: no } ]` })],
    ['a drop behind a change', (test_) => ({ feed: `filters: [ { set: { tag: x } }, { drop: ${test_}, because: no } ]` })],
    ['an entry', (when) => ({ entry: `when: ${when}` })],
    ['its identity', (part) => ({ entry: `identity: [!expr ip, ${part}]` })],
    ['an attribute', (when) => ({ entry: `attributes: { A: { value: !expr ip, when: ${when} } }` })],
    [
      'the elements of attributes',
      (each) => ({ entry: `attributes: { from: [ { each: ${each}, name: !expr a, value: !expr b } ] }` }),
    ],
    ['the names of attributes', (entries) => ({ entry: `attributes: { from: { entries: ${entries} } }` })],
  ];
  test.each(conditions)('where something else than the record decides about %s', (_what, parts) => {
    expect(repeatable(parts('!expr "ip = $user.tag"'))).toBe(true);
    for (const value of strangers.slice(0, 4)) expect(repeatable(parts(value)), value).toBe(false);
  });

  test('where the clock decides which attributes come in', () => {
    expect(repeatable({ entry: 'attributes: { select: !expr "$now()", A: !expr a }' })).toBe(false);
  });
});
