import type { ObjectView } from '../../store/views/object-view.ts';
import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import type { Expectation } from '../case/case-shape.ts';
import { isView, nameOfObject, shownObjects, type ShownObject } from '../lab/shown-object.ts';
import { differences, holds, shownValue, type Difference } from './difference.ts';

type ExpectedObjects = NonNullable<Expectation['objects']>;
type Part = Readonly<Record<string, unknown>>;

/** Bytes of a file of expected objects. */
const LARGEST = 64 * 2 ** 20;

/** Where a file of expected objects lies, and what is in it. */
export const readObjects = (folder: string, name: string, place: Place): readonly ShownObject[] => {
  const path = resolve(folder, name);
  try {
    const given = JSON.parse(readBytes(readPlain(path, LARGEST)).text) as unknown;
    if (Array.isArray(given)) return shownForm(given as readonly ShownObject[]);
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not valid JSON' : whyUnreadable(error, path);
    throw new UsageError('case.objects', `The file ${name} of expected objects ${why}.`, {
      place,
      hint: 'Write it with `feedwright test --update`.',
    });
  }
  throw new UsageError('case.objects', `The file ${name} holds no list of objects.`, { place });
};

/** The lines of `feedwright objects --json` may stand in a file as they are. */
const shownForm = (given: readonly ShownObject[]): readonly ShownObject[] => {
  const views: readonly unknown[] = given;
  return given.length > 0 && given.every(isView) ? shownObjects(views as readonly ObjectView[]) : given;
};

export const compareObjects = (
  expected: ExpectedObjects | undefined,
  actual: readonly ShownObject[],
  folder: string,
  place: Place,
): readonly Difference[] => {
  if (expected === 'none')
    return actual.map((one) => ({ what: `objects ${nameOfObject(one)}`, expected: undefined, actual: 'an object', place }));
  if (typeof expected === 'string') return compareAll(readObjects(folder, expected, place), actual, place);
  if (Array.isArray(expected)) return compareAll(expected as readonly ShownObject[], actual, place);
  if (expected === undefined) return [];
  return compareSome(expected as Exclude<ExpectedObjects, string | readonly unknown[]>, actual, place);
};

const inOrder = <T extends { readonly tags?: readonly string[]; readonly related?: readonly string[] }>(one: T): T => ({
  ...one,
  ...(one.tags === undefined ? {} : { tags: one.tags.toSorted() }),
  ...(one.related === undefined ? {} : { related: one.related.toSorted() }),
});

const compareAll = (expected: readonly ShownObject[], actual: readonly ShownObject[], place: Place): readonly Difference[] => {
  const left = Map.groupBy(actual, nameOfObject);
  const found: Difference[] = [];
  for (const one of expected) {
    const name = nameOfObject(one);
    const other = left.get(name)?.shift();
    if (other === undefined) found.push({ what: `objects ${name}`, expected: 'an object', actual: undefined, place });
    else found.push(...differences(`objects ${name}`, inOrder(one), inOrder(other), place, true));
  }
  for (const [name, all] of left)
    for (const _ of all) found.push({ what: `objects ${name}`, expected: undefined, actual: 'an object', place });
  return found;
};

interface Some {
  readonly count?: number;
  readonly with?: readonly Part[];
  readonly without?: readonly Part[];
}

const compareSome = (expected: Some, actual: readonly ShownObject[], place: Place): readonly Difference[] => {
  const found: Difference[] = [];
  if (expected.count !== undefined) found.push(...differences('objects.count', expected.count, actual.length, place, true));
  for (const part of expected.with ?? []) {
    if (actual.some((one) => holds(part, one))) continue;
    const near = actual.find((one) => holds({ type: part['type'] ?? one.type, value: part['value'] ?? one.value }, one));
    if (near === undefined) found.push({ what: 'objects.with', expected: shownValue(part), actual: undefined, place });
    else found.push(...differences(`objects ${nameOfObject(near)}`, part, near, place, false));
  }
  for (const part of expected.without ?? [])
    for (const one of actual.filter((object) => holds(part, object)))
      found.push({ what: `objects.without ${nameOfObject(one)}`, expected: undefined, actual: shownValue(part), place });
  return found;
};
