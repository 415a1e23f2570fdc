import { describe, expect, test } from 'vitest';
import { makeDraft, type Made } from '../../engine/scaffold/make-draft.ts';
import { readSample } from '../../engine/scaffold/sample/read-sample.ts';
import { makeZip } from '../components/decoders/make-zip.ts';

const never = new AbortController().signal;

const draft = async (body: string | Uint8Array, pack = 'made', records?: string): Promise<Made> => {
  const sample = await readSample(typeof body === 'string' ? Buffer.from(body) : body, records, never);
  return makeDraft(sample, {
    names: { pack, feed: 'records', title: 'Made' },
    origin: { baseUrl: 'https://feed.example.com', path: '/x' },
    given: { hints: [sample.place.path.at(-1) ?? '', pack] },
    file: 'sample',
  });
};

describe('the value', () => {
  test.each([
    ['is no address that every record shares', '0.0.0.0 bad.example\n0.0.0.0 worse.example.net\n', 'domain'],
    ['is an autonomous system under a name that says so', '[{"asn":64496,"domain":"a.example"},{"asn":64497}]', 'asn'],
    ['is nothing that most records lack', '[{"name":"a","ip":"192.0.2.1"},{"name":"b"},{"name":"c"}]', 'name'],
    [
      'is no link back to the record',
      '[{"alert_id":"a-000001","title":"One","page":"https://v.example/a/a-000001"},{"alert_id":"a-000002","title":"Two","page":"https://v.example/a/a-000002"}]',
      'title',
    ],
    ['is no link under a name for links', '[{"title":"Some post","webUrl":"https://blog.example/1"}]', 'title'],
    ['stands deeper only where no name stands above', '{"x":[{"org":{"name":"Org"},"info":"A wave"}]}', 'info'],
  ])('%s', async (_what, text, value) => {
    expect((await draft(text)).draft.value.path).toEqual([value]);
  });

  test('that was defanged is taken as it was', async () => {
    const { definition } = await draft('hxxp://bad[.]example[.]com/x\nhxxps://worse[.]example[.]net/\n');
    expect(definition).toContain('subtype: URL');
    expect(definition).toContain('value: !expr $refang(url)');
  });

  test('falls back to an id where a record has none', async () => {
    const { definition } = await draft('[{"cve_id":"CVE-2099-0001","note_id":"n1"},{"note_id":"n2"}]');
    expect(definition).toContain('type: vulnerability');
    expect(definition).toContain('value: !expr "$first(cve_id, note_id)"');
    expect(definition).toContain('key: !expr note_id');
    expect(definition).not.toContain('filters:');
  });
});

test.each([
  ['alerts', '{"value":[{"id":"1","title":"x y"}]}', 'incident'],
  ['made', '{"alerts":[{"id":"1","title":"x y"}]}', 'incident'],
  ['made', '[{"id":"1","userPrincipalName":"me@corp.example","displayName":"Me"}]', 'identity'],
  ['made', '[{"id":"1","malware_name":"Some Loader"}]', 'malware'],
  ['made', '[{"id":"1","title":"x y"}]', 'report'],
])('of pack %s, %s gives the type %s, told apart by id', async (pack, text, type) => {
  const { definition } = await draft(text, pack);
  expect(definition).toContain(`type: ${type}\n        identity: !expr id\n`);
});

