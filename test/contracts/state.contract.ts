import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StateContext, StateKind } from '../../engine/components/states/state.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive, startVendor } from '../components/live.ts';
import type { Live, LiveRun, Vendor } from '../components/live.ts';
import { componentContract } from './component-contract.ts';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import { load, packWith } from './pack-with.ts';

/** A feed that keeps this kind of state, and its vendor. */
export interface StateCase {
  readonly file: string;
  readonly feed: string;
  /** Answers as before, or after there was something new: among it records with the very values that the state is at. */
  readonly answer: (time: 'before' | 'after') => Vendor['answer'];
  /** The run is committed in between, and goes on from there. */
  readonly rests?: boolean;
}

/** Where a process may be killed: before what came is sealed, before it is applied, in the midst of that, and after it. */
const KILLS = ['staged', 'sealed', 'batch', 'committed'];

/** What every kind of state owes, whatever it keeps. */
export function stateContract(name: string, kind: StateKind, cases: readonly StateCase[]): void {
  describe(name, () => {
    componentContract(name, kind, (example) => ({ feed: example }));

    const use = packWith({ feed: kind.example }).feeds.get('items')?.state;
    const open = (more: Partial<StateContext> = {}) => {
      if (use === undefined) throw new Error('no state');
      return kind.open(use.options, {
        previous: undefined,
        now: 0,
        fingerprint: 'f',
        oneWindow: true,
        place: use.place,
        ...more,
      });
    };

    test('takes these options as a definition writes them', () => {
      expect(use?.kind).toBe(name);
    });

    test('refuses an option that it does not have', () => {
      const { diagnostics } = load({ feed: kind.example.replace(/ \}$/, ', no_such_option: 1 }') });
      expect(diagnostics.map(({ code }) => code)).toContain('definition.unknown-key');
    });

    test('shows no `$state` on the first run, and asks for nothing in particular', () => {
      expect(open().variables()).toBeUndefined();
      expect(open().headers()).toEqual({});
    });

    test('takes what another kind left for nothing', () => {
      const session = open({ previous: { kind: 'another', value: 'x', etag: '"x"', for: 'f' } });
      expect(session.variables()).toBeUndefined();
      expect(session.headers()).toEqual({});
    });

    test('keeps what it had where a run brought nothing, and gives JSON', () => {
      const answer = { status: 200, header: () => undefined, evaluate: () => undefined };
      const first = open();
      first.onAnswer(answer);
      const { state } = first.finish({ quarantined: 0 });
      const second = open({ previous: state });
      second.onAnswer(answer);
      expect(second.finish({ quarantined: 0 })).toMatchObject({ state, notes: {} });
      expect(JSON.parse(JSON.stringify(state ?? null))).toEqual(state ?? null);
    });

    test('is kept by at least one feed', () => {
      expect(cases.length).toBeGreaterThan(0);
      for (const { file, feed } of cases) expect(feedOf(file, feed)?.state?.kind).toBe(name);
    });

    describe.each(cases)('of $feed', (given) => killed(given));
  });
}

const vocabulary = createVocabulary();
const feedOf = (file: string, feed: string) => loadPack(file, vocabulary).pack?.feeds.get(feed);

/** What must be as after clean runs. */
const ending = ({ digest, state, values, expired }: Live) => ({ digest, state, values, expired });

const stateIn = (folder: string, feed: string): unknown => {
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    return store.showState({ feed, instance: '', partition: '' })?.state;
  } finally {
    store.close();
  }
};

function killed({ file, feed, answer, rests = false }: StateCase): void {
  let vendor: Vendor;
  let clean: Live;
  /** By the run that is killed and the step at which it is. */
  const copies = new Map<string, string>();
  const key = `${loadPack(file, vocabulary).pack?.name}/${feed}`;
  const states: Record<'none' | 'first' | 'second', unknown> = { none: undefined, first: undefined, second: undefined };
  const run = (folder: string, more: Partial<LiveRun> = {}): Promise<Live> =>
    runLive({ file, feed, vendor, folder, batch: 1, ...more });

  beforeAll(async () => {
    const folder = emptyFolder();
    vendor = await startVendor();
    for (const which of ['first', 'second'] as const) {
      vendor.answer = answer(which === 'first' ? 'before' : 'after');
      // What lies on the disk at a step is what a kill there would leave; of several steps of a name the first one.
      const copy = (step: string): void => {
        const name = `${which} ${step}`;
        if (copies.has(name)) return;
        copies.set(name, emptyFolder());
        cpSync(folder, copies.get(name) ?? '', { recursive: true });
      };
      const before = clean;
      clean = await run(folder, { onStep: copy });
      expect(clean.row).toMatchObject({ status: 'succeeded', error: null });
      expect(clean.values.length).toBeGreaterThan(before?.values.length ?? 0);
      states[which] = clean.state;
    }
    expect(states.second).not.toEqual(states.first);
  });
  afterAll(() => vendor.close());

  test.each((['first', 'second'] as const).flatMap((which) => KILLS.map((step) => [which, step] as const)))(
    'the %s run, killed when it has %s, is brought to where a clean one ends, and the state with it',
    async (which, step) => {
      const folder = copies.get(`${which} ${step}`) ?? '';
      // The state moves with the last of what it covers, and not before.
      const [before, after] = which === 'first' ? [states.none, states.first] : [states.first, states.second];
      if (step !== 'committed') expect(stateIn(folder, key)).toEqual(before);
      else if (!rests) expect(stateIn(folder, key)).toEqual(after);
      else expect(stateIn(folder, key)).not.toEqual(before);

      vendor.asked.length = 0;
      vendor.answer = answer(which === 'first' ? 'before' : 'after');
      expect((await run(folder)).row).toMatchObject({ status: 'succeeded', error: null });
      // What was sealed is not asked for again, what was not is lost; only a run that was committed in between goes on.
      if (!rests) expect(vendor.asked.length > 0).toBe(step === 'staged');
      vendor.answer = answer('after');
      if (which === 'first') await run(folder);
      const next = await run(folder);
      expect(ending(next)).toEqual(ending(clean));
      expect(next.row).toMatchObject({ status: 'succeeded', records: { mapped: 0 }, objects: { created: 0, withdrawn: 0 } });
    },
  );
}
