import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../engine/language/load.ts';
import type { Pack } from '../../engine/language/model.ts';
import type { Tree } from '../../engine/language/basics/value.ts';
import { demo, loadFiles, shortly } from './load-text.ts';
import { vocabulary } from './vocabulary.ts';

const root = join(import.meta.dirname, 'fixtures/definitions');

const load = (file: string): Pack => {
  const { pack, diagnostics } = loadPack(join(root, file), vocabulary, { root });
  expect(diagnostics).toEqual([]);
  if (pack === undefined) throw new Error('no pack');
  return pack;
};

/** A tree as it reads: literals as they are, expressions and templates by their tag. */
const shown = (tree: Tree | undefined): unknown => {
  if (tree === undefined) return undefined;
  if (tree.kind === 'map')
    return Object.fromEntries(tree.members.map((one) => [one.name + (one.optional ? '?' : ''), shown(one.value)]));
  if (tree.kind === 'list') return tree.items.map(shown);
  return tree.kind === 'literal' ? tree.value : `!${tree.kind} ${tree.source}`;
};

describe('a pack of feeds with a shared connection', () => {
  const pack = load('acme/cases.yaml');
  const feed = pack.feeds.get('incident-case-sync');

  test('names, tables, object types and connection come from all of its files', () => {
    expect(pack).toMatchObject({ name: 'acme-cases', title: 'Acme Cases', version: '1.1.0', category: 'commercial' });
    expect(pack.tables.get('detected_by')?.entries).toEqual(
      new Map([
        ['1', 'Acme'],
        ['2', 'Client'],
      ]),
    );
    expect(pack.objectTypes).toMatchObject([
      { code: 'account', name: 'Compromised Account', plural: 'Compromised Accounts', custom: true },
    ]);
    expect(pack.connection?.file).toBe(join(root, 'acme/connection.yaml'));
    expect(pack.connection).toMatchObject({
      concurrency: 8,
      allowHttp: false,
      baseUrl: { kind: 'tmpl', source: '{{@user.host}}' },
    });
  });

  test('what the connection leaves out has its default, in milliseconds and bytes', () => {
    expect(pack.connection?.timeouts).toEqual({ connect: 10_000, headers: 60_000, idle: 60_000, call: 3_600_000 });
    expect(pack.connection?.sizes).toEqual({ response: 2 ** 31, decompressed: 2 ** 34, record: 2 ** 23 });
    expect(pack.connection?.retry).toEqual({ attempts: 5, firstDelay: 500, maxDelay: 60_000, maxRetryAfter: 300_000 });
  });

  test('the session logs in with a request of its own', () => {
    const { kind, options } = pack.connection?.auth ?? {};
    expect(kind).toBe('session');
    expect(options?.['login']).toMatchObject({ method: 'POST', idempotent: false, body: { kind: 'json' } });
    expect(options?.['renew_on']).toEqual([401]);
    expect(shown(options?.['headers'] as Tree)).toEqual({ Authorization: '!tmpl Bearer {{@token}}' });
  });

  test('a feed has the fields of connection and feed, in this order', () => {
    expect(feed?.userFields.map((one) => one.name)).toEqual([
      'host',
      'api_key',
      'secret_key',
      'verify_ssl',
      'disable_proxies',
      'ingest_as_event',
      'ip_as_attribute',
      'use_added_date',
    ]);
    expect(feed?.userFields[4]).toMatchObject({ type: 'boolean', default: false });
  });

  test('window, supplemental calls and slices are in milliseconds', () => {
    const day = 86_400_000;
    expect(feed?.window).toMatchObject({ period: day, step: 30 * day, oldest: 180 * day, lookback: 300_000, delay: 0 });
    expect(feed?.supplemental.map((one) => one.name)).toEqual(['detail', 'communications']);
    expect(feed?.supplemental[1]).toMatchObject({
      concurrency: 8,
      onFailure: 'quarantine',
      over: { step: 30 * day, align: day },
    });
  });

  test('a report keeps its entries, attributes and relations in order', () => {
    expect(feed?.report.map((one) => one.name)).toEqual(['case', 'ip', 'note', 'file']);
    expect(feed?.report[0]?.related.map((one) => one.to)).toEqual(['ip', 'note', 'file']);
    expect(feed?.report[0]?.type).toMatchObject({ kind: 'lookup', otherwise: { kind: 'quarantine' } });
    expect(feed?.report[0]?.attributes.map((one) => one.name)).toEqual(['Case ID', 'URL', 'Status', 'Detected By', 'IP Address']);
    expect(feed?.report[0]?.attributes[1]).toMatchObject({ rule: 'update', value: { kind: 'expr', source: '$detail.url' } });
    expect(feed?.report[2]?.each?.levels.map((one) => one.source)).toEqual(['$communications']);
    expect(feed?.report[3]?.identity).toHaveLength(3);
    expect(feed?.fulfillment[0]).toMatchObject({ name: 'files', of: 'file', call: 'download_case_file', maxBytes: 2 ** 30 });
  });

  test('endpoints say how their records are found', () => {
    expect(pack.endpoints.get('case_sync')?.records).toMatchObject({
      kind: 'path',
      path: ['result'],
      count: 'many',
      orEmpty: false,
    });
    expect(pack.endpoints.get('case_detail')?.records).toMatchObject({ kind: 'path', path: ['result'], count: 'one' });
    expect(pack.endpoints.get('download_case_file')).toMatchObject({
      records: { kind: 'bytes' },
      successWhen: { kind: 'status' },
    });
    expect(pack.endpoints.get('case_sync')).toMatchObject({
      decode: [{ kind: 'json', options: {} }],
      nulls: 'drop',
      request: { idempotent: true },
    });
  });
});