describe('the records', () => {
  test.each([
    [
      'of a map whose keys are ids',
      '{"8d2ac4a0-53f5-4d39-9c8f-7f1f7f6f1c11":{"info":"a","Tag":[{"name":"t"}]}}',
      'entries_as: id',
    ],
    ['of a map whose ids have lists', '{"1501":[{"ioc":"192.0.2.1:80"}],"1502":[{"ioc":"a.example"}]}', 'entries_as: id'],
    [
      'of rows beside their names',
      '{"fields":["ip","score"],"rows":[["192.0.2.1",5],["192.0.2.2",6]]}',
      '{ at: "rows", columns: fields }',
    ],
    [
      'of rows with names further off',
      '{"meta":{"columns":[{"name":"ip"},{"name":"score"}]},"data":[["192.0.2.1",5]]}',
      '{ at: "data", columns: meta.columns }',
    ],
    ['of rows below their names', '[["ip","score"],["192.0.2.1",5]]', 'columns: { header: true }'],
    ['of rows without names', '[["192.0.2.1",5],["192.0.2.2",6]]', 'columns: [column_1, column_2]'],
    ['of maps rather than of corners', '{"box":[[1,2],[3,4]],"list":[{"ip":"192.0.2.1"}]}', 'list'],
    ['of plain values', '{"count":2,"ips":["192.0.2.1","192.0.2.2"]}', '{ at: "ips", as: value }'],
    [
      'in a wrapping each',
      '{"list":[{"cve":{"id":"CVE-2099-0001"}},{"cve":{"id":"CVE-2099-0002"}}]}',
      '{ at: "list", item: cve }',
    ],
    [
      'of a connection in GraphQL',
      '{"data":{"iocs":{"edges":[{"cursor":"a","node":{"ip":"192.0.2.1"}}]}}}',
      '{ at: "data.iocs.edges", item: node }',
    ],
    [
      'of XML with one element only',
      '<rss><channel><title>x</title><item><title>y z</title></item></channel></rss>',
      'rss.channel.item',
    ],
  ])('%s are found', async (_what, text, records) => {
    expect((await draft(text)).definition).toMatch(new RegExp(`records: .*${records.replace(/[{}.[\]]/g, '\\$&')}`));
  });

  test('are read as what they are where somebody says where they stand', async () => {
    const text = '{"more":[{"id":1},{"id":2}],"fields":["ip","score"],"rows":[["192.0.2.1",5]],"ips":["192.0.2.1"]}';
    expect((await draft(text, 'made', 'rows')).definition).toContain('records: { at: "rows", columns: fields }');
    expect((await draft(text, 'made', 'ips')).definition).toContain('records: { at: "ips", as: value }');
    expect((await draft(text, 'made', 'more')).definition).toContain('records: more');
  });

  test('are taken out of the one table of an archive', async () => {
    const zip = makeZip([
      { name: 'readme.txt', content: 'Hello.' },
      { name: 'data/list.csv', content: 'ip,score\n192.0.2.1,3\n192.0.2.2,4\n' },
    ]);
    const { definition } = await draft(zip);
    expect(definition).toContain('decode: [{ zip: { entry: "*.csv" } }, csv]');
  });
});

test.each([
  ['{"next":"https://v.example/?page=2","data":[{"ip":"192.0.2.1"}]}', 'kind: next_url, url: !expr next }'],
  ['{"links":{"next":"/v1?page=2"},"data":[{"ip":"192.0.2.1"}]}', 'kind: next_url, url: !expr links.next }'],
  ['{"meta":{"cursor":"abc"},"data":[{"ip":"192.0.2.1"}]}', 'kind: cursor, token: !expr meta.cursor }'],
  [
    '{"nextPageToken":"abc","has_more":true,"data":[{"ip":"192.0.2.1"}]}',
    'kind: cursor, token: !expr nextPageToken, stop_when: !expr "has_more = false" }',
  ],
  ['{"next_page":2,"data":[{"ip":"192.0.2.1"}]}', 'kind: cursor, token: !expr next_page }'],
  [
    '{"meta":{"page":1,"pages":3,"per_page":1},"data":[{"ip":"192.0.2.1"}]}',
    'kind: page_number, total_pages: !expr meta.pages, size: 1 }',
  ],
  [
    '{"page":{"number":0,"size":1,"totalElements":3,"totalPages":3},"data":[{"ip":"192.0.2.1"}]}',
    'kind: page_number, start: 0, total_pages: !expr page.totalPages, size: 1 }',
  ],
  ['{"offset":0,"limit":1,"total":9,"data":[{"ip":"192.0.2.1"}]}', 'kind: offset, size: 1, total: !expr total }'],
])('further pages are asked for as the sample says: %s', async (text, paginate) => {
  expect((await draft(text)).definition).toContain(`    paginate: { ${paginate}\n`);
});

