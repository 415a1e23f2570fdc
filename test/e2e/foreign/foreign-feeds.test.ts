/** Habits of vendors that were met elsewhere, over three runs each; what the store must hold is written down by hand. */
import { expect, test } from 'vitest';
import { foreignWorld } from './foreign-world.ts';

test('keyset by update id: what has changed comes under a new number, page after page', async () => {
  const world = await foreignWorld('tidemark', 'intelligence');
  const at = (update_id: number, id: number, itype: string, value: string, more: object = {}) => ({
    update_id,
    id,
    itype,
    value,
    status: 'active',
    ...more,
  });
  let all = [
    at(11, 1, 'mal_ip', '192.0.2.1', { confidence: 60, tags: [{ name: 'c2' }, { name: 'apt' }] }),
    at(12, 2, 'mal_domain', 'Bad.example', { confidence: 70 }),
    at(14, 3, 'phish_url', 'http://phish.example/a', { confidence: 80 }),
  ];
  world.vendor.answer = ({ url }) => ({
    json: { objects: all.filter(({ update_id }) => update_id > Number(url.searchParams.get('update_id__gt'))).slice(0, 2) },
  });
  const asked = (): readonly (string | null)[] => world.vendor.asked.map(({ url }) => url.searchParams.get('update_id__gt'));

  expect(await world.run('2026-01-01T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { created: 3 } });
  expect(asked()).toEqual(['0', '12', '14']);
  expect(await world.objects('2026-01-01T00:00:00Z')).toEqual([
    'indicator (FQDN) Bad.example: Confidence=70',
    'indicator (IP Address) 192.0.2.1: Confidence=60, Tag=apt, Tag=c2',
    'indicator (URL) http://phish.example/a: Confidence=80',
  ]);

  all = [
    at(14, 3, 'phish_url', 'http://phish.example/a', { confidence: 80 }),
    at(21, 1, 'mal_ip', '192.0.2.1', { confidence: 90, tags: [{ name: 'botnet' }] }),
    at(22, 2, 'mal_domain', 'Bad.example', { confidence: 70, status: 'falsepos' }),
    at(23, 4, 'mal_ip', '192.0.2.4'),
  ];
  expect(await world.run('2026-01-02T00:00:00Z')).toMatchObject({
    status: 'succeeded',
    objects: { created: 1, updated: 1, withdrawn: 1 },
  });
  expect(asked()).toEqual(['14', '22', '23']);
  const after = [
    'indicator (FQDN) Bad.example, Expired: Confidence=70',
    'indicator (IP Address) 192.0.2.1: Confidence=90, Tag=apt, Tag=botnet, Tag=c2',
    'indicator (IP Address) 192.0.2.4',
    'indicator (URL) http://phish.example/a: Confidence=80',
  ];
  expect(await world.objects('2026-01-02T00:00:00Z')).toEqual(after);

  expect(await world.run('2026-01-03T00:00:00Z')).toMatchObject({ status: 'succeeded', records: { fetched: 0 } });
  expect(asked()).toEqual(['23']);
  expect(await world.objects('2026-01-03T00:00:00Z')).toEqual(after);
});

test('hourly packages with partitions: each list goes on with its own hours, and an hour that is not over is left', async () => {
  const world = await foreignWorld('hourglass', 'packages');
  const packages: Record<string, readonly string[]> = {
    'phishing/2026010100': ['p0.example'],
    'phishing/2026010101': ['p1.example', 'both.example'],
    'malware/2026010102': ['m2.example', 'both.example'],
  };
  world.vendor.answer = ({ url }) => {
    const items = packages[url.pathname.replace('/packages/', '').replace('.json', '')];
    return items === undefined ? { status: 404, json: { message: 'no such package' } } : { json: { items } };
  };
  const asked = (): readonly string[] => world.vendor.asked.map(({ url }) => url.pathname.replace('/packages/', '')).toSorted();

  const first = await world.run('2026-01-01T03:30:00Z');
  expect(first).toMatchObject({ status: 'succeeded', records: { fetched: 5 }, objects: { created: 4 } });
  expect(first.notes).toMatchObject({ 'no package for this hour': 3 });
  expect(asked()).toEqual([
    'malware/2026010100.json',
    'malware/2026010101.json',
    'malware/2026010102.json',
    'phishing/2026010100.json',
    'phishing/2026010101.json',
    'phishing/2026010102.json',
  ]);
  expect(await world.objects('2026-01-01T03:30:00Z')).toEqual([
    'indicator (FQDN) both.example: List=malware, List=phishing',
    'indicator (FQDN) m2.example: List=malware',
    'indicator (FQDN) p0.example: List=phishing',
    'indicator (FQDN) p1.example: List=phishing',
  ]);

  packages['phishing/2026010103'] = ['p3.example'];
  expect(await world.run('2026-01-01T04:10:00Z', { set: ['lists=phishing'] })).toMatchObject({ status: 'succeeded' });
  expect(asked()).toEqual(['phishing/2026010103.json']);

  packages['malware/2026010103'] = ['m3.example'];
  packages['malware/2026010104'] = ['m4.example'];
  expect(await world.run('2026-01-01T05:59:00Z')).toMatchObject({ status: 'succeeded', objects: { created: 2 } });
  expect(asked()).toEqual(['malware/2026010103.json', 'malware/2026010104.json', 'phishing/2026010104.json']);
  expect(await world.objects('2026-01-01T05:59:00Z')).toEqual([
    'indicator (FQDN) both.example: List=malware, List=phishing',
    'indicator (FQDN) m2.example: List=malware',
    'indicator (FQDN) m3.example: List=malware',
    'indicator (FQDN) m4.example: List=malware',
    'indicator (FQDN) p0.example: List=phishing',
    'indicator (FQDN) p1.example: List=phishing',
    'indicator (FQDN) p3.example: List=phishing',
  ]);
});

test('snapshot by partition: what one list no longer has stays while another has it', async () => {
  const world = await foreignWorld('roster', 'entries');
  let lists: Record<string, readonly object[]> = {
    red: [{ ip: '192.0.2.1', note: 'from red' }, { ip: '192.0.2.2' }],
    blue: [{ ip: '192.0.2.2' }, { ip: '192.0.2.3' }],
  };
  world.vendor.answer = ({ url }) => ({ json: { entries: lists[url.pathname.replace('/lists/', '')] ?? [] } });
  expect(await world.run('2026-01-01T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { created: 3 } });

  lists = { red: [{ ip: '192.0.2.1', note: 'still' }], blue: [{ ip: '192.0.2.2' }] };
  expect(await world.run('2026-01-02T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { withdrawn: 2 } });
  expect(await world.objects('2026-01-02T00:00:00Z')).toEqual([
    'indicator (IP Address) 192.0.2.1: Note=still',
    'indicator (IP Address) 192.0.2.2',
    'indicator (IP Address) 192.0.2.3, Expired',
  ]);

  lists = { red: [{ ip: '192.0.2.3' }], blue: [] };
  expect(await world.run('2026-01-03T00:00:00Z')).toMatchObject({ status: 'succeeded' });
  expect(await world.objects('2026-01-03T00:00:00Z')).toEqual([
    'indicator (IP Address) 192.0.2.1, Expired: Note=still',
    'indicator (IP Address) 192.0.2.2, Expired',
    'indicator (IP Address) 192.0.2.3',
  ]);
});

test('an index of CSVs with an update strategy by option: only files of the strategy, and of them what is new or another', async () => {
  const world = await foreignWorld('stacks', 'hosts');
  const files: Record<string, string> = {
    'whole.csv': 'host,score,change\na.example,10,\nb.example,20,\n',
    'd1.csv': 'host,score,change\nb.example,25,changed\nc.example,30,added\n',
  };
  let index = [
    { name: 'whole.csv', kind: 'whole', published: '2026-01-01T00:00:00Z', sha256: 'w1' },
    { name: 'old.csv', kind: 'changes', published: '2025-11-01T00:00:00Z', sha256: 'o1' },
    { name: 'd1.csv', kind: 'changes', published: '2026-01-01T06:00:00Z', sha256: 'd1' },
  ];
  world.vendor.answer = ({ url }) => {
    if (url.pathname === '/index.json') return { json: { files: index } };
    const text = files[url.pathname.replace('/files/', '')];
    return text === undefined ? { status: 404 } : { text, headers: { 'content-type': 'text/csv' } };
  };
  const asked = (): readonly string[] => world.vendor.asked.map(({ url }) => url.pathname);

  expect(await world.run('2026-01-01T12:00:00Z', { set: ['strategy=whole'] })).toMatchObject({ objects: { created: 2 } });
  expect(asked()).toEqual(['/index.json', '/files/whole.csv']);

  expect(await world.run('2026-01-02T00:00:00Z', { set: ['strategy=changes'] })).toMatchObject({ status: 'succeeded' });
  expect(asked()).toEqual(['/index.json', '/files/d1.csv']);
  expect(await world.objects('2026-01-02T00:00:00Z')).toEqual([
    'indicator (FQDN) a.example: Score=10',
    'indicator (FQDN) b.example: Score=25',
    'indicator (FQDN) c.example: Score=30',
  ]);

  index = [...index, { name: 'd2.csv', kind: 'changes', published: '2026-01-02T06:00:00Z', sha256: 'd2' }];
  files['d2.csv'] = 'host,score,change\na.example,10,removed\nd.example,40,added\n';
  expect(await world.run('2026-01-03T00:00:00Z')).toMatchObject({ objects: { created: 1, withdrawn: 1 } });
  expect(asked()).toEqual(['/index.json', '/files/d2.csv']);
  expect(await world.objects('2026-01-03T00:00:00Z')).toEqual([
    'indicator (FQDN) a.example, Expired: Score=10',
    'indicator (FQDN) b.example: Score=25',
    'indicator (FQDN) c.example: Score=30',
    'indicator (FQDN) d.example: Score=40',
  ]);
});

test('relations inside records: between the entities of a record, by the names that the record gives them', async () => {
  const world = await foreignWorld('lattice', 'reports');
  const first = {
    id: 'r1',
    revision: 1,
    title: 'Night Heron',
    relation: 'describes',
    entities: [
      { id: 1, kind: 'actor', name: 'Heron' },
      { id: 2, kind: 'malware', name: 'Reed' },
    ],
    links: [{ source: 1, target: 2, verb: 'uses' }],
  };
  let reports: readonly object[] = [first];
  world.vendor.answer = () => ({ json: { reports } });
  expect(await world.run('2026-01-01T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { created: 3 } });
  expect(await world.objects('2026-01-01T00:00:00Z')).toEqual([
    'adversary Heron → describes Night Heron, uses Reed',
    'malware Reed → describes Night Heron, uses Heron',
    'report Night Heron → describes Heron, describes Reed',
  ]);

  reports = [
    {
      ...first,
      revision: 2,
      entities: [...first.entities, { id: 3, kind: 'campaign', name: 'Marsh' }],
      links: [...first.links, { source: 3, target: 1, verb: 'attributed to' }],
    },
  ];
  expect(await world.run('2026-01-02T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { created: 1 } });
  const after = [
    'adversary Heron → attributed to Marsh, describes Night Heron, uses Reed',
    'campaign Marsh → attributed to Heron, describes Night Heron',
    'malware Reed → describes Night Heron, uses Heron',
    'report Night Heron → describes Heron, describes Marsh, describes Reed',
  ];
  expect(await world.objects('2026-01-02T00:00:00Z')).toEqual(after);

  expect(await world.run('2026-01-03T00:00:00Z')).toMatchObject({ status: 'succeeded', objects: { unchanged: 4 } });
  expect(await world.objects('2026-01-03T00:00:00Z')).toEqual(after);
});

test('a threshold that is fallen below: what is known expires, what was never there is not made, and the actor of others stays', async () => {
  const world = await foreignWorld('gauge', 'scores');
  let scores: readonly object[] = [];
  const at = (id: number, score: number, changed_at: string) => ({ id, ip: `192.0.2.${id}`, score, actor: 'Heron', changed_at });
  world.vendor.answer = () => ({ json: { scores } });

  scores = [at(1, 80, '2026-01-01T01:00:00Z'), at(2, 60, '2026-01-01T01:00:00Z'), at(3, 10, '2026-01-01T01:00:00Z')];
  expect(await world.run('2026-01-01T12:00:00Z')).toMatchObject({
    records: { mapped: 2, dropped: { 'below the threshold': 1 } },
    objects: { created: 3, nothing_to_withdraw: 1 },
  });
  expect(await world.objects('2026-01-01T12:00:00Z')).toEqual([
    'adversary Heron → 192.0.2.1, 192.0.2.2',
    'indicator (IP Address) 192.0.2.1: Score=80 → Heron',
    'indicator (IP Address) 192.0.2.2: Score=60 → Heron',
  ]);

  scores = [at(1, 85, '2026-01-02T01:00:00Z'), at(2, 40, '2026-01-02T01:00:00Z')];
  expect(await world.run('2026-01-02T12:00:00Z')).toMatchObject({
    records: { mapped: 1, dropped: { 'below the threshold': 1 } },
    objects: { updated: 1, withdrawn: 1 },
  });
  expect(await world.objects('2026-01-02T12:00:00Z')).toEqual([
    'adversary Heron → 192.0.2.1, 192.0.2.2',
    'indicator (IP Address) 192.0.2.1: Score=85 → Heron',
    'indicator (IP Address) 192.0.2.2, Expired: Score=60 → Heron',
  ]);

  scores = [at(2, 55, '2026-01-03T01:00:00Z')];
  expect(await world.run('2026-01-03T12:00:00Z')).toMatchObject({ records: { mapped: 1 } });
  expect(await world.objects('2026-01-03T12:00:00Z')).toEqual([
    'adversary Heron → 192.0.2.1, 192.0.2.2',
    'indicator (IP Address) 192.0.2.1: Score=85 → Heron',
    'indicator (IP Address) 192.0.2.2: Score=55 → Heron',
  ]);
});
