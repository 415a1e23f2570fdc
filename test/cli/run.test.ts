import { describe, expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { feedwright, workingDirectory } from './feedwright.ts';
import { garden } from './garden.ts';

const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('run --mock', () => {
  test('of a definition that comes along needs nothing, and leaves the own store alone', async () => {
    const cwd = workingDirectory();
    const run = await feedwright(['run', 'seclytics/predictions', '--mock'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^seclytics\/predictions: succeeded\n[^]*objects +\d+\n +created +\d+/);
    expect(await feedwright(['objects'], { cwd })).toMatchObject({ code: 1, stdout: '' });
  });

  test('prints one JSON object of the agreed shape, and again the same objects unchanged', async () => {
    const cwd = garden();
    const first = JSON.parse((await feedwright(['run', 'garden/plants', '--mock', '--json'], { cwd })).stdout);
    expect(first).toMatchObject({
      feed: 'garden/plants',
      status: 'succeeded',
      windows: [
        { since: '2026-01-01T00:00:00.000Z', until: '2026-01-11T00:00:00.000Z', status: 'done' },
        { since: '2026-01-11T00:00:00.000Z', until: '2026-01-21T00:00:00.000Z', status: 'done' },
        { since: '2026-01-21T00:00:00.000Z', until: '2026-01-31T00:00:00.000Z', status: 'done' },
        { since: '2026-01-31T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z', status: 'done' },
      ],
      requests: { count: 4, retried: 0 },
      records: {
        fetched: 3,
        expanded: 0,
        outside_window: 0,
        dropped: { 'too small': 1 },
        duplicate: 0,
        superseded: 0,
        skipped: 0,
        quarantined: 0,
        mapped: 2,
      },
      objects: { created: 2, updated: 0, unchanged: 0, withdrawn: 0, by_type: { indicator: 2 } },
      attributes: 3,
    });
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['run', 'duration_ms', 'stop_reason']));
    const second = JSON.parse((await feedwright(['run', 'garden/plants', '--mock', '--json'], { cwd })).stdout);
    expect(second.objects).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });

  test('feeds the other commands', async () => {
    const cwd = garden();
    const { stdout } = await commandLine(['run', 'garden/plants', '--mock', '--json'], { cwd });
    const id = (JSON.parse(stdout) as { run: string }).run;
    const objects = await commandLine(['objects', '--mock', '--json'], { cwd });
    expect(lines(objects.stdout)).toEqual([
      expect.objectContaining({
        type: 'indicator',
        subtype: 'FQDN',
        value: 'mint.example',
        description: null,
        status: 'Active',
        published_at: '2026-01-15T00:00:00.000Z',
        tags: [],
        sources: ['Garden Plants'],
        related: [],
      }),
      expect.objectContaining({
        value: 'nettle.example',
        attributes: [
          expect.objectContaining({ name: 'Kind', value: 'weed' }),
          expect.objectContaining({ name: 'Note', value: 'under the hedge' }),
        ],
      }),
    ]);
    expect(lines((await commandLine(['objects', '--mock', '--json', '--attribute', 'Kind=herb'], { cwd })).stdout)).toHaveLength(
      1,
    );
    expect(lines((await commandLine(['runs', '--mock', '--json'], { cwd })).stdout)).toEqual([
      expect.objectContaining({ id, feed: 'garden/plants', status: 'succeeded' }),
    ]);
    expect((await commandLine(['runs', id, '--mock'], { cwd })).stdout).toMatch(/garden\/plants: succeeded[^]*WINDOW/);
    expect(await commandLine(['store', 'check', '--mock'], { cwd })).toMatchObject({ code: 0, stdout: 'the store is sound\n' });
    expect(await commandLine(['quarantine', '--mock', '--json'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('with --until puts the clock there', async () => {
    const { stdout } = await commandLine(['run', 'garden/plants', '--mock', '--json', '--until', '2026-01-08'], {
      cwd: garden(),
    });
    expect(JSON.parse(stdout).windows).toEqual([
      { since: '2026-01-01T00:00:00.000Z', until: '2026-01-08T00:00:00.000Z', status: 'done' },
    ]);
  });

  test('--dry-run maps and counts, and writes no store', async () => {
    const cwd = garden();
    const { stdout } = await commandLine(['run', 'garden/plants', '--mock', '--dry-run', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ dry_run: true, objects: { created: 2 } });
    expect((await commandLine(['objects', '--mock'], { cwd })).stderr).toContain('[store.missing]');
  });

  test('fills a store that refuses real runs from then on, and the other way round', async () => {
    const cwd = garden();
    await commandLine(['run', 'garden/plants', '--mock', '--store', 'sqlite:one.db'], { cwd });
    const real = await commandLine(
      ['run', 'garden/plants', '--store', 'sqlite:one.db', '--set', 'api_key=@definitions/garden.yaml'],
      { cwd },
    );
    expect(real).toMatchObject({ code: 1, stdout: '' });
    expect(real.stderr).toContain('[store.mock]');
  });
});

test('an instance has options, source and checkpoint of its own', async () => {
  const config = `
store: sqlite:./data/feeds.db
packs: { garden: { set: { height: 0 } } }
instances:
  weeds: { feed: garden/plants, set: { kinds: [weed] } }
  herbs: { feed: garden/plants, source: Herbs, set: { kinds: herb } }
`;
  const cwd = garden({ 'feedwright.yaml': config });
  const created = async (...args: string[]): Promise<number> =>
    JSON.parse((await commandLine(['run', ...args, '--mock', '--store', 'sqlite:data/mock.db', '--json'], { cwd })).stdout)
      .objects.created;
  expect(await created('weeds')).toBe(2);
  expect(await created('garden/plants', '--instance', 'herbs')).toBe(1);
  const info = JSON.parse((await commandLine(['store', 'info', '--store', 'sqlite:data/mock.db', '--json'], { cwd })).stdout) as {
    instances: unknown;
  };
  expect(info.instances).toEqual([
    expect.objectContaining({ feed: 'garden/plants', instance: 'herbs', source: 'Herbs' }),
    expect.objectContaining({ feed: 'garden/plants', instance: 'weeds', source: 'Garden Plants (weeds)' }),
  ]);
});

test('plan shows windows and requests, the secret by its name only, and asks nobody', async () => {
  const { code, stdout, stderr } = await commandLine(
    ['plan', 'garden/plants', '--since', '2026-01-01', '--until', '2026-01-15', '--json'],
    { cwd: garden() },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    feed: 'garden/plants',
    windows: [
      { since: '2026-01-01T00:00:00.000Z', until: '2026-01-11T00:00:00.000Z' },
      { since: '2026-01-11T00:00:00.000Z', until: '2026-01-15T00:00:00.000Z' },
    ],
    certain_calls: 2,
    calls: [
      expect.objectContaining({ method: 'GET', url: 'https://garden.example/plants?since=1767225600&until=1768089600' }),
      expect.anything(),
    ],
  });
  // A key in a header takes no login, and is left out of what is shown.
  expect((await commandLine(['plan', 'garden/plants'], { cwd: garden() })).stdout).toMatch(
    /^ {2}1 certain request; credentials are not shown$/m,
  );
});

test('the state is shown, set back and forgotten', async () => {
  const cwd = garden();
  await commandLine(['run', 'garden/plants', '--mock'], { cwd });
  const state = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await commandLine(['state', ...args, '--mock', '--json'], { cwd })).stdout);
  expect(await state('show', 'garden/plants')).toEqual({
    feed: 'garden/plants',
    instance: '',
    until: '2026-02-01T00:00:00.000Z',
    state: null,
  });
  expect(await state('rewind', 'garden/plants', 'P7D')).toMatchObject({ until: '2026-01-25T00:00:00.000Z' });
  expect(await state('rewind', 'garden/plants', '--all')).toMatchObject({ until: null });
});

test("--help of a named feed shows the feed's own options", async () => {
  const { code, stdout } = await commandLine(['run', 'garden/plants', '--help'], { cwd: garden() });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /FEEDWRIGHT_GARDEN_HOST[^]*api_key {2}API Key, required, secret\n[^]*height {2}Height, 0 to 100 \(default: 1\)/,
  );
});
