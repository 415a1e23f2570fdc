/** A small store in a file in which something stands in every table. */
import { randomUUID } from 'node:crypto';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import { attribute, key, ledger, object, plan } from '../make-object.ts';
import { addAll, runOnce } from '../processes/run-once.ts';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const OTHER = { feed: 'pack/other', source: 'Another “feed”' };

/** Two feeds that speak of the same, with all that can hang on an object. */
const fill = async (store: SqliteStore): Promise<void> => {
  const instance = await store.open(key(), { now: 1 });
  const kept = await instance.putAttachment(bytes('the content of a file'), 1000);
  await instance.close();
  const host = (name: string, more: Partial<MappedObject> = {}): MappedObject =>
    object(name, {
      type: 'indicator',
      subtype: 'FQDN',
      attributes: [attribute('Score', '1', 'update'), attribute('Wörter', name)],
      ...more,
    });
  const first = [
    host('a.example', { tags: ['one', 'two'], ref: 'a', publishedAt: 1000, expiresAt: 5_000_000 }),
    host('b.example', {
      ref: 'b',
      title: 'b\t"quoted"\n\\ \u0001',
      related: [{ type: 'adversary', subtype: '', key: 'X', as: 'used by' }],
    }),
    host('\u{1f600}.example', { value: 'smile', attributes: [attribute('secret', 'hidden', 'add', true)] }),
    object('X', { type: 'adversary', subtype: '' }),
    object('file', { type: 'attachment', subtype: '', file: { kind: 'content', ...kept, mediaType: 'text/plain' } }),
    object('wanted', {
      type: 'attachment',
      subtype: '',
      file: { kind: 'wanted', fulfillment: 'files', args: { token: 't' }, error: '404' },
    }),
  ];
  await runOnce(store, first, {
    checkpoint: { until: 100, state: { cursor: 'c\u{1f600}' } },
    stage: (window) => {
      window.relate([
        { from: 'a', to: 'b', as: 'resolves to' },
        { from: 'a', to: 'nobody', as: undefined },
      ]);
      window.quarantine({ key: '["r1"]', place: 'row 1', code: 'run.value', error: 'no value' });
      window.quarantine({ key: '#abc', place: 'row 2', code: 'run.value', error: 'no “key”' });
      window.document('d1', 'v1', 'whole');
      window.listed('d1', host('a.example'));
    },
  });
  await runOnce(store, [host('a.example', { status: 'Review' }), host('c.example')], { instance: OTHER });
  await runOnce(
    store,
    [host('a.example', { attributes: [attribute('Score', '2', 'update')] }), host('d.example', { withdraw: true })],
    {
      stage: (window) => window.putThrough('["r1"]'),
    },
  );
  await runOnce(store, [host('b.example', { withdraw: true })]);
};

/** A run that is undone leaves behind what it made for destinations; one that was cut off is gone on with. */
const undoOne = async (store: SqliteStore): Promise<void> => {
  const run = randomUUID();
  const instance = await store.open(key(OTHER), { now: 20 });
  const begun = await instance.begin(plan(), run);
  const window = await instance.window(begun, 0);
  addAll(window, [object('10.0.0.1'), object('c.example', { subtype: 'FQDN', title: 'changed' })]);
  await window.seal({
    ledger: ledger(),
    checkpoint: { until: 500, state: undefined },
    keepSeenUntil: 9e12,
    now: 21,
    shape: { paths: [] },
  });
  await window.apply();
  await instance.end(begun, { status: 'succeeded', now: 22, summary: {}, error: undefined });
  await instance.undo(run, { next: 'hold', now: 23 });
  await instance.begin(plan({ now: 24, fingerprint: 'later' }), randomUUID());
  await instance.close();
};

/** Keys of records that later runs know. */
const remember = async (store: SqliteStore): Promise<void> => {
  const instance = await store.open(key({ feed: 'pack/seen' }), { now: 25 });
  const run = await instance.begin(plan(), randomUUID());
  const window = await instance.window(run, 0);
  window.seen('["s1"]', '1');
  await window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: 9e12, now: 26 });
  await window.apply();
  await instance.end(run, { status: 'succeeded', now: 27, summary: {}, error: undefined });
  await instance.close();
};

const push = async ({ outbox }: SqliteStore): Promise<void> => {
  await outbox.begin('siem', 'f1', 30);
  const { items, position } = await outbox.next('siem', 4, 31);
  const ids = items.map(({ object: { id } }) => id);
  await outbox.attempt('siem', ids);
  const [taken = 0, refused = 0, gone = 0] = ids;
  await outbox.confirm(
    'siem',
    position,
    [
      { kind: 'delivered', id: taken, far: 'far-1' },
      { kind: 'refused', id: refused, reason: 'too “long”' },
      { kind: 'taken-back', id: gone },
    ],
    32,
  );
  await outbox.failed('siem', { code: 'http.status', message: '503' }, 33);
};

const act = async (store: SqliteStore): Promise<void> => {
  const intent = { action: 'pack/act', object: 'indicator:a', who: 'me', request: { to: 'x' }, now: 40 };
  await store.beginAction({ id: 'action-1', ...intent });
  await store.endAction('action-1', { status: 'succeeded', now: 41, answer: { ok: true }, error: undefined });
  await store.beginAction({ id: 'action-2', ...intent });
};

export const filledStore = async (path: string, more: readonly MappedObject[] = []): Promise<void> => {
  const store = openStore({ path, mock: false, isFleeting: true });
  try {
    await fill(store);
    if (more.length > 0) await runOnce(store, more, { instance: { feed: 'pack/more', source: 'More' } });
    await undoOne(store);
    await remember(store);
    await push(store);
    await act(store);
  } finally {
    await store.close();
  }
};
