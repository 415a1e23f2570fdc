import { expect, test } from 'vitest';
import { troubled } from '../far-side.ts';
import { openHarbour, PASSWORD, redirect, type Harbour } from '../harbour.ts';
import { type Added, SECRET, type Server, type ServerOptions, startTaxii, to } from './writable-collection.ts';

const opened = async (
  options: ServerOptions = {},
  more = '',
): Promise<{ readonly server: Server; readonly harbour: Harbour }> => {
  const server = await startTaxii(options);
  const harbour = await openHarbour(to(server.far.origin, more));
  await harbour.fill('first');
  return { server, harbour };
};

const named = ({ objects }: Server, name: string): Added | undefined => [...objects.values()].find((one) => one.name === name);
const own = (all: Iterable<Added>): readonly Added[] =>
  [...all].filter(({ extensions, type }) => type !== 'extension-definition' && extensions !== undefined);
const posts = ({ far }: Server): readonly string[] =>
  far.asked.filter(({ method }) => method === 'POST').map(({ body }) => body.toString());

test('the collection has every object, then what has changed, and what is gone as revoked', async () => {
  const { server, harbour } = await opened({}, ', batch: 5');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, taken_back: 0, refused: {} } });
  expect(own(server.objects.values())).toHaveLength(22);
  const domain = named(server, 'login.example');
  expect(domain).toMatchObject({ type: 'indicator', confidence: 20, object_marking_refs: [expect.any(String)] });
  const malware = named(server, 'Bilgewater');
  expect([...server.objects.values()].filter(({ source_ref: source }) => source === domain?.id)).toEqual(
    expect.arrayContaining([expect.objectContaining({ relationship_type: 'indicates', target_ref: malware?.id })]),
  );
  // What objects share goes out once.
  const identities = server.envelopes
    .flat()
    .filter(({ type }) => type === 'marking-definition' || type === 'extension-definition');
  expect(new Set(identities.map(({ id }) => id)).size).toBe(identities.length);
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect(named(server, 'login.example')).toMatchObject({ confidence: 90 });
  expect(named(server, 'da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ revoked: true });
  const { length } = server.envelopes;
  expect(await harbour.push()).toMatchObject({ row: { sent: 0, taken_back: 0 } });
  expect(server.envelopes).toHaveLength(length);
  expect(server.far.bytes()).not.toContain(PASSWORD);
});

test('a status is asked for until it is complete, as late as the server wants it', async () => {
  const { server, harbour } = await opened({ pending: 3 });
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(server.far.asked.filter(({ url }) => url.pathname.includes('/status/'))).toHaveLength(3);
  const other = await opened({ pending: -1 }, ', max_wait: PT20S');
  expect((await other.harbour.push()).row).toMatchObject({
    status: 'failed',
    sent: 0,
    error: { code: 'output.pending', message: expect.stringMatching(/\d+ objects are pending, after 20 s/) },
  });
  const waits = other.server.far.asked.filter(({ url }) => url.pathname.includes('/status/'));
  expect(waits.length).toBeGreaterThan(3);
  expect(waits.length).toBeLessThan(20);
});

