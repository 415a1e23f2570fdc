/** Events of a MISP over its REST API: what it gets, what it refuses, and what becomes of trouble on the way. */
import { expect, test } from 'vitest';
import { troubled } from '../far-side.ts';
import { openHarbour, PASSWORD, type Harbour } from '../harbour.ts';
import { type Instance, KEY, startInstance } from './instance.ts';

const opened = async ({ far }: Instance, more = ''): Promise<Harbour> => {
  const harbour = await openHarbour(`kind: misp, url: '${far.origin}/', key: ${KEY}, batch: 6${more}`);
  await harbour.fill('first');
  return harbour;
};

const paths = ({ far }: Instance, path: string): number => far.asked.filter(({ url }) => url.pathname.startsWith(path)).length;

test('an event for a day has an attribute for each object, with tags, category and times', async () => {
  const misp = await startInstance();
  const harbour = await opened(misp, ", tags: ['harbour:all'], info: Harbour");
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {}, left_out: {} } });
  expect([...misp.events.values()]).toEqual([
    {
      uuid: expect.any(String) as string,
      info: 'Harbour 2026-01-01',
      date: '2026-01-01',
      tags: ['harbour:all'],
      published: false,
    },
  ]);
  expect(misp.by('198.51.100.3')).toMatchObject({
    type: 'ip-dst',
    category: 'Network activity',
    to_ids: true,
    comment: 'Label: scanner\nLabel: seen 1\nSeverity: Level 1',
    first_seen: '2025-12-24T18:00:00.000000+00:00',
    tags: new Set(['harbour', 'ip address', 'tlp:amber']),
  });
  expect(misp.by('Foggy Mooring')).toMatchObject({ type: 'threat-actor', category: 'Attribution', to_ids: false });
  expect(misp.by('What goes on in the harbour')).toMatchObject({ type: 'text', category: 'External analysis' });
  expect(paths(misp, '/attributes/add')).toBe(4);
  expect(misp.far.bytes()).not.toContain(PASSWORD);
});

test('what changes is changed where it is, what is gone is deleted, and comes back restored', async () => {
  const misp = await startInstance();
  const harbour = await opened(misp, ', publish: true');
  await harbour.push();
  const { uuid } = misp.by('login.example') ?? {};
  expect([...misp.events.values()].map(({ published }) => published)).toEqual([true]);
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect(misp.by('login.example')).toMatchObject({
    uuid,
    edits: 1,
    comment: expect.stringContaining('Confidence: 90') as string,
  });
  expect(misp.by('198.51.100.0/24')).toMatchObject({ edits: 0 });
  expect(misp.by('da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ deleted: true });
  expect([...misp.events.values()].map(({ info, published }) => [info, published])).toEqual([
    ['Feedwright 2026-01-01', true],
    ['Feedwright 2026-02-01', true],
  ]);
  await harbour.fill('third');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 1, taken_back: 1 } });
  expect(misp.by('da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ deleted: false });
  expect(misp.by('2001:db8::5')).toMatchObject({ deleted: true });
  const { size } = misp.attributes;
  const state = misp.state();
  expect(await harbour.push({ all: true })).toMatchObject({ code: 0 });
  expect(misp.attributes.size).toBe(size);
  expect(misp.state()).toEqual(state);
});

test('an expired object keeps its attribute, with a sighting, where that is asked for', async () => {
  const misp = await startInstance();
  const harbour = await opened(misp, ', expired: sighting, event: feed');
  await harbour.push();
  await harbour.fill('third');
  // Once it was said, and nobody heard that it was.
  misp.far.fail((_, { url }) => (url.pathname.startsWith('/sightings/add') ? 'breaks behind' : undefined));
  expect((await harbour.push()).row).toMatchObject({ status: 'failed' });
  misp.far.fail(() => undefined);
  expect(await harbour.push()).toMatchObject({ code: 0 });
  const { uuid, deleted } = misp.by('2001:db8::5') ?? {};
  expect(deleted).toBe(false);
  expect(misp.sightings).toEqual([{ uuid, type: '2', at: Date.UTC(2026, 1, 15) / 1000 }]);
  expect([...misp.events.values()].map(({ info }) => info)).toEqual(['Feedwright small/things']);
});

test('whatever goes wrong on the way, every attribute is there once', async () => {
  const [clean, misp] = [await startInstance(), await startInstance()];
  for (const one of [clean, misp]) {
    const harbour = await opened(one, ', publish: true');
    if (one === misp) one.far.fail(troubled());
    await harbour.push();
    await harbour.fill('second');
    expect(await harbour.push()).toMatchObject({ code: 0, row: { status: 'succeeded' } });
  }
  expect(misp.state()).toEqual(clean.state());
});

test.each([6, 1])('refused ones are kept with what was said of them, in lists of %d', async (batch) => {
  const refusing = { value: true };
  const misp = await startInstance(({ value }) =>
    refusing.value && String(value).startsWith('198.51') ? { value: ['IP address has an invalid format.'] } : undefined,
  );
  const harbour = await openHarbour(`kind: misp, url: '${misp.far.origin}', key: ${KEY}, batch: ${batch}`);
  await harbour.fill('first');
  expect(await harbour.push()).toMatchObject({
    code: 1,
    row: { sent: 20, refused: { 'value: IP address has an invalid format.': 2 } },
  });
  refusing.value = false;
  expect(await harbour.push({ refused: true })).toMatchObject({ code: 0, row: { sent: 2 } });
  expect(misp.attributes.size).toBe(22);
});

test('a request that is too large goes again in halves', async () => {
  const misp = await startInstance(undefined, 1500);
  const harbour = await openHarbour(`kind: misp, url: '${misp.far.origin}', key: ${KEY}`);
  await harbour.fill('first');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(misp.attributes.size).toBe(22);
});

test('a wrong key, and a user who may not, stop the push before anything is lost', async () => {
  const misp = await startInstance();
  const harbour = await openHarbour(`kind: misp, url: '${misp.far.origin}', key: ${KEY}x`);
  await harbour.fill('first');
  const { row, stdout, stderr } = await harbour.push();
  expect(row).toMatchObject({
    status: 'failed',
    sent: 0,
    error: { message: expect.stringContaining('Authentication failed') as string },
  });
  expect(stdout + stderr).not.toContain(KEY);
  const other = await opened(misp);
  misp.far.fail((_, { url }) =>
    url.pathname.startsWith('/attributes/add')
      ? { status: 403, json: { message: 'You do not have permission to do that.' } }
      : undefined,
  );
  expect((await other.push()).row).toMatchObject({ status: 'failed', sent: 0, error: { code: 'output.refused' } });
  misp.far.fail(() => undefined);
  expect(await other.push()).toMatchObject({ code: 0, row: { sent: 22 } });
});
