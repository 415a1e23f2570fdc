/** What else makes a feed well or unwell, and what `health` makes of hostile words and wrong use. */
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { join } from 'node:path';
import { answering, CONFIG, DEFINITION, page, SECRET, watched, type Case } from './watched-feed.ts';

const ONE: Case = { id: 1, domain: 'one.example', severity: 'high', changed_at: '2025-12-31T20:00:00Z' };
const instances = (text: string): string => `store: sqlite:./feeds.db\ninstances:\n  ${text}\n`;

describe('a vendor that says that nothing is new', () => {
  test('is believed; after a month it is told without calling anybody, and earlier where somebody expects more', async () => {
    const world = await watched(
      instances('listed: { feed: watch/list }\n  eager: { feed: watch/list, health: { changed: P3D } }'),
    );
    const { go, run, health, vendor } = world;
    vendor.answer = ({ headers }) =>
      headers['if-none-match'] === undefined
        ? { headers: { etag: '"1"' }, json: { data: [{ id: 1, domain: 'a.example' }] } }
        : { status: 304 };
    const both = async (time: string) => {
      go(time);
      await run('listed');
      await run('eager');
      const { code, lines } = await health();
      return [code, ...lines.map(({ instance, state, words }) => `${instance} ${state}: ${words}`)];
    };
    expect(await both('2026-01-01T00:00:00Z')).toEqual([
      0,
      'eager new: 1 object changed, of 1 record',
      'listed new: 1 new object, of 1 record',
    ]);
    expect(await both('2026-01-02T00:00:00Z')).toEqual([
      0,
      'eager nothing new: the vendor says so: the server answered 304',
      'listed nothing new: the vendor says so: the server answered 304',
    ]);
    expect(await both('2026-02-01T00:00:00Z')).toEqual([
      1,
      'eager source dormant: it answers, but nothing of it has changed since 2026-01-01T00:00:00Z, 31 d 0 h ago; at most P3D is expected',
      'listed source dormant: it answers, but nothing of it has changed since 2026-01-01T00:00:00Z, 31 d 0 h ago',
    ]);
    expect((await health({}, 'listed')).code).toBe(0);
    expect((await health({}, 'eager')).lines[0]).toMatchObject({
      since: '2026-01-04T00:00:00.000Z',
      place: 'feedwright.yaml:4:49',
      remedy: expect.stringContaining('raise `changed`') as string,
    });
  });
});

describe('partial', () => {
  test('too few records are told; those that a limit cut off call nobody', async () => {
    const world = await watched(instances('watched: { feed: watch/cases, health: { rows: { at_least: 3 } } }'));
    world.vendor.answer = answering(page([ONE]));
    await world.run();
    const few = await world.health();
    expect([few.code, few.lines[0]?.state, few.lines[0]?.words, few.lines[0]?.place]).toEqual([
      1,
      'partial',
      '1 record came, at least 3 are expected',
      'feedwright.yaml:3:49',
    ]);
    world.go('2026-01-01T06:00:00Z');
    world.vendor.answer = answering(page([1, 2, 3, 4].map((id) => ({ ...ONE, id, changed_at: '2026-01-01T05:00:00Z' }))));
    await world.run('watched', { limit: 1 });
    const { code, lines } = await world.health();
    expect([code, lines[0]?.state, lines[0]?.words, lines[0]?.since]).toEqual([
      0,
      'partial',
      'a limit ended it after 1 record',
      few.lines[0]?.since,
    ]);
  });

  test('pages that end before the total are told with the line of the paginator, and by the run itself', async () => {
    const definition = DEFINITION.replace('{ kind: page_number }', '{ kind: page_number, total: !expr total }').replace(
      ', reconcile: !expr total',
      '',
    );
    const world = await watched(CONFIG, definition);
    world.vendor.answer = answering(page([ONE], 4));
    const row = await world.run();
    expect(row?.seen.lacks.map(({ what, words }) => `${what}: ${words}`)).toEqual([
      'pages: its pages ended after 1 of 4 records',
    ]);
    const { code, lines } = await world.health();
    expect([code, lines[0]?.state, lines[0]?.words, lines[0]?.place]).toEqual([
      1,
      'partial',
      'its pages ended after 1 of 4 records',
      'definitions/watch.yaml:19:15',
    ]);
  });

  test('documents that could not be had are told until they come', async () => {
    const definition = DEFINITION.replace(
      'endpoints:\n',
      'endpoints:\n  file: { args: { id: string }, request: { path: !tmpl "/file/{{@args.id}}" }, record: $, key: !expr id }\n',
    ).replace('    source: list\n', '    source: { each: list, call: file, with: { id: !expr id }, on_failure: quarantine }\n');
    const world = await watched(
      instances('listed: { feed: watch/list }'),
      definition.replace('    state: { kind: unchanged }\n', ''),
    );
    let isThere = false;
    world.vendor.answer = ({ url }) => {
      if (url.pathname === '/list') return { json: { data: [{ id: 'a' }, { id: 'b' }] } };
      if (url.pathname === '/file/b' && !isThere) return { status: 500, json: { message: 'gone' } };
      return { json: { id: url.pathname, domain: `${url.pathname.slice(-1)}.example` } };
    };
    await world.run('listed');
    const before = await world.health();
    expect([before.code, before.lines[0]?.state, before.lines[0]?.quarantined]).toEqual([1, 'blocked by records', 1]);
    isThere = true;
    await world.run('listed');
    expect((await world.health()).lines[0]).toMatchObject({ state: 'new', quarantined: 0 });
  });
});

