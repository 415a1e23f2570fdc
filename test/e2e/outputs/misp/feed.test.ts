/** A MISP feed in a folder: read back by the shipped definition of such feeds, between whose polls the store changes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { StoredOutbound } from '../../../../engine/store/contract/outbox.ts';
import { openStore } from '../../../../engine/store/sqlite/open-store.ts';
import { workingDirectory } from '../../../cli/feedwright.ts';
import { definitions } from '../../../definition-runs.ts';
import { inProcess } from '../../in-process.ts';
import { openHarbour, PASSWORD, TIMES, type Harbour, type State } from '../harbour.ts';
import { type FeedAttribute, feedIn, serveFolder } from './folder.ts';

const opened = async (more = ''): Promise<{ readonly harbour: Harbour; readonly folder: string }> => {
  const harbour = await openHarbour(`kind: misp_feed, path: feed${more}`);
  await harbour.fill('first');
  return { harbour, folder: join(harbour.cwd, 'feed') };
};

const attributesIn = (folder: string): ReadonlyMap<string, FeedAttribute> =>
  new Map([...feedIn(folder).values()].flatMap(({ Attribute }) => Attribute).map((one) => [one.value, one]));

const seconds = (ms: number): string => String(ms / 1000);

test('an event has an attribute for each object, in the types that the RFC gives', async () => {
  const { harbour, folder } = await opened(", tags: ['harbour:feed'], threat_level: high");
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {}, left_out: {} } });
  const events = feedIn(folder);
  expect([...events.keys()]).toEqual(['Feedwright 2026-01-01']);
  const { Attribute: attributes, ...event } = events.get('Feedwright 2026-01-01') ?? { Attribute: [] };
  expect(event).toEqual({
    uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
    info: 'Feedwright 2026-01-01',
    date: '2026-01-01',
    threat_level_id: '1',
    analysis: '1',
    distribution: '0',
    timestamp: seconds(TIMES.first),
    publish_timestamp: seconds(TIMES.first),
    published: true,
    Orgc: { name: 'Feedwright', uuid: expect.any(String) as string },
    Tag: [{ name: 'harbour:feed', colour: expect.stringMatching(/^#[0-9a-f]{6}$/) as string }],
  });
  expect(new Set(attributes.map(({ uuid }) => uuid)).size).toBe(22);
  expect(attributesIn(folder).get('198.51.100.3')).toEqual({
    uuid: expect.any(String) as string,
    type: 'ip-dst',
    category: 'Network activity',
    value: '198.51.100.3',
    to_ids: true,
    comment: 'Label: scanner\nLabel: seen 1\nSeverity: Level 1',
    first_seen: '2025-12-24T18:00:00.000000+00:00',
    timestamp: seconds(TIMES.first),
    deleted: false,
    disable_correlation: false,
    Tag: [{ name: 'harbour' }, { name: 'ip address' }, { name: 'tlp:amber' }],
  });
  expect(attributesIn(folder).get('login.example')?.Tag).toContainEqual({ name: 'misp-galaxy:malpedia="Bilgewater"' });
  expect(attributesIn(folder).get('d41d8cd98f00b204e9800998ecf8427e')?.comment).toContain('ünïcode \\u{1f642}');
  expect(readFileSync(join(folder, 'hashes.csv'), 'utf8')).not.toContain('"');
  for (const { value } of attributes) expect(value).not.toContain(PASSWORD);
});

test('what changes has a later time, what is gone is deleted, and nothing else is touched', async () => {
  const { harbour, folder } = await opened();
  await harbour.push();
  const first = attributesIn(folder);
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect([...feedIn(folder).keys()]).toEqual(['Feedwright 2026-01-01', 'Feedwright 2026-02-01']);
  const second = attributesIn(folder);
  expect(second.get('login.example')).toMatchObject({ comment: expect.stringContaining('Confidence: 90') as string });
  for (const [value, { timestamp, ...was }] of first) {
    const is = second.get(value);
    const isSame = JSON.stringify({ ...was, timestamp }) === JSON.stringify({ ...is, timestamp });
    expect(Number(is?.timestamp) > Number(timestamp), value).toBe(!isSame);
  }
  expect(second.get('da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ deleted: true, to_ids: false });
  // Within the same second times rise all the same; the same objects again change no file.
  expect(await harbour.push({ all: true })).toMatchObject({ code: 0, row: { files: [] } });
  await harbour.fill('third');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 1, taken_back: 1 } });
  expect(attributesIn(folder).get('da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ deleted: false, to_ids: true });
  expect(attributesIn(folder).get('2001:db8::5')).toMatchObject({ deleted: true });
});

const inStore = (cwd: string, now: number): readonly StoredOutbound[] => {
  const store = openStore({ path: join(cwd, '.feedwright/store.db'), readOnly: true });
  try {
    return [...store.outbox.all(now)];
  } finally {
    void store.close();
  }
};

const detectable = (objects: readonly StoredOutbound[]): readonly string[] =>
  objects
    .filter(({ type, gone }) => type === 'indicator' && gone === undefined)
    .map(({ value }) => value)
    .toSorted();

test.each(['day', 'feed', 'one'])('the shipped feed reads it back, an event for %s', async (event) => {
  const { harbour, folder } = await opened(`, event: ${event}`);
  const server = await serveFolder(folder);
  const cwd = workingDirectory();
  const poll = async (state: State): Promise<readonly string[]> => {
    await harbour.push();
    const world = { cwd, now: () => TIMES[state] };
    const run = await inProcess('run', { json: true, definitions, set: [`url=${server.origin}`] }, ['misp-feed/events'], world);
    expect(run.stdout + run.stderr).toContain('"status":"succeeded"');
    return detectable(inStore(cwd, TIMES[state]));
  };
  const detected = (): readonly string[] =>
    detectable([...harbour.expected().values()].filter(({ subtype }) => !['ASN', 'Username'].includes(subtype)));
  expect(await poll('first')).toEqual(detected());
  for (const state of ['second', 'third'] as const) {
    await harbour.fill(state);
    expect(await poll(state)).toEqual(detected());
  }
});

/** What an instance has that pulls the feed: it takes newer events, of these newer attributes, and deletes nothing that is missing. */
class Instance {
  readonly #events = new Map<string, number>();
  readonly #attributes = new Map<string, FeedAttribute>();

