import { describe, expect, test } from 'vitest';
import type { StateSession } from '../../../engine/components/states/state.ts';
import type { Json } from '../../../engine/language/basics/json.ts';
import { answer, open } from './session.ts';
import type { FakeAnswer } from './session.ts';

const end = { quarantined: 0 };
const LATER = 'Wed, 01 May 2024 00:00:00 GMT';

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

/** Reads bodies through the session, as a run does, and answers. */
async function read(session: StateSession, bodies: readonly string[], given: FakeAnswer = {}): Promise<void> {
  for (const body of bodies) {
    const header = (name: string): string | undefined => given.headers?.[name];
    const through = session.onBody?.(chunks(body.slice(0, 2), body.slice(2)), header) ?? chunks();
    let seen = '';
    for await (const chunk of through) seen += new TextDecoder().decode(chunk);
    expect(seen).toBe(body);
    answer(session, given);
  }
}

const after = async (state: string, bodies: readonly string[], given?: FakeAnswer): Promise<Json | undefined> => {
  const session = open(state);
  await read(session, bodies, given);
  return session.finish(end).state;
};

describe('by ETag', () => {
  const state = '{ kind: unchanged, by: etag }';

  test('asks for another one, and 304 means nothing new', async () => {
    const kept = await after(state, ['body'], { headers: { etag: '"v1"', 'last-modified': LATER } });
    const session = open(state, kept);
    expect(session.headers()).toEqual({ 'if-none-match': '"v1"' });
    answer(session, { status: 304 });
    expect(session.finish(end)).toEqual({ state: kept, nothingNew: 'nothing new: the server answered 304', notes: {} });
  });

  test('another one is new, and is kept', async () => {
    const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"' } }));
    answer(session, { headers: { etag: '"v2"' } });
    expect(session.finish(end)).toMatchObject({ nothingNew: undefined, state: { etag: '"v2"' } });
  });

  test('the same one on an answer that ignored the question is nothing new, unless it is a weak one', async () => {
    for (const [etag, nothingNew] of [
      ['"v1"', 'nothing new: the ETag is the same'],
      ['W/"v1"', undefined],
    ] as const) {
      const session = open(state, await after(state, ['body'], { headers: { etag } }));
      answer(session, { headers: { etag } });
      expect(session.finish(end).nothingNew).toBe(nothingNew);
    }
  });

  test('asks once a run: the first page stands for all', async () => {
    const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"' } }));
    answer(session, { headers: { etag: '"v2"' } });
    expect(session.headers()).toEqual({});
    answer(session, { headers: { etag: '"page 2"' } });
    expect(session.finish(end).state).toMatchObject({ etag: '"v2"' });
  });

  test('asks again after a restart', async () => {
    const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"' } }));
    answer(session, { headers: { etag: '"v2"' } });
    session.restart();
    expect(session.headers()).toEqual({ 'if-none-match': '"v1"' });
  });

  test('forgets it where the server gives none any more', async () => {
    const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"' } }));
    answer(session, {});
    expect(session.finish(end).state).not.toHaveProperty('etag');
  });
});

test('by Last-Modified: asks with the date as the server wrote it', async () => {
  const state = '{ kind: unchanged, by: last_modified }';
  const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"', 'last-modified': LATER } }));
  expect(session.headers()).toEqual({ 'if-modified-since': LATER });
  // Two versions within one second have the same date: the same date alone says nothing.
  answer(session, { headers: { 'last-modified': LATER } });
  expect(session.finish(end).nothingNew).toBeUndefined();
});

describe('by hash', () => {
  const state = '{ kind: unchanged, by: hash }';

  test('the same bytes on every page are nothing new, however they were cut into chunks', async () => {
    const kept = await after(state, ['page one', 'page two']);
    const same = open(state, kept);
    expect(same.headers()).toEqual({});
    await read(same, ['page one', 'page two']);
    expect(same.finish(end)).toMatchObject({ nothingNew: 'nothing new: the body is the same', state: kept as object });
    for (const bodies of [['page one', 'page three'], ['page one'], ['page one', 'page two', ''], ['page onepage two']]) {
      const other = open(state, kept);
      await read(other, bodies);
      expect(other.finish(end).nothingNew).toBeUndefined();
    }
  });

  test('a body that is read again counts once', async () => {
    const kept = await after(state, ['the body']);
    const session = open(state, kept);
    for await (const _ of session.onBody?.(chunks('the b'), () => undefined) ?? []) break;
    await read(session, ['the body']);
    expect(session.finish(end).nothingNew).toBeDefined();
  });

  test('a body that was not read to its end says nothing', async () => {
    const session = open(state);
    for await (const _ of session.onBody?.(chunks('the', 'body'), () => undefined) ?? []) break;
    answer(session, {});
    expect(session.finish(end).state).not.toHaveProperty('hash');
  });
});

describe('by whatever the server gives', () => {
  const state = '{ kind: unchanged }';

  test('both validators are sent back', async () => {
    const session = open(state, await after(state, ['body'], { headers: { etag: '"v1"', 'last-modified': LATER } }));
    expect(session.headers()).toEqual({ 'if-none-match': '"v1"', 'if-modified-since': LATER });
    for (const headers of [{ etag: '"v1"' }, { 'last-modified': LATER }])
      expect(await after(state, ['body'], { headers })).not.toHaveProperty('hash');
  });

  test('without any the hash decides', async () => {
    const session = open(state, await after(state, ['body']));
    await read(session, ['body']);
    expect(session.finish(end).nothingNew).toBe('nothing new: the body is the same');
  });
});

describe('what was kept does not hold', () => {
  const state = '{ kind: unchanged }';
  const given = { headers: { etag: '"v1"' } };

  test('under another definition or other options: the same body makes other objects', async () => {
    const kept = await after(state, ['body'], given);
    const session = open(state, kept, { fingerprint: 'other' });
    expect(session.headers()).toEqual({});
    answer(session, given);
    expect(session.finish(end).nothingNew).toBeUndefined();
  });

  test('for a run of several windows', async () => {
    const session = open(state, await after(state, ['body'], given), { oneWindow: false });
    expect(session.headers()).toEqual({});
    answer(session, given);
    expect(session.finish(end)).toEqual({ state: undefined, nothingNew: undefined, notes: {} });
  });

  test('after a run that set records aside: they are to be tried again', async () => {
    const session = open(state);
    await read(session, ['body'], given);
    expect(session.finish({ quarantined: 1 }).state).toBeUndefined();
  });
});
