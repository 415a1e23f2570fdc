import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { openStore } from '../../../store/sqlite/open-store.ts';
import type { Lab, LabResult, LabStep } from '../../lab/lab.ts';
import { SMALL_PAGE } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Seen, Trouble } from './trouble.ts';

/** Shares of the room that the first run takes beyond that of an empty store. */
const ROOMS = [0, 0.5, 0.9] as const;

/** What happens to the process and its disk, short of death. */
export const processTroubles = ({ clean }: Seen): readonly Trouble[] => {
  const full = clean.traces.files.find(({ path }) => path.endsWith('mock.db'))?.bytes.length ?? 0;
  const empty = emptyStore();
  const upTo = (share: number): number => Math.floor(empty + (full - empty) * share);
  return [
    ...ROOMS.map((share) => ({
      ...titled(
        `full-disk-${share * 100}`,
        `a disk that is full when ${share * 100} % of the objects are written`,
        'the first run',
      ),
      injection: { step: 0, more: { storeLimits: { batch: 1, maxBytes: upTo(share) } } },
    })),
    {
      ...titled('full-disk-later', 'a disk without any more room', 'the next run'),
      injection: { step: 1, more: { storeLimits: { batch: 1, maxBytes: empty } } },
    },
    ...[0, 1].map((step) => ({
      ...titled(`read-only-${step + 1}`, 'a store that takes no writes', step === 0 ? 'the first run' : 'the next run'),
      injection: { step, more: { storeLimits: { refusesWrites: true } } },
    })),
    ...[0, 1].map((step) => ({
      ...titled(`two-at-once-${step + 1}`, 'two runs at once', step === 0 ? 'the first run' : 'the next run'),
      injection: { step, run: twoAtOnce },
    })),
    {
      ...titled('no-shortcuts', 'nothing of the work is skipped', 'every run'),
      injection: { step: 0, more: { shortcuts: false } },
      sameLedger: true,
    },
  ];
};

/** Bytes of a store without an object. */
const emptyStore = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
  try {
    const path = join(folder, 'mock.db');
    void openStore({ path, mock: true, pageBytes: SMALL_PAGE, isFleeting: true }).close();
    return statSync(path).size;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const titled = (id: string, trouble: string, at: string): Pick<Trouble, 'id' | 'group' | 'trouble' | 'at'> => ({
  id: `process/${id}`,
  group: 'process',
  trouble,
  at,
});

/** One of them finds the instance taken; what counts is the other. */
const twoAtOnce = async (lab: Lab, step: LabStep): Promise<LabResult> => {
  const [one, other] = await Promise.all([lab.run(step), lab.run({ ...step, clock: undefined })]);
  return one.thrown === undefined ? one : other;
};

/** Gives the work a folder with the same definitions, of which the scenario's pack is of the next version. */
export const withUpgrade = async <T>({ target }: Scenario, work: (definitions: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
  try {
    const definitions = join(folder, 'definitions');
    cpSync(target.root, definitions, { recursive: true });
    const file = join(definitions, relative(target.root, target.pack.file));
    const text = readFileSync(file, 'utf8');
    // Nothing else is in it: what it is called and its hash are others.
    writeFileSync(file, `${text.replace(/^version:.*$/m, 'version: 99.0.0')}\n# The next version.\n`);
    return await work(definitions);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