  pull(folder: string): void {
    for (const { uuid, timestamp, Attribute } of feedIn(folder).values()) {
      if ((this.#events.get(uuid) ?? 0) >= Number(timestamp)) continue;
      this.#events.set(uuid, Number(timestamp));
      for (const one of Attribute)
        if (Number(this.#attributes.get(one.uuid)?.timestamp ?? 0) < Number(one.timestamp)) this.#attributes.set(one.uuid, one);
    }
  }

  get live(): ReadonlyMap<string, FeedAttribute> {
    return new Map([...this.#attributes].filter(([, { deleted }]) => !deleted));
  }
}

test('an instance that pulls it misses nothing, also where the clock has gone back', async () => {
  const { harbour, folder } = await opened();
  const instance = new Instance();
  for (const state of ['second', 'first', 'second', 'third', 'third'] as const) {
    await harbour.fill(state);
    expect(await harbour.push()).toMatchObject({ code: 0 });
    instance.pull(folder);
    const live = [...attributesIn(folder).values()].filter(({ deleted }) => !deleted);
    expect(new Map(live.map((one) => [one.uuid, one]))).toEqual(instance.live);
    expect(live.map(({ value }) => value).toSorted()).toContain(state === 'first' ? 'Port closed' : 'Hawser');
  }
});

test('what is missing in a folder is written anew, and one of somebody else is left alone', async () => {
  const { harbour, folder } = await opened();
  await harbour.push();
  rmSync(folder, { recursive: true });
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(attributesIn(folder).size).toBe(22);
  rmSync(join(folder, 'hashes.csv'));
  const { row } = await harbour.push();
  expect(row.files.map((file) => basename(file))).toEqual(['hashes.csv', 'manifest.json']);
  expect(attributesIn(folder).size).toBe(22);
  writeFileSync(join(folder, 'manifest.json'), '[]');
  await harbour.fill('second');
  await expect(harbour.push()).rejects.toThrow(/`manifest.json` in the folder of "far" .*\[config\.destination\]/);
});