describe('overdue', () => {
  const every = DEFINITION.replace('{ newest_age: P2D,', '{ newest_age: P2D, every: PT12H,');

  test('by what the definition expects, where nothing schedules it', async () => {
    const world = await watched(instances('watched: { feed: watch/cases }'), every);
    world.vendor.answer = answering(page([ONE]));
    await world.run();
    world.go('2026-01-01T13:00:00Z');
    expect((await world.health()).code).toBe(0);
    world.go('2026-01-01T13:30:00Z');
    const { code, lines } = await world.health();
    expect([code, lines[0]?.state, lines[0]?.since]).toEqual([1, 'overdue', '2026-01-01T12:00:00.000Z']);
    expect(lines[0]?.words).toBe('it is to run every PT12H, and was due 1 h 30 min ago: its last run ended 2026-01-01T00:00:00Z');
  });

  test('whoever schedules an instance knows better', async () => {
    const world = await watched(instances('watched: { feed: watch/cases, every: P1D }'), every);
    world.vendor.answer = answering(page([ONE]));
    await world.run();
    world.go('2026-01-01T20:00:00Z');
    expect((await world.health()).lines[0]).toMatchObject({ state: 'new', next_run: '2026-01-02T00:00:00.000Z' });
  });

  test('a run that was cut off is no life after a while, one whose process lives is', async () => {
    const world = await watched();
    world.vendor.answer = answering(page([ONE]));
    await world.run();
    const store = openStore({ path: join(world.cwd, 'feeds.db') });
    const key = { feed: 'watch/cases', instance: 'watched', partition: '', source: 'Watched Cases (watched)' };
    const now = Date.parse('2026-01-01T06:00:00Z');
    const instance = await store.open(key, { now });
    const plan = { since: undefined, until: now, now, windows: [], fingerprint: 'f', manual: false, snapshot: undefined };
    await instance.begin(plan, 'hanging');
    world.go('2026-01-01T11:00:00Z');
    expect((await world.health()).lines[0]).toMatchObject({ state: 'new' });
    world.go('2026-01-01T15:00:00Z');
    expect((await world.health()).lines[0]?.words).toContain('a run is under way since 2026-01-01T06:00:00Z and does not end');
    await instance.close();
    expect((await world.health()).lines[0]?.words).toContain('its last run was cut off after 2026-01-01T06:00:00Z');
    await store.close();
  });
});

test('of a feed with partitions the worst one is told, and those that are gone are not', async () => {
  const definition = DEFINITION.replace(
    '    source: cases\n',
    '    user_fields: { lists: { label: Lists, type: multiselect, choices: [a, b, c], default: [a, b] } }\n    partition: !expr $user.lists\n    source: cases\n',
  ).replace('query: { since', 'query: { list: !expr $partition, since');
  const world = await watched(instances('watched: { feed: watch/cases, set: { lists: [a, b, c] } }'), definition);
  world.vendor.answer = (asked) =>
    asked.url.searchParams.get('list') === 'b'
      ? { status: 403, json: { message: 'not yours' } }
      : answering(page([{ ...ONE, id: 7 }]))(asked);
  await world.run();
  const first = await world.health();
  expect(first.lines).toHaveLength(1);
  expect([first.code, first.lines[0]?.state]).toEqual([1, 'refused']);
  expect(first.lines[0]?.words).toMatch(/^"b": .*answered 403: it was refused \(it says: not yours\)/);
  world.write('feedwright.yaml', instances('watched: { feed: watch/cases, set: { lists: [a, c] } }'));
  expect((await world.health()).lines[0]).toMatchObject({ state: 'new' });
});

