/** The shipped definition of a MISP feed, against a directory of events that are made up here. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';
import { definitions } from '../../definition-runs.ts';

const file = join(definitions, 'misp/feed.yaml');
const vendor = await ownVendor();
const NOW = Date.UTC(2026, 4, 4);
const DAY = 86_400_000;
/** As MISP writes it: text of seconds. */
const ago = (days: number): string => String((NOW - days * DAY) / 1000);

interface Event {
  readonly uuid: string;
  readonly timestamp: string;
  readonly [name: string]: unknown;
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
let numbered = 100;
const attribute = (type: string, value: string, more: object = {}): object => ({
  uuid: uuid(numbered++),
  type,
  value,
  to_ids: true,
  deleted: false,
  category: 'Network activity',
  comment: '',
  timestamp: ago(2),
  ...more,
});
const event = (n: number, attributes: readonly object[], more: object = {}): Event => ({
  uuid: uuid(n),
  info: `Event ${n}`,
  date: '2026-05-02',
  timestamp: ago(2),
  published: true,
  analysis: '2',
  threat_level_id: '3',
  Orgc: { name: 'Made-up CERT' },
  Attribute: attributes,
  ...more,
});

let events: readonly Event[];
let folder: string;
beforeEach(() => {
  events = [];
  folder = emptyFolder();
  vendor.answer = ({ url: { pathname } }) => {
    if (pathname === '/manifest.json')
      return { json: Object.fromEntries(events.map(({ uuid: id, info, timestamp }) => [id, { info, timestamp }])) };
    const found = events.find(({ uuid: id }) => pathname === `/${id}.json`);
    return found === undefined ? { status: 404 } : { json: { Event: found } };
  };
});

const run = async (day = 0, options: object = {}) => {
  vendor.asked.length = 0;
  const { row } = await runLive({
    file,
    feed: 'events',
    vendor,
    folder,
    now: NOW + day * DAY,
    options: { url: vendor.origin, ...options },
  });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    const made = ([...store.objects({})] as readonly ObjectView[]).filter(({ type }) => type === 'indicator');
    const active = made.filter(({ status }) => status === 'Active');
    return {
      row,
      made,
      kinds: active.map(({ subtype, value }) => `${subtype}: ${String(value)}`).toSorted(),
      asked: vendor.asked.length,
    };
  } finally {
    store.close();
  }
};

test.each<[string, string, readonly string[]]>([
  ['ip-dst', '192.0.2.7', ['IP Address: 192.0.2.7']],
  ['ip-src', '192.0.2.0/24', ['CIDR Block: 192.0.2.0/24']],
  ['ip-src', '192.0.2.7/32', ['IP Address: 192.0.2.7']],
  ['ip-dst', '2001:db8::/32', ['IPv6 CIDR Block: 2001:db8::/32']],
  ['ip-dst', '2001:db8::7', ['IPv6 Address: 2001:db8::7']],
  ['ip-dst|port', '2001:db8::7|443', ['IPv6 Address: 2001:db8::7']],
  ['hostname|port', 'c2.example.com|8443', ['FQDN: c2.example.com']],
  ['domain|ip', 'c2.example.com|192.0.2.7', ['FQDN: c2.example.com', 'IP Address: 192.0.2.7']],
  ['filename|sha256', `a|b.exe|${'c'.repeat(64)}`, ['Filename: a|b.exe', `SHA-256: ${'c'.repeat(64)}`]],
  ['filename|imphash', `a.exe|${'c'.repeat(32)}`, ['Filename: a.exe']],
  ['malware-sample', `a.exe|${'c'.repeat(32)}`, ['Filename: a.exe', `MD5: ${'c'.repeat(32)}`]],
  ['regkey|value', 'HKCU\\Run\\x|a|b', ['Registry Key: HKCU\\Run\\x']],
  ['url', 'https://a.example/x|y', ['URL: https://a.example/x|y']],
  ['ip-dst', 'no address', []],
  ['comment', '192.0.2.7', []],
])('an attribute %s of %s', async (type, value, expected) => {
  events = [event(1, [attribute(type, value)])];
  const { row, kinds, made } = await run();
  expect(kinds).toEqual([...expected].toSorted());
  expect(made).toHaveLength(expected.length);
  expect(row.records.quarantined).toBe(0);
});

test('the stricter of the markings of event and attribute holds, however they are written', async () => {
  const tag = (...names: readonly string[]): object => ({ Tag: names.map((name) => ({ name })) });
  events = [
    event(
      1,
      [attribute('domain', 'a.example'), attribute('domain', 'b.example', tag('tlp:red'))],
      tag('TLP:GREEN', 'tlp:amber+strict'),
    ),
    event(2, [attribute('domain', 'c.example'), attribute('domain', 'd.example', tag('tlp:clear'))], tag('tlp:green')),
    event(3, [attribute('domain', 'e.example')], tag('tlpx', 'type:OSINT')),
  ];
  const { made } = await run();
  expect(made.map(({ value, tlp }) => [value, tlp ?? undefined])).toEqual([
    ['a.example', 'amber'],
    ['b.example', 'red'],
    ['c.example', 'green'],
    ['d.example', 'green'],
    ['e.example', undefined],
  ]);
});

