/** Optional fields that come by chance, or in bunches, but always as often: nothing may be told of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WindowShapes } from '../../engine/drift/fold/window-shapes.ts';
import { changesIn } from '../../engine/drift/known/changes.ts';
import { learn } from '../../engine/drift/known/learn.ts';
import type { Memory } from '../../engine/drift/known/memory.ts';
import { markTold } from '../../engine/drift/known/settle.ts';

type Records = readonly Readonly<Record<string, unknown>>[];
const BOUNDS = { records: 5, share: 0.05 };

/** What is told over the windows, but for what is new. */
const toldOf = (windows: readonly Records[], again = false): readonly string[] => {
  let memory: Memory | undefined;
  const told = new Set<string>();
  for (const [at, records] of windows.entries()) {
    const shapes = new WindowShapes();
    const page = shapes.page('records');
    page.look(records);
    page.end();
    const came = shapes.came({ endpoint: 'records', fetched: records.length, recalled: 0 });
    const asked = { by: '', options: '', filters: '', again };
    const learned = learn(memory, came, { run: `r${at}`, at, asked, main: 'records', isData: () => false });
    const changes = changesIn(learned, BOUNDS).filter(({ what }) => what !== 'new');
    for (const { what, path } of changes) told.add(`${what} ${path.join('.')}`);
    memory = markTold(learned, changes);
  }
  return [...told];
};

/** A generator of its own: of fast-check's, most draws are small. */
const random = (seed: number) => (): number => {
  seed = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
  const mixed = Math.imul(seed ^ (seed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};

const SHARES = [0.99, 0.95, 0.85, 0.6, 0.4, 0.25, 0.1, 0.06, 0.02];
const NAMES = 'abcdefghi';

const recordOf = (shares: readonly number[], draw: () => number): Readonly<Record<string, unknown>> => {
  const optional = shares.flatMap((share, at) => (draw() < share ? [[`field_${NAMES[at]}`, draw() < 0.3 ? 1 : 'x']] : []));
  return { id: 1, ...Object.fromEntries(optional), inner: Object.fromEntries(optional) };
};

test('fields that each record has by chance, in windows of any size', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 20, maxLength: 60 }), (seed, sizes) => {
      const draw = random(seed);
      expect(toldOf(sizes.map((size) => Array.from({ length: size }, () => recordOf(SHARES, draw))))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('records of several kinds, which come together, and fields that whole windows have or lack', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const draw = random(seed);
      const windows = Array.from({ length: 120 }, () => {
        const main = Math.floor(draw() * 4);
        const isBunch = draw() < 0.4;
        return Array.from({ length: 15 }, () => {
          const kind = draw() < 0.7 ? main : Math.floor(draw() * 4);
          return { [`of_${NAMES[kind]}`]: 1, common: 'x', ...(isBunch ? { bunch: 1 } : {}) };
        });
      });
      // The first windows are all that there is to hold later ones against.
      const mixed = Array.from({ length: 15 }, (_, at) => ({
        [`of_${NAMES[at % 4]}`]: 1,
        common: 'x',
        ...(at % 3 === 0 ? { bunch: 1 } : {}),
      }));
      expect(toldOf([mixed, ...windows])).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('a list that is sent again and again, of which an entry changes now and then', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const draw = random(seed);
      let list = Array.from({ length: 60 }, () => recordOf(SHARES, draw));
      const windows = Array.from({ length: 300 }, (_, at) => {
        if (at % 5 === 0) list = [...list.slice(1), recordOf(SHARES, draw)];
        return list;
      });
      expect(toldOf(windows, true)).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

test('what is really gone is told, soon, whatever is random beside it', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(0, 2, 4), (seed, at) => {
      const draw = random(seed);
      const before = Array.from({ length: 12 }, () => Array.from({ length: 25 }, () => recordOf(SHARES, draw)));
      const lacking = SHARES.with(at, 0);
      const after = Array.from({ length: 4 }, () => Array.from({ length: 25 }, () => recordOf(lacking, draw)));
      const told = toldOf([...before, ...after]);
      expect(told.toSorted()).toEqual([`gone field_${NAMES[at]}`, `gone inner.field_${NAMES[at]}`]);
    }),
    { numRuns: 40 },
  );
});
