/** Held against a server on loopback that plays S3 and checks signatures, made up from its public documentation. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachmentsOf } from '../../../engine/api/store/attachment-choice.ts';
import type { RawAttachments } from '../../../engine/api/store/objects/attachments-shape.ts';
import { emptyConfig } from '../../../engine/api/config/config.ts';
import { createRedactor, type World } from '../../../engine/api/world.ts';
import type { EngineError } from '../../../engine/language/basics/errors.ts';
import type { AttachmentArea } from '../../../engine/store/attachments/area.ts';
import { removeOrphans } from '../../../engine/store/attachments/look-after.ts';
import { attachmentAreaContract } from '../../contracts/attachment-area.contract.ts';
import { KEYS, type ObjectsStore, REGION, startObjectsStore } from '../../support/objects-store.ts';

const place = { file: 'feedwright.yaml', line: 2, column: 14 };

const worldOf = (env: World['env'] = {}, redactor = createRedactor()): World => ({
  cwd: tmpdir(),
  env,
  signal: new AbortController().signal,
  now: Date.now,
  ticks: () => performance.now(),
  sleep: async () => undefined,
  note: () => undefined,
  warn: () => undefined,
  redactor,
  redact: redactor.redact,
});

const areaAt = async (raw: RawAttachments, world = worldOf()): Promise<AttachmentArea> => {
  const area = await attachmentsOf(world, { ...emptyConfig(tmpdir()), attachments: { raw, place } });
  if (area === undefined) throw new Error('no area');
  return area;
};

const usual = (store: ObjectsStore, address = 's3://feeds/of/this_store'): RawAttachments => ({
  address,
  endpoint: store.origin,
  region: REGION,
  ...KEYS,
});

attachmentAreaContract('S3', async () => {
  const store = await startObjectsStore();
  store.page = 2;
  const kept = (sha256: string) => {
    const found = store.objects.get(`of/this_store/${sha256}`);
    if (found === undefined) throw new Error('no object');
    return found;
  };
  return {
    area: await areaAt(usual(store)),
    spoil: async (sha256) => void kept(sha256).bytes.fill(0),
    age: async (sha256) => void (kept(sha256).at -= 2 * 86_400_000),
    cleanUp: async () => store.close(),
  };
});

describe('S3', () => {
  let store: ObjectsStore;
  beforeEach(async () => {
    store = await startObjectsStore();
  });
  afterEach(() => store.close());

  async function* bytes(length: number, fill = 7): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; left -= 100_000) yield Buffer.alloc(Math.min(left, 100_000), fill);
  }
  const failureOf = async (work: Promise<unknown>): Promise<EngineError> => {
    try {
      await work;
    } catch (error) {
      return error as EngineError;
    }
    throw new Error('it did not fail');
  };
  const LARGE = 17 * 1024 * 1024;

  test('a content that is there is not sent again', async () => {
    const area = await areaAt(usual(store));
    const { sha256 } = await area.put(bytes(1000), 1000);
    await area.put(bytes(1000), 1000);
    await area.close();
    expect(store.asked).toEqual([`HEAD of/this_store/${sha256}`, `PUT of/this_store/${sha256}`, `HEAD of/this_store/${sha256}`]);
  });

  test('a prefix may be left out, and keys come from the environment', async () => {
    const env = { AWS_ACCESS_KEY_ID: KEYS.access_key, AWS_SECRET_ACCESS_KEY: KEYS.secret_key, AWS_REGION: REGION };
    const area = await areaAt({ address: 's3://feeds', endpoint: store.origin }, worldOf(env));
    const { sha256 } = await area.put(bytes(10), 10);
    expect([...store.objects.keys()]).toEqual([sha256]);
    await area.close();
  });

  test('a large content comes in parts, and requests that break off are sent again', async () => {
    const broken = new Set<string>();
    store.onRequest = (asked) => {
      const [method = ''] = asked.split(' ');
      const kind = `${method} ${asked.includes('uploadId') ? 'part' : ''}`;
      if (broken.has(kind)) return undefined;
      broken.add(kind);
      return broken.size % 2 === 0 ? 'cut' : 'fail';
    };
    const area = await areaAt(usual(store));
    const put = await area.put(bytes(LARGE), LARGE);
    expect(store.asked.filter((asked) => asked.includes('partNumber')).length).toBeGreaterThan(3);
    expect(broken.size).toBeGreaterThan(3);
    expect(store.objects.get(`of/this_store/${put.sha256}`)?.bytes.length).toBe(LARGE);
    let size = 0;
    for await (const part of (await area.find(put.sha256))?.bytes() ?? []) size += part.length;
    expect(size).toBe(LARGE);
    await area.close();
  });

  test('an upload that was completed and whose answer was lost counts', async () => {
    let isLost = false;
    store.onRequest = (asked) => {
      if (!isLost && /^POST .*\?uploadId$/.test(asked)) {
        isLost = true;
        // It does what is asked, and the answer goes astray.
        const [first] = store.uploads;
        if (first === undefined) return undefined;
        const [id, { key, parts }] = first;
        store.objects.set(key, { bytes: Buffer.concat([...parts.values()].map((one) => one.bytes)), at: Date.now() });
        store.uploads.delete(id);
        return 'cut';
      }
      return undefined;
    };
    const area = await areaAt(usual(store));
    const put = await area.put(bytes(LARGE), LARGE);
    expect(isLost).toBe(true);
    expect((await area.find(put.sha256))?.size).toBe(LARGE);
    await area.close();
  });

  test('an upload that can not be completed leaves nothing, and one that a dead process has left goes with compact', async () => {
    store.onRequest = (asked) => (/^PUT .*partNumber/.test(asked) && store.asked.length > 4 ? 'fail' : undefined);
    const area = await areaAt(usual(store));
    expect(await failureOf(area.put(bytes(LARGE), LARGE))).toMatchObject({ code: 'store.attachments-away', place });
    expect([...store.objects, ...store.uploads]).toEqual([]);
    store.uploads.set('left', { key: `of/this_store/${'ab'.repeat(32)}`, parts: new Map(), at: Date.now() - 2 * 86_400_000 });
    store.uploads.set('under-way', { key: `of/this_store/${'cd'.repeat(32)}`, parts: new Map(), at: Date.now() });
    store.objects.set('of/this_store/notes.txt', { bytes: Buffer.from('of somebody else'), at: 0 });
    expect(await removeOrphans(area, () => new Set(), Date.now())).toBe(1);
    expect([...store.uploads.keys()]).toEqual(['under-way']);
    expect([...store.objects.keys()]).toEqual(['of/this_store/notes.txt']);
    await area.close();
  });

  test.each([
    [
      { secret_key: 'another-invented-secret' },
      'store.attachments-denied',
      'the secret of the access key is another',
      'secret_key',
    ],
    [{ access_key: 'AKIDSOMEBODY' }, 'store.attachments-denied', 'it does not know the access key', 'access_key'],
    [{ region: 'us-east-1' }, 'store.attachments-denied', 'in another region', 'region'],
    [{ address: 's3://nowhere/x' }, 'store.attachments-missing', 'no such bucket', 'Make the bucket'],
  ])('%j is told with place and remedy, and without secrets', async (other, code, says, hint) => {
    const raw = { ...(usual(store) as object), ...other } as Exclude<RawAttachments, string>;
    const area = await areaAt(raw);
    // What a HEAD is answered with has no body, so that only its status is known.
    const error = await failureOf(Array.fromAsync(area.list()));
    expect(error).toMatchObject({ code, place, message: expect.stringContaining(says), hint: expect.stringContaining(hint) });
    const failed = await failureOf(area.put(bytes(10), 10));
    expect(failed.code).toMatch(/^store\.attachments-(denied|missing)$/);
    for (const { message, hint: remedy } of [error, failed])
      for (const secret of [KEYS.secret_key, raw.secret_key]) expect(`${message} ${remedy}`).not.toContain(secret);
    await area.close();
  });

  test('a server that is not there is told so', async () => {
    const area = await areaAt({ ...(usual(store) as object), endpoint: 'http://127.0.0.1:1' } as RawAttachments);
    expect(await failureOf(area.put(bytes(10), 10))).toMatchObject({ code: 'store.attachments-away', place });
    await area.close();
  });

  test.each([
    ['s3://', 'names no bucket'],
    ['s3://Feeds/x', 'names no bucket'],
    ['s3://feeds/a/../b', 'names no bucket'],
    ['s3://feeds/a//b', 'names no bucket'],
    ['ftp://feeds', 'is no place for attachments'],
    ['file:', 'is no place for attachments'],
  ])('"%s" is refused', async (address, message) => {
    const error = await failureOf(areaAt({ address, ...KEYS }));
    expect(error).toMatchObject({ code: 'usage.attachments', place, message: expect.stringContaining(message) });
  });

  test('without a key nothing is asked', async () => {
    expect(await failureOf(areaAt('s3://feeds/x'))).toMatchObject({
      code: 'usage.attachments',
      hint: expect.stringContaining('AWS_ACCESS_KEY_ID'),
    });
    expect(store.asked).toEqual([]);
  });
});