test('who was told nothing, or that the server has forgotten it, sends it again', async () => {
  const { server, harbour } = await opened({ pending: 1 }, ', batch: 8');
  server.far.fail(troubled());
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  const restarted = await opened({ pending: 2 });
  restarted.server.far.fail((_, { url }) => {
    if (url.pathname.includes('/status/') && restarted.server.envelopes.length === 1) restarted.server.restart();
    return undefined;
  });
  expect(await restarted.harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(restarted.server.envelopes).toHaveLength(2);
  expect(restarted.server.state()).toEqual(server.state());
});

test('envelopes are as large as the server says, and smaller where it takes less', async () => {
  const { server, harbour } = await opened({ promises: 6000 });
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  const sizes = posts(server).map((body) => Buffer.byteLength(body));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6000);
  expect(sizes.filter((size) => size > 4000).length).toBeGreaterThan(2);
  const less = await opened({ promises: 20_000, takes: 6000 });
  expect(await less.harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(less.server.state()).toEqual(server.state());
  const none = await opened({ promises: 20_000, takes: 1200 });
  const { code, row } = await none.harbour.push();
  expect(code).toBe(1);
  expect(Object.keys(row.refused).join()).toMatch(/an envelope with nothing else has \d+ bytes: Too much cargo/);
  expect(row.sent).toBeGreaterThan(0);
});

test.each([
  ['a status that lists them', { fails: true }, 'no berth for it'],
  ['counts without lists', { fails: true, countsAlone: true }, 'of 1 it says that 0 succeeded, 1 failed and 0 are pending'],
  ['422 for a whole envelope', { spoils: true }, 'unknown harbour Bilgewater'],
])('objects that are not taken are known by %s; they can be sent again', async (_, how, reason) => {
  const refusing = { value: true };
  const isBad = ({ name }: Added): boolean => refusing.value && name === 'Bilgewater';
  const { fails, spoils, ...more } = { fails: false, spoils: false, ...how };
  const { server, harbour } = await opened({ ...more, ...(fails ? { fails: isBad } : {}), ...(spoils ? { spoils: isBad } : {}) });
  const { code, row } = await harbour.push();
  expect({ code, row }).toMatchObject({ code: 1, row: { sent: 21 } });
  expect(Object.keys(row.refused)).toEqual([expect.stringContaining(reason)]);
  const { stdout } = await harbour.command('destinations', { json: true, refused: 'far' });
  expect(JSON.parse(stdout)).toMatchObject({ type: 'malware', value: 'Bilgewater', reason: expect.stringContaining(reason) });
  expect(named(server, 'Bilgewater')).toBeUndefined();
  refusing.value = false;
  expect(await harbour.push({ refused: true })).toMatchObject({ code: 0, row: { sent: 1 } });
  expect(named(server, 'Bilgewater')).toMatchObject({ type: 'malware' });
});

test('a relationship that is not taken is told, and its object is taken back all the same once it is gone', async () => {
  const { server, harbour } = await opened({
    fails: ({ type, source_ref: source }) => type === 'relationship' && named(server, 'Port closed')?.id === source,
  });
  const { code, row } = await harbour.push();
  expect(code).toBe(1);
  expect(row.refused).toEqual({ 'it is there, and of the relationship related-to: no berth for it': 1 });
  expect(row.sent).toBe(21);
  await harbour.fill('second');
  await harbour.push();
  expect(named(server, 'Port closed')).toMatchObject({ revoked: true });
});

test('what is shared and not taken is told once', async () => {
  const { server, harbour } = await opened({ fails: ({ type }) => type === 'extension-definition' }, ', batch: 5');
  const { code, row } = await harbour.push();
  expect(code).toBe(1);
  expect(row).toMatchObject({ sent: 22 });
  expect(Object.entries(row.refused)).toEqual([[expect.stringMatching(/^extension-definition--.*: no berth for it$/), 1]]);
  expect(server.envelopes.flat().filter(({ type }) => type === 'extension-definition')).toHaveLength(1);
});

test('rules that let an object through no longer take it back, though nothing of it has changed', async () => {
  const { server, harbour } = await opened();
  await harbour.push();
  redirect(harbour, 'kind: taxii', 'kind: taxii, tlp: { at_most: green }');
  expect(await harbour.push({ all: true })).toMatchObject({ code: 0, row: { taken_back: 2 } });
  expect(named(server, '198.51.100.3')).toMatchObject({ revoked: true });
  redirect(harbour, 'kind: taxii, tlp: { at_most: green }', 'kind: taxii');
  await harbour.push({ all: true });
  expect(named(server, '198.51.100.3')).not.toHaveProperty('revoked');
});

test('observables can not be taken back, which is told', async () => {
  const { server, harbour } = await opened({}, ', indicators: observable, only: { type: indicator }');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { refused: {} } });
  const before = server.state();
  await harbour.fill('second');
  const { row } = await harbour.push();
  expect(row).toMatchObject({ taken_back: 0, left_out: { 'STIX has no way to take back an observable': 2 } });
  expect(server.state()).not.toEqual(before);
});

test('a collection that can not be written to, and an address that is no API root, are told before anything is sent', async () => {
  const { server, harbour } = await opened({ mayWrite: false });
  expect((await harbour.push()).row).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('can_write is false'), hint: expect.stringContaining('credentials') },
  });
  redirect(harbour, '/api1/', '/taxii2');
  expect((await harbour.push()).row.error).toMatchObject({ message: expect.stringContaining('those of /api1/') });
  redirect(harbour, SECRET, 'wrong-secret-1');
  const { stdout, stderr } = await harbour.push();
  expect(stdout).toContain('(it says: Who is there?)');
  expect(stdout + stderr).not.toContain('wrong-secret-1');
  redirect(harbour, 'user: harbour, ', '');
  await expect(harbour.push()).rejects.toThrow(/a user without a password, or the other way round/);
  expect(posts(server)).toEqual([]);
});
