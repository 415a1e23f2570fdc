import { expect, test } from 'vitest';
import { signature } from '../../../engine/components/sinks/webhook.ts';
import { troubled } from './far-side.ts';
import { openHarbour, PASSWORD, type Harbour } from './harbour.ts';
import { SECRET, startReceiver, type Receiver } from './webhook-receiver.ts';

const to = ({ far }: Pick<Receiver, 'far'>, more = ''): string =>
  `kind: webhook, url: '${far.origin}/hooks/in', secret: '${SECRET}', batch: 5${more}`;

const opened = async (receiver: Receiver, more?: string): Promise<Harbour> => {
  const harbour = await openHarbour(to(receiver, more));
  await harbour.fill('first');
  return harbour;
};

test('signs as the example of Standard Webhooks does', () => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signature(message, [key])).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the receiver has every object, then what has changed, and is told of what is gone', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver, ", headers: { X-Harbour: 'north' }");
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, taken_back: 0, left_out: {}, refused: {} } });
  expect(receiver.messages.map(({ objects }) => objects.length)).toEqual([5, 5, 5, 5, 2]);
  expect(receiver.far.asked[0]?.headers).toMatchObject({ 'x-harbour': 'north', 'content-type': 'application/json' });
  expect(receiver.objects.get('domain')).toMatchObject({
    type: 'indicator',
    subtype: 'FQDN',
    value: 'login.example',
    status: 'Active',
    tlp: 'white',
    attributes: [
      { name: 'Confidence', value: '20' },
      { name: 'Severity', value: 'High' },
    ],
  });
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect(receiver.objects.get('domain')).toMatchObject({ attributes: [{ value: '90' }, { value: 'High' }] });
  expect(receiver.objects.get('sha1')).toMatchObject({ gone: 'withdrawn', attributes: [] });
  expect(await harbour.push()).toMatchObject({ row: { sent: 0, taken_back: 0 } });
  expect(receiver.far.bytes()).not.toContain(PASSWORD);
});

test('an attempt is signed anew under the id of the message, which is made of what it holds', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver);
  receiver.far.fail(troubled());
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  const ids = receiver.far.asked.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(4 * 5);
  expect(new Set(ids)).toEqual(new Set(receiver.messages.map(({ id }) => id)));
  expect(receiver.messages).toHaveLength(5);
});

test('a receiver that goes away loses nothing: the next push goes on behind what it confirmed', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver);
  receiver.far.fail((n) => (n < 2 ? undefined : 'breaks behind'));
  expect(await harbour.push()).toMatchObject({ code: 1, row: { status: 'failed', sent: 10, error: { code: 'http.reset' } } });
  const { stdout } = await harbour.command('destinations', { json: true });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'far', delivered: 10, lag: 12, failure: { code: 'http.reset' } });
  receiver.far.fail(() => undefined);
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 12 } });
  expect(receiver.messages.flatMap(({ objects }) => objects)).toHaveLength(22);
});

test('what is too large, or can not be processed, is halved until the objects are known; they can be sent again', async () => {
  const refusing = { value: true };
  const receiver = await startReceiver({ takes: 2000, refuses: ({ value }) => refusing.value && value === 'Bilgewater' });
  const harbour = await opened(receiver, ', max_bytes: 4 KiB');
  expect(await harbour.push()).toMatchObject({ code: 1, row: { sent: 21, refused: { 'unknown harbour Bilgewater': 1 } } });
  expect(receiver.objects.size).toBe(21);
  const { stdout } = await harbour.command('destinations', { json: true, refused: 'far' });
  expect(JSON.parse(stdout)).toMatchObject({ type: 'malware', value: 'Bilgewater', reason: 'unknown harbour Bilgewater' });
  refusing.value = false;
  expect(await harbour.push({ refused: true })).toMatchObject({ code: 0, row: { sent: 1 } });
  expect(receiver.objects.size).toBe(22);
});

test('an object that alone is larger than a message may be is refused', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver, ', max_bytes: 700');
  const { code, row } = await harbour.push();
  expect(code).toBe(1);
  expect(Object.keys(row.refused)[0]).toMatch(/^it has \d+ bytes, more than max_bytes leaves for an object$/);
  expect(row.sent).toBeGreaterThan(0);
});

test('a redirect is a failure, and so is a wrong secret: told with the place, and without the secret', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver);
  receiver.far.fail(() => ({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }));
  expect((await harbour.push()).row).toMatchObject({
    status: 'failed',
    sent: 0,
    error: {
      code: 'http.status',
      message: expect.stringContaining('302'),
      place: expect.stringMatching(/feedwright\.yaml:2:\d+$/),
    },
  });
  const other = await openHarbour(to(receiver).replace('MfKQ', 'MfKR'));
  await other.fill('first');
  receiver.far.fail(() => undefined);
  const { code, stdout, stderr } = await other.push();
  expect(code).toBe(1);
  expect(stdout).toContain('(it says: No matching signature found)');
  expect(stdout + stderr).not.toContain(SECRET.slice(12));
});

test('410 ends it for good, until it is begun anew', async () => {
  const receiver = await startReceiver();
  const harbour = await opened(receiver);
  receiver.far.fail(() => ({ status: 410 }));
  expect(await harbour.push()).toMatchObject({ code: 1, row: { status: 'failed', error: { code: 'output.stopped' } } });
  const { length } = receiver.far.asked;
  receiver.far.fail(() => undefined);
  await expect(harbour.push()).rejects.toThrow(/"far" wants nothing more since .* \[output\.stopped\][^]*--all/);
  expect(receiver.far.asked).toHaveLength(length);
  expect(await harbour.push({ all: true })).toMatchObject({ code: 0, row: { sent: 22 } });
});

test('a secret that is none is said before anything is sent', async () => {
  const receiver = await startReceiver();
  const harbour = await openHarbour(to(receiver).replace(SECRET, 'whsec_short'));
  await harbour.fill('first');
  await expect(harbour.push()).rejects.toThrow(
    /no secret of Standard Webhooks\. \[config\.destination\]\n +at feedwright\.yaml:2/,
  );
  expect(receiver.far.asked).toEqual([]);
});