describe('a pack of actions', () => {
  test('every action sees the bindings of the pack', () => {
    const action = load('acme/operation.yaml').actions.get('send-case-message');
    expect(action).toMatchObject({ title: 'Send Case Message', accepts: ['event', 'incident'], sideEffects: true });
    expect(action?.let.map((one) => one.name)).toEqual(['case_id']);
    expect(action?.options.map((one) => [one.name, one.type, one.required])).toEqual([
      ['subject', 'text', false],
      ['message', 'textarea', true],
      ['client_code', 'text', false],
    ]);
    expect(shown(action?.request.query)).toEqual({
      CaseID: '!expr $case_id',
      'Subject?': '!expr $options.subject',
      Message: '!expr $options.message',
      'ClientCode?': '!expr $options.client_code',
    });
  });
});

describe('a pack with its connection inline', () => {
  test('decoders come step by step, with `?` where the bytes decide', () => {
    const pack = load('beta/predictions.yaml');
    expect(pack.version).toBe('1.10');
    expect(pack.endpoints.get('predictions')?.decode).toMatchObject([
      { kind: 'gzip', sniff: true, options: {} },
      { kind: 'auto', sniff: false, options: { csv: { header: true, trim: true } } },
    ]);
    expect(pack.endpoints.get('predictions')?.records).toMatchObject({ kind: 'path', path: [] });
    expect(pack.feeds.get('predictions')?.report[0]?.select).toMatchObject({ kind: 'expr', source: '$user.context' });
  });
});

