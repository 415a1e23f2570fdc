/** The engine as a program uses it: a pack in a folder, a mock of its vendor, a real store. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startMock } from '../../engine/api/mock.ts';
import { EngineError, openEngine, type RunEvent, UsageError } from '../../engine/index.ts';
import { definition } from '../cli/garden.ts';
import { flowerBed } from './flower-bed.ts';

const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const failureOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

const clock = (): number => Date.parse('2026-02-01T00:00:00Z');

describe('a run', () => {
  test('tells its events in order, and ends with its row', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    const run = engine.run('garden/plants');
    const events = await all(run);
    const row = await run.result;
    expect(row).toMatchObject({
      feed: 'garden/plants',
      status: 'succeeded',
      error: null,
      records: { fetched: 3, dropped: { 'too small': 1 }, mapped: 2 },
      objects: { created: 2, updated: 0 },
    });
    // 2026-01-01 to 2026-02-01 in steps of ten days.
    expect(events.filter(({ kind }) => kind === 'window')).toHaveLength(4);
    expect([events[0]?.kind, events.at(-1)]).toEqual(['started', { kind: 'ended', row }]);
  });

  test('needs nobody who reads its events, and keeps what they were for later', async () => {
    const run = openEngine({ cwd: flowerBed(), mock: true }).run('garden/plants');
    await run.result;
    expect((await all(run)).at(-1)?.kind).toBe('ended');
  });

  test('writes nothing when it is dry', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    expect(await engine.run('garden/plants', { dryRun: true }).result).toMatchObject({ dry_run: true, records: { mapped: 2 } });
    expect(await failureOf(() => all(engine.objects()))).toMatchObject({ code: 'store.missing' });
  });

  test('takes options by name and a range of its own', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    const options = { kinds: ['weed'], height: 0 };
    const { result } = engine.run('garden/plants', { options, since: new Date('2026-01-20T00:00:00Z'), until: '2026-02-01' });
    // Moss alone was seen from then on.
    expect(await result).toMatchObject({ records: { fetched: 1, mapped: 1 }, windows: [{}, {}] });
  });

  test('gives the same with every shortcut off', async () => {
    const [quick, plain] = await Promise.all(
      [true, false].map(async (shortcuts) => {
        const engine = openEngine({ cwd: flowerBed(), mock: true, internal: { shortcuts } });
        const { records, objects } = await engine.run('garden/plants').result;
        return { records, objects, stored: await all(engine.objects()) };
      }),
    );
    expect(quick).toEqual(plain);
    expect(quick?.stored).toHaveLength(2);
  });

  test('asks the vendor with the options and the clock that it was given, and shows no secret', async () => {
    const cwd = flowerBed();
    const vendor = await startMock(join(cwd, 'fixtures/garden'));
    const host = vendor.origin.origin;
    const options = { host, api_key: 'garden-mock-key' };
    const engine = openEngine({ cwd, clock });
    const run = engine.run('garden/plants', { options });
    const events = await all(run);
    expect(await run.result).toMatchObject({ status: 'succeeded', windows: [{ until: '2026-02-01T00:00:00.000Z' }] });
    // The first run reads the last day.
    expect(vendor.requests.map(({ url, status }) => ({ url, status }))).toEqual([
      { url: '/plants?since=1769817600&until=1769904000', status: 200 },
    ]);
    expect(JSON.stringify(events)).not.toContain('garden-mock-key');
    await vendor.close();
  });

  test('ends as interrupted when its signal is aborted, and the next goes on', async () => {
    const cwd = flowerBed();
    const engine = openEngine({ cwd, mock: true });
    const stop = new AbortController();
    const run = engine.run('garden/plants', { signal: stop.signal });
    for await (const event of run) if (event.kind === 'window' && event.index === 1) stop.abort();
    expect(await run.result).toMatchObject({ status: 'interrupted' });
    const next = engine.run('garden/plants');
    expect((await all(next)).filter(({ kind }) => kind === 'started')).toMatchObject([{ resumed: true }]);
    expect(await next.result).toMatchObject({ status: 'succeeded' });
    expect(await all(engine.objects())).toHaveLength(2);
  });

  test('that fails is a row that says why', async () => {
    const cwd = flowerBed();
    const vendor = await startMock(join(cwd, 'fixtures/garden'));
    const options = { host: vendor.origin.origin, api_key: 'a-wrong-key-of-mine' };
    const row = await openEngine({ cwd, clock }).run('garden/plants', { options }).result;
    expect(row).toMatchObject({ status: 'failed', error: { code: 'vendor.refused' } });
    expect(JSON.stringify(row)).not.toContain('a-wrong-key-of-mine');
    await vendor.close();
  });

  test.each([
    ['a feed that there is not', 'garden/plant', {}, 'feed.unknown'],
    ['an option that there is not', 'garden/plants', { options: { colour: 'red' } }, 'usage.unknown-option'],
    ['a time that is none', 'garden/plants', { since: 'soon' }, 'usage.time'],
    ['an instance that there is not', 'garden/plants', { instance: 'herbs' }, 'usage.unknown-instance'],
  ])('of %s rejects, in its result and its events alike', async (_, feed, request, code) => {
    const run = openEngine({ cwd: flowerBed(), mock: true }).run(feed, request);
    const [thrown, read] = [await failureOf(() => run.result), await failureOf(() => all(run))];
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ code });
    expect(read).toBe(thrown);
  });

  test('of a definition with a mistake rejects with its place', async () => {
    const cwd = flowerBed({
      'definitions/garden.yaml': definition.replace('records: plants', 'records: plants\n    recods: plants'),
    });
    const thrown = await failureOf(() => openEngine({ cwd, mock: true }).run('garden/plants').result);
    const place = { file: join(cwd, 'definitions/garden.yaml'), line: 20, column: 5 };
    expect(thrown).toMatchObject({ code: 'definition.invalid', diagnostics: [expect.objectContaining({ place })] });
  });
});

test('the environment is read only where it is given', async () => {
  const cwd = flowerBed();
  const env = { FEEDWRIGHT_GARDEN_API_KEY: 'garden-mock-key' };
  const planOf = (engine: ReturnType<typeof openEngine>): Promise<unknown> =>
    failureOf(() => engine.run('garden/plants', { limit: 1 }).result);
  process.env['FEEDWRIGHT_GARDEN_API_KEY'] = 'garden-mock-key';
  try {
    expect(await planOf(openEngine({ cwd }))).toMatchObject({ code: expect.stringMatching(/^(usage|option)/) });
  } finally {
    delete process.env['FEEDWRIGHT_GARDEN_API_KEY'];
  }
  const vendor = await startMock(join(cwd, 'fixtures/garden'));
  const engine = openEngine({ cwd, env, clock });
  expect(await engine.run('garden/plants', { options: { host: vendor.origin.origin } }).result).toMatchObject({
    status: 'succeeded',
  });
  await vendor.close();
});

test('a plan has windows and requests, each secret by its name, and asks nobody', async () => {
  const engine = openEngine({ cwd: flowerBed(), clock });
  const request = { since: '2026-01-01', until: '2026-01-15' };
  const [plan, ...more] = await engine.plan('garden/plants', request);
  expect(more).toEqual([]);
  expect(plan).toMatchObject({
    feed: 'garden/plants',
    windows: [
      { since: '2026-01-01T00:00:00.000Z', until: '2026-01-11T00:00:00.000Z' },
      { since: '2026-01-11T00:00:00.000Z', until: '2026-01-15T00:00:00.000Z' },
    ],
    certain_calls: 2,
  });
  expect(JSON.stringify(plan)).not.toContain('feedwrightSecret');
});

describe('an action', () => {
  const objects = [{ type: 'indicator', value: 'nettle.example', attributes: [] }];

  test('is only shown when it is dry', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    const rows = await engine.act('garden/remark', { objects, options: { text: 'It stings.' }, dryRun: true });
    expect(rows).toMatchObject([
      {
        object: 'indicator:nettle.example',
        status: 'dry_run',
        request: { method: 'POST', url: 'https://garden.example/remarks', body: { plant: 'nettle.example', text: 'It stings.' } },
      },
    ]);
  });

  test('is sent for an object of the store', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    await engine.run('garden/plants').result;
    const rows = await engine.act('garden/remark', { objects: ['indicator:mint.example'], options: { text: 'It smells.' } });
    expect(rows).toMatchObject([{ object: 'indicator:mint.example', status: 'succeeded', error: null }]);
  });

  test('on no object, or on what is none, is refused', async () => {
    const engine = openEngine({ cwd: flowerBed(), mock: true });
    const asked = { options: { text: 'x' }, dryRun: true };
    expect(await failureOf(() => engine.act('garden/remark', { ...asked, objects: [] }))).toMatchObject({
      code: 'usage.no-object',
    });
    const wrong = [{ type: 'indicator' }] as unknown as typeof objects;
    expect(await failureOf(() => engine.act('garden/remark', { ...asked, objects: wrong }))).toBeInstanceOf(UsageError);
  });
});

test('validate gives findings with their places, in every file or in those that are named', async () => {
  const cwd = flowerBed();
  mkdirSync(join(cwd, 'definitions'), { recursive: true });
  writeFileSync(join(cwd, 'definitions/weeds.yaml'), 'language: 1\nname: weeds\ntitle: Weeds\nversion: 1.0.0\ncolour: green\n');
  const engine = openEngine({ cwd });
  const named = await engine.validate('definitions/garden.yaml');
  expect(named.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { definitions, findings } = await engine.validate();
  expect(definitions).toBe(2);
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { place: { file: join(cwd, 'definitions/weeds.yaml'), line: 5, column: 1 }, message: expect.stringContaining('colour') },
  ]);
  expect(engine.packs()).toMatchObject({
    packs: [{ pack: 'garden', feeds: [{ name: 'plants' }], actions: [{ name: 'remark' }] }],
    broken: [{ file: join(cwd, 'definitions/weeds.yaml') }],
  });
});

test('objects and runs come one by one, and a reader may leave', async () => {
  const engine = openEngine({ cwd: flowerBed(), mock: true });
  await engine.run('garden/plants').result;
  await engine.run('garden/plants', { limit: 1 }).result;
  expect((await all(engine.objects())).map(({ value }) => value)).toEqual(['mint.example', 'nettle.example']);
  expect((await all(engine.objects({ attribute: { name: 'Kind', value: 'weed' } }))).map(({ value }) => value)).toEqual([
    'nettle.example',
  ]);
  for await (const { value } of engine.objects()) {
    expect(value).toBe('mint.example');
    break;
  }
  expect(await all(engine.runs({ feed: 'garden/plants' }))).toHaveLength(2);
  expect(await failureOf(() => all(engine.runs({ feed: 'garden/plant' })))).toMatchObject({ code: 'usage.unknown-feed' });
});

test('a configuration is read, another one, or none', async () => {
  const cwd = flowerBed({
    'feedwright.yaml': 'instances: { weeds: { feed: garden/plants, set: { kinds: [weed] } } }\n',
    'other.yaml': 'packs: { garden: { set: { kinds: [herb] } } }\n',
  });
  const created = async (engine: ReturnType<typeof openEngine>, feed: string): Promise<number> =>
    (await engine.run(feed, { dryRun: true }).result).objects.created;
  expect(await created(openEngine({ cwd, mock: true }), 'weeds')).toBe(1);
  expect(await created(openEngine({ cwd, mock: true, configuration: 'other.yaml' }), 'garden/plants')).toBe(1);
  expect(await created(openEngine({ cwd, mock: true, configuration: false }), 'garden/plants')).toBe(2);
});

test('closing ends what is under way and waits for it; then nothing more can be asked', async () => {
  const cwd = flowerBed();
  const engine = openEngine({ cwd, mock: true });
  const run = engine.run('garden/plants');
  const events: RunEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (event.kind === 'window' && event.index === 0) await engine.close();
  }
  expect(await run.result).toMatchObject({ status: 'interrupted' });
  expect(await failureOf(() => engine.packs())).toBeInstanceOf(EngineError);
  expect(await failureOf(() => engine.run('garden/plants').result)).toMatchObject({ code: 'engine.closed' });
  expect(await failureOf(() => all(engine.objects()))).toMatchObject({ code: 'engine.closed' });
});