test.each([
  ['{"total":1000,"data":[{"ip":"192.0.2.1"}]}', 'holds 1 of 1000 records by its total'],
  ['{"total":1,"data":[{"ip":"192.0.2.1"}]}', 'if an answer holds only a part'],
  ['{"next":null,"data":[{"ip":"192.0.2.1"}]}', 'next is empty in the sample'],
])('a remark says what the sample leaves open of further pages: %s', async (text, remark) => {
  expect((await draft(text)).definition).toMatch(new RegExp(`# Decide: .*${remark}`));
});

test('the window goes by the last change, the publication by the first', async () => {
  const { definition } = await draft(
    '[{"ip":"192.0.2.1","modified":"2026-01-03T00:00:00Z","firstActivity":"2026-01-01T00:00:00Z","created":"2026-01-02T00:00:00Z"}]',
  );
  expect(definition).toContain('#   window: { time: !expr modified, period: P7D }');
  expect(definition).toContain('published_at: !expr created');
});

test.each([
  ['binary', Buffer.from([0, 1, 2, 3, 255, 254, 10, 65]), 'draft.not-text'],
  ['UTF-16', Buffer.from('ip,score\n192.0.2.1,3\n', 'utf16le'), 'draft.not-text'],
  ['a number', '42', 'draft.no-records'],
  ['a string', '"hello"', 'draft.no-records'],
  ['null', 'null', 'draft.no-records'],
  ['an error', '{"error":{"code":401,"message":"no key"}}', 'draft.no-records'],
  ['an empty list in an envelope', '{"status":"ok","data":[],"total":0}', 'draft.no-records'],
])('%s is no sample', async (_what, body, code) => {
  await expect(draft(body)).rejects.toMatchObject({ code, hint: expect.stringContaining('Take a response') });
});

test('one record with an empty list of its own is a record', async () => {
  expect((await draft('{"id":"x1","ip":"192.0.2.1","tags":[],"error":null}')).draft.value.path).toEqual(['ip']);
});

describe('attributes', () => {
  test.each([
    ['a flag', '{"ip":"192.0.2.1","is_up":true}', 'Is Up: { value: !expr is_up, rule: update }'],
    ['a counter', '{"ip":"192.0.2.1","times_seen":3}', 'Times Seen: { value: !expr times_seen, rule: update }'],
    ['no counter', '{"ip":"192.0.2.1","account_name":"x"}', 'Account Name: !expr account_name'],
    ['a member of the vendor', '{"ip":"192.0.2.1","x_acme_rank":3}', 'Acme Rank: { value: !expr x_acme_rank, rule: update }'],
    ['values of a list', '{"ip":"192.0.2.1","malware_families":["a","b"]}', 'Malware Family: !expr malware_families'],
    ['names in a list of maps', '{"ip":"192.0.2.1","sources":[{"id":5,"name":"a"}]}', 'Source: !expr sources.name'],
    ['a value under its name', '{"ip":"192.0.2.1","risk":{"value":3}}', 'Risk: { value: !expr risk.value, rule: update }'],
    [
      'keys and values',
      '{"ip":"192.0.2.1","more":[{"key":"a","value":"b"}]}',
      'from: { each: !expr more, name: !expr key, value: !expr value }',
    ],
  ])('of %s', async (_what, record, line) => {
    expect((await draft(`[${record}]`)).definition).toContain(`          ${line}\n`);
  });

  test('what none holds is named', async () => {
    const { definition } = await draft('[{"ip":"192.0.2.1","empty":"","odd":[{"a":{"b":[{"c":1}]}}]}]');
    expect(definition).toContain('# Left out, since the sample has no value for them: empty.');
    expect(definition).toMatch(/# Decide: left out is what no attribute holds as it is: odd\./);
  });
});

test('members around a list that is expanded go along, but for ids', async () => {
  const { definition } = await draft('[{"batch_id":"b1","origin":"mail","list":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]}]');
  expect(definition).toContain(`- expand: !expr "list.$merge([{ 'origin': $$.origin }, $])"`);
  expect(definition).toContain('# Left out of what is around them: batch_id.');
  expect(definition).toContain('Origin: !expr origin');
});