describe('the rest of the words', () => {
  const pack = load('gamma/words.yaml');

  test('user fields keep the types of their choices and defaults', () => {
    const fields = Object.fromEntries((pack.feeds.get('events')?.userFields ?? []).map((one) => [one.name, one]));
    expect(fields['lists']).toMatchObject({
      choices: [
        { value: 1, label: 'First' },
        { value: 2, label: 'Second' },
      ],
      default: [1],
    });
    expect(fields['kind']).toMatchObject({
      choices: [
        { value: 6, label: 'Six' },
        { value: 7, label: '7' },
      ],
      default: 6,
    });
    expect(fields['names']).toMatchObject({ default: ['a', 'b'] });
    expect(fields['ratio']).toMatchObject({ default: 1.1, minimum: 0.5 });
    expect(fields['since']).toMatchObject({ default: '2024-01-01' });
  });

  test('tables come inline with their spelling, or from a CSV file', () => {
    expect(pack.tables.get('levels')?.entries).toEqual(
      new Map([
        ['1', 'low'],
        ['2', 'high'],
        ['1.10', 'odd'],
      ]),
    );
    expect(pack.tables.get('kinds')?.entries).toEqual(
      new Map([
        ['a,b', 'indicator'],
        ['10', 'event'],
      ]),
    );
  });

  test('record selectors', () => {
    expect(pack.endpoints.get('index')?.records).toMatchObject({ path: [], entriesAs: 'uuid' });
    expect(pack.endpoints.get('event')?.records).toMatchObject({ path: ['Event'], count: 'one', orEmpty: true });
    expect(pack.endpoints.get('items')?.records).toMatchObject({ path: ['data', 'items.v1'], item: 'node' });
    expect(pack.endpoints.get('search')?.records).toMatchObject({ kind: 'expr', count: 'many' });
    expect(pack.endpoints.get('sent')?.records).toMatchObject({ path: ['result', 'item'], count: 'one' });
  });

  test('a number keeps its spelling in a text position, and is a number in JSON', () => {
    const body = pack.endpoints.get('search')?.request.body;
    expect(shown(body?.kind === 'json' ? body.value : undefined)).toEqual({
      list: '!expr $partition',
      limit: 1.1,
      big: '9007199254740993',
      'after?': '!expr $state.after',
      tags: ['a', '!expr $user.names'],
    });
    const form = pack.endpoints.get('sent')?.request;
    expect(shown(form?.body?.kind === 'form' ? form.body.value : undefined)).toEqual({ a: '1.10' });
    expect(shown(form?.query)).toEqual({ q: ['x', '2.0'] });
    const entry = pack.feeds.get('events')?.report[0];
    expect(entry?.tags).toMatchObject({ kind: 'literal', value: ['a', '1.10'] });
    expect(entry?.attributes[1]).toMatchObject({ name: 'Version', value: { kind: 'literal', value: '1.10' } });
  });

  test('a long text comes from a file beside the definition', () => {
    const body = pack.endpoints.get('items')?.request.body;
    expect(body?.kind === 'graphql' && body.query.kind === 'literal' ? body.query.value : '').toContain('query Items');
  });

  test('sources, snapshots, filters and relations', () => {
    const [events, lists] = [pack.feeds.get('events'), pack.feeds.get('lists')];
    expect(events?.source).toMatchObject({ kind: 'each', each: 'index', call: 'event', concurrency: 1 });
    expect(lists?.source).toMatchObject({
      kind: 'call',
      variants: [
        { call: 'search', when: { source: '$user.fast' } },
        { call: 'items', when: undefined },
      ],
    });
    expect([events?.snapshot, lists?.snapshot]).toMatchObject([
      { floor: 10, maxShare: 0.25 },
      { floor: 1, maxShare: 0.5, when: undefined },
    ]);
    expect(events?.quarantineLimit).toEqual({ records: 5, share: 0.1 });
    expect(events?.filters.map((one) => one.kind)).toEqual(['drop', 'set', 'expand']);
    expect(events?.relate).toMatchObject([{ from: { source: 'uuid' }, to: { source: 'target' }, as: { source: 'kind' } }]);
    expect(events?.report.map((one) => one.name)).toEqual(['thing', 'copy']);
    expect(events?.report[0]).toMatchObject({
      validFor: 30 * 86_400_000,
      related: [{ to: 'copy', as: { kind: 'literal', value: 'mentions' } }],
      each: { levels: [{}, {}], where: { source: '$exists(value)' } },
    });
    expect(events?.report[0]?.attributes[3]).toMatchObject({ kind: 'from', only: ['colour'], rule: 'update' });
  });
});

test('a loaded pack can not be changed', () => {
  const pack = load('gamma/words.yaml');
  expect(() => Object.assign(pack, { name: 'other' })).toThrow(TypeError);
  expect(Object.isFrozen(pack.feeds.get('events')?.report[0]?.attributes[0])).toBe(true);
});

test('the hash covers included files, not the folder that they lie in', () => {
  const files = (table: string, folder = ''): string | undefined =>
    loadFiles({
      [`${folder}demo.yaml`]: 'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0\ntables: { t: ./t.csv }\n',
      [`${folder}t.csv`]: table,
    }).pack?.hash;
  expect(files('k,v\na,1\n')).toMatch(/^[0-9a-f]{64}$/);
  expect(files('k,v\na,1\n')).not.toBe(files('k,v\na,2\n'));
  expect(files('k,v\na,1\n')).toBe(files('k,v\na,1\n', 'deep/'));
});

test('an anchor is repeated by its alias, and `<<` merges without overwriting, which is told', () => {
  const loaded = demo(`endpoints:
  a: &base { request: &get { path: /a }, records: items }
  b: { <<: *base, request: { <<: *get, path: /b } }
`);
  // YAML 1.2 has aliases, and no merge keys.
  expect(shortly(loaded)).toEqual(['yaml.merge-key 7:8', 'yaml.merge-key 7:30']);
  expect(loaded.pack?.endpoints.get('b')).toMatchObject({ request: { path: { value: '/b' } }, records: { path: ['items'] } });
});

test('a feed may give a shared field another label, and may not give it another type', () => {
  const shared =
    'user_fields: { host: { label: Host, type: url, default: a.example } }\nendpoints: { e: { request: { path: / }, records: $ } }\n';
  const text = (field: string): string =>
    `${shared}feeds:\n  f: { title: F, source: e, report: { a: { type: note, value: !expr a } }, user_fields: { host: ${field} } }\n`;
  expect(demo(text('{ label: Server }')).pack?.feeds.get('f')?.userFields[0]).toMatchObject({
    name: 'host',
    label: 'Server',
    type: 'url',
    default: 'a.example',
  });
  expect(shortly(demo(text('{ label: Server, type: text }')))).toEqual([expect.stringMatching(/^user-field.other-type /)]);
});