test('a run that is held needs somebody; applied or given up it does not', async () => {
  const world = await watched(instances('watched: { feed: watch/cases, hold: true }'));
  const says = async (): Promise<readonly unknown[]> => {
    const { code, lines } = await world.health();
    return [code, lines[0]?.state, lines[0]?.words.replaceAll(/\d{14}-\w{8}/g, 'RUN')];
  };
  const held = [1, 'held', 'run RUN is sealed and waits to be looked at: `hold: true` of the instance watched'];
  world.vendor.answer = answering(page([ONE]));
  const first = await world.run();
  expect(await says()).toEqual(held);
  await world.command('apply', { yes: true }, first?.run ?? '');
  expect(await says()).toEqual([0, 'new', '1 new object, of 1 record']);
  world.go('2026-01-01T06:00:00Z');
  world.vendor.answer = answering(page([{ ...ONE, severity: 'low', changed_at: '2026-01-01T05:00:00Z' }]));
  const second = await world.run();
  expect(await says()).toEqual(held);
  await world.command('discard', { yes: true }, second?.run ?? '');
  expect(await says()).toEqual([0, 'new', '1 new object, of 1 record']);
});

describe('words of others', () => {
  test('steer no terminal, and no secret is in them', async () => {
    const world = await watched();
    world.vendor.answer = () => ({
      status: 401,
      json: { message: `\u001b[2J\u202ekey ${SECRET} of ${Buffer.from(SECRET).toString('base64')}\nis\u0007 wrong` },
    });
    await world.run();
    const outputs = [
      await world.shown(),
      await world.shown({}, 'watched'),
      JSON.stringify(await world.health()),
      world.read('feeds.db'),
    ];
    for (const text of outputs) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(Buffer.from(SECRET).toString('base64'));
    }
    // oxlint-disable-next-line no-control-regex
    for (const text of outputs.slice(0, 2)) expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(outputs[0]).toContain('refused  watched');
  });
});

describe('what is asked for', () => {
  test('a feed that there is not is told, one that never ran is not wrong', async () => {
    const world = await watched(instances('watched: { feed: watch/cases }'));
    const wrong = await world.health({}, 'watch/casse');
    expect([wrong.code, wrong.lines]).toEqual([2, []]);
    expect(wrong.stderr).toContain('There is no feed or instance "watch/casse".');
    const { code, lines } = await world.health();
    expect([code, lines[0]?.state, lines[0]?.words]).toEqual([
      0,
      'never run',
      'it has never run, and nothing says when it is to',
    ]);
    expect((await world.health({}, 'watch/list')).lines[0]).toMatchObject({
      feed: 'watch/list',
      instance: '',
      state: 'never run',
    });
    const feed = await world.health({}, 'watch/cases');
    expect(feed.lines.map(({ instance }) => instance)).toEqual(['watched']);
  });

  test('without instances and runs there is nothing to say', async () => {
    const world = await watched('store: sqlite:./feeds.db\n');
    const { code, lines, stderr } = await world.health();
    expect([code, lines, stderr]).toEqual([0, [], '']);
    expect(await world.shown()).toBe('');
  });

  test('what needs somebody comes first, and instances that are no longer configured are counted', async () => {
    const world = await watched(
      instances('a-list: { feed: watch/list }\n  watched: { feed: watch/cases }\n  old: { feed: watch/list }'),
    );
    world.vendor.answer = ({ url }) =>
      url.pathname === '/list' ? { json: { data: [{ id: 1, domain: 'a.example' }] } } : { status: 403 };
    for (const name of ['a-list', 'watched', 'old']) await world.run(name);
    world.write('feedwright.yaml', instances('a-list: { feed: watch/list }\n  watched: { feed: watch/cases }'));
    const { lines, stderr } = await world.health();
    expect(lines.map(({ instance, state }) => `${instance} ${state}`)).toEqual(['watched refused', 'a-list new']);
    expect(stderr).toBe('left out, since the configuration no longer has them: old\n');
    const shown = (await world.shown()).split('\n');
    expect(shown[0]).toMatch(/^STATE +FEED +SINCE +LAST GOOD +WHY$/);
    expect(shown[1]).toMatch(/^refused +watched +2026-01-01T00:00:00Z +– +cases: GET .* answered 403: it was refused$/);
    expect(shown[2]).toMatch(/^new +a-list +2026-01-01T00:00:00Z +2026-01-01T00:00:00Z +1 new object, of 1 record$/);
    expect(shown.slice(3)).toEqual([
      '',
      'watched: Check the credentials and what they are allowed to read.',
      '  at definitions/watch.yaml:15:14',
      '',
    ]);
  });

  test('the store is looked through where it is asked for', async () => {
    const world = await watched(`${CONFIG}health: { store_size: 1 KiB }\n`);
    world.vendor.answer = answering(page([ONE]));
    await world.run();
    const { code, lines } = await world.health({ check: true });
    expect([code, lines.map(({ state }) => state)]).toEqual([1, ['store unwell', 'new']]);
    expect(lines[0]?.words).toMatch(/^the store has [\d.]+ kB, and at most 1\.0 kB are expected$/);
    expect(lines[0]?.store).toBe(join(world.cwd, 'feeds.db'));
  });
});