test('an event that is published late is fetched, and those that are known are not asked for again', async () => {
  events = [
    event(1, [attribute('domain', 'one.example')]),
    event(2, [attribute('domain', 'old.example')], { timestamp: ago(90) }),
  ];
  expect(await run()).toMatchObject({ kinds: ['FQDN: one.example'], asked: 2 });
  events = [...events, event(3, [attribute('domain', 'late.example')], { timestamp: ago(60) })];
  expect(await run(1)).toMatchObject({ kinds: ['FQDN: late.example', 'FQDN: one.example'], asked: 2 });
  expect((await run(2)).asked).toBe(1);
  events = events.map((one) => (one.uuid === uuid(2) ? { ...one, timestamp: ago(-2) } : one));
  expect(await run(3)).toMatchObject({ kinds: ['FQDN: late.example', 'FQDN: old.example', 'FQDN: one.example'], asked: 2 });
});

describe('what was listed and is no longer expires', () => {
  const keep = [attribute('domain', 'keep.example'), attribute('domain', 'also.example')];
  const go = (more: object = {}): object => attribute('domain', 'go.example', more);
  const object = (attributes: readonly object[], deleted = false): object => ({
    Object: [{ name: 'x', deleted, Attribute: attributes }],
  });
  const before = event(1, [...keep, go()]);
  const changed = (attributes: readonly object[], more: object = {}): Event =>
    event(1, attributes, { timestamp: ago(-1), ...more });
  const KEPT = ['FQDN: also.example', 'FQDN: keep.example'];

  test.each<[string, Event, Event]>([
    ['an attribute that is marked as deleted', before, changed([...keep, go({ deleted: true })])],
    ['an attribute that is left out', before, changed(keep)],
    ['an attribute that lost its mark for detection', before, changed([...keep, go({ to_ids: false })])],
    ['an attribute of an object that is marked as deleted', event(1, keep, object([go()])), changed(keep, object([go()], true))],
    ['an attribute of an object that is left out', event(1, keep, object([go()])), changed(keep)],
    ['a value that was corrected', before, changed([...keep, go({ value: 'keep.example' })])],
  ])('%s', async (_, first, second) => {
    events = [first, event(2, [attribute('domain', 'other.example')])];
    expect((await run()).kinds).toEqual([...KEPT, 'FQDN: go.example', 'FQDN: other.example'].toSorted());
    events = [second, ...events.slice(1)];
    const { row, kinds, made } = await run(2);
    expect(kinds).toEqual([...KEPT, 'FQDN: other.example'].toSorted());
    expect(made.find(({ value }) => value === 'go.example')?.status).toBe('Expired');
    expect(row.objects.withdrawn).toBe(1);
  });

  test('not so what another event, or another attribute, still lists', async () => {
    events = [before, event(2, [go()])];
    await run();
    events = [changed(keep), ...events.slice(1)];
    expect((await run(2)).kinds).toContain('FQDN: go.example');
    events = [event(1, [...keep, go({ deleted: true }), go()], { timestamp: ago(-3) }), event(2, keep, { timestamp: ago(-3) })];
    expect((await run(4)).kinds).toContain('FQDN: go.example');
  });

  test.each<[string, readonly Event[]]>([
    ['left the manifest', []],
    ['is no longer published', [event(3, [attribute('domain', 'go.example')], { timestamp: ago(-1), published: false })]],
  ])('all of an event that %s', async (_, left) => {
    const others = [event(1, keep), event(2, [attribute('domain', 'other.example')])];
    events = [...others, event(3, [go()])];
    await run();
    events = [...others, ...left];
    const { row, kinds } = await run(2);
    expect(kinds).toEqual([...KEPT, 'FQDN: other.example'].toSorted());
    expect(row.objects).toMatchObject({ withdrawn: 2, by_type: { indicator: 1, report: 1 } });
  });

  test('an event that is the only one may lose all', async () => {
    events = [before];
    await run();
    events = [changed([], { published: false })];
    expect(await run(2)).toMatchObject({ kinds: [], row: { status: 'succeeded', objects: { withdrawn: 4 } } });
  });

  test('a manifest without events is refused', async () => {
    events = [before];
    await run();
    events = [];
    expect(await run(1)).toMatchObject({ kinds: [...KEPT, 'FQDN: go.example'].toSorted(), row: { status: 'failed' } });
  });
});
