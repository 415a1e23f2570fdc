import { basename } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Feed, Pack } from '../../language/model.ts';
import type { TestCase, TestStep } from '../../proof/case/read-case.ts';
import { readObjects } from '../../proof/expect/compare-objects.ts';
import type { ShownObject } from '../../proof/lab/shown-object.ts';
import type { GuideRun } from '../model/guide.ts';
import { countRows, type TypeCount } from './count-objects.ts';

/**
 * What a run brings by the cases of a feed: the first step, under the default options where there is one, of which every object is
 * told. `feedwright test` holds the case against what a run really brings.
 */
export const caseRun = (feed: Feed, pack: Pack, cases: readonly TestCase[]): GuideRun | undefined => {
  const own = cases.filter(({ kind, target }) => kind === 'feed' && target === `${pack.name}/${feed.name}`);
  for (const test of [...own.filter(isUsual), ...own.filter((one) => !isUsual(one))]) {
    const [first] = test.steps;
    const objects = first === undefined ? [] : objectsOf(test, first);
    if (first === undefined || objects.length === 0) continue;
    const requests = first.raw.expect?.requests?.length;
    const fetched = first.raw.expect?.ledger?.['fetched'];
    return {
      measured: `Counted in the case \`${basename(test.file)}\`, over a vendor made of fixtures: the figures of a real one differ.`,
      rows: [
        ...(requests === undefined ? [] : [{ metric: 'Requests', result: String(requests) }]),
        ...(typeof fetched === 'number' ? [{ metric: 'Records', result: String(fetched) }] : []),
        ...countRows(countsOf(objects), pack),
      ],
    };
  }
  return undefined;
};

const isUsual = ({ raw }: TestCase): boolean =>
  raw.options === undefined && raw.variant === undefined && raw.faults === undefined && raw.steps[0]?.options === undefined;

const objectsOf = (test: TestCase, { raw, faults, placeOf }: TestStep): readonly ShownObject[] => {
  const given = raw.expect?.objects;
  if (faults.length > 0 || raw.expect?.error !== undefined || given === undefined || given === 'none') return [];
  if (Array.isArray(given)) return given as readonly ShownObject[];
  if (typeof given !== 'string') return [];
  try {
    return readObjects(test.folder, given, placeOf('objects'));
  } catch (error) {
    // `feedwright test` tells it.
    if (error instanceof UsageError) return [];
    throw error;
  }
};

const countsOf = (objects: readonly ShownObject[]): readonly TypeCount[] =>
  [...Map.groupBy(objects, ({ type }) => type)].map(([type, own]) => ({
    type,
    objects: own.length,
    attributes: own.reduce((sum, { attributes = {} }) => sum + Object.values(attributes).flat().length, 0),
  }));
