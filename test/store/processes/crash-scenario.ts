/** Three runs that touch everything the store keeps; can be cut off anywhere and begun again, as the run loop does it. */
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { Awaitable } from '../../../engine/store/contract/awaitable.ts';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import type { Instance, OpenRun, RunPlan } from '../../../engine/store/contract/store.ts';
import { attribute, key, ledger, object, plan } from '../make-object.ts';

const WINDOWS: RunPlan['windows'] = [
  { since: 0, until: 10 },
  { since: 10, until: 20 },
];

interface Scene {
  readonly id: string;
  readonly plan: RunPlan;
  readonly objects: (window: number) => MappedObject[];
}

const some = (size: number, from: number, to: number, more: (index: number) => Partial<MappedObject>): MappedObject[] =>
  Array.from({ length: Math.round(((to - from) * size) / 100) }, (_, at) =>
    object(`10.0.${Math.round((from * size) / 100) + at}`, more(at)),
  );

/** A window of many objects is to be large enough for a thread of its own. */
const padding = (size: number): string => (size > 5000 ? 'x'.repeat(3500) : '');

const scenes = (size: number): readonly Scene[] => [
  {
    id: 'first',
    plan: plan({ windows: WINDOWS, until: 20 }),
    objects: (window) =>
      some(size, window * 50, window * 50 + 60, (at) => ({
        attributes: [attribute('Score', `${window} ${at} ${padding(size)}`, 'update'), attribute('Port', '80')],
        tags: ['t'],
        ref: `r${at}`,
      })),
  },
  {
    id: 'second',
    plan: plan({ windows: WINDOWS, until: 20, fingerprint: 'definition 2' }),
    objects: (window) => [
      ...some(size, window * 50, window * 50 + 60, (at) => ({
        withdraw: at % 7 === 0,
        title: `t${at}`,
        related: [{ type: 'note', subtype: '', key: `n${at}`, as: 'about' }],
      })),
      ...some(size, 0, 30, (at) => ({ type: 'note', subtype: '', key: `n${at}` })),
    ],
  },
  {
    id: 'third',
    plan: plan({ snapshot: { floor: 0, maxShare: 1 } }),
    objects: () => some(size, 20, 90, () => ({ attributes: [attribute('Port', '81')] })),
  },
];

const runWindow = async (instance: Instance, run: OpenRun, index: number, objects: readonly MappedObject[]): Promise<void> => {
  const window = await instance.window(run, index);
  for (let at = 0; at < objects.length; at += 10) window.add(objects.slice(at, at + 10));
  for (const { key: one } of objects) window.seen(one, '1');
  window.quarantine({ key: `bad ${run.id} ${index}`, place: 'row 1', code: 'record.bad', error: 'It is bad.' });
  window.relate([{ from: 'r1', to: `r${index + 2}`, as: undefined }]);
  const checkpoint = { until: 10 * (index + 1), state: { after: `${run.id} ${index}` } };
  await window.seal({
    ledger: ledger({ fetched: objects.length + 1, mapped: objects.length, quarantined: 1 }),
    checkpoint,
    keepSeenUntil: 1e15,
    now: 5,
  });
  await window.apply();
};

const play = async (store: OpenedStore, scene: Scene): Promise<void> => {
  const [before] = await Array.fromAsync(store.runs({ run: scene.id }));
  if (before?.status === 'succeeded') return;
  const instance = await store.open(key(), { now: 1 });
  try {
    const cut = await instance.interrupted();
    const run = cut?.id === scene.id ? await instance.resume(cut) : await instance.begin(scene.plan, scene.id);
    for (let index = run.nextWindow; index < scene.plan.windows.length; index++)
      await runWindow(instance, run, index, scene.objects(index));
    await instance.end(run, { status: 'succeeded', now: 9, summary: null, error: undefined });
  } finally {
    await instance.close();
  }
};

interface Opening {
  readonly readOnly?: boolean;
  readonly batch?: number;
  readonly onStep?: (name: string) => void;
}

/** Where the scenario is played. */
export type Stage = (options: Opening) => Awaitable<OpenedStore>;

export const inFile =
  (path: string): Stage =>
  (options) =>
    openStore({ path, mock: true, ...options });

/** Plays what is left of the three runs, to their end; `size` is about how many objects a run has. */
export const playAll = async (stage: Stage, size: number, onStep: (name: string) => void = () => undefined): Promise<void> => {
  const store = await stage({ batch: Math.max(10, Math.round(size / 4)), onStep });
  try {
    for (const scene of scenes(size)) await play(store, scene);
  } finally {
    await store.close();
  }
};

/** What must be the same as after a clean run: the digest, each window's counts, the checkpoint. */
export const outcome = async (stage: Stage): Promise<unknown> => {
  const store = await stage({ readOnly: true });
  try {
    const runs = (await Array.fromAsync(store.runs({}))).map(({ id, status, windows }) => ({
      id,
      status,
      windows: windows.map(({ objects, ledger: of }) => ({ objects, records: of.records })),
    }));
    return {
      digest: await store.digest(),
      runs,
      check: await store.check(),
      state: await store.showState(key()),
      changes: (await store.info()).objects,
    };
  } finally {
    await store.close();
  }
};
