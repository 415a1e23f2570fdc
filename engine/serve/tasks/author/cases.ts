import { formatPlace, type Place } from '../../../language/basics/place.ts';
import { shownPath } from '../../../api/wording/shown-path.ts';
import { hasFailed, type Ran } from '../../../proof/testing/ran.ts';
import { runCases } from '../../../proof/testing/run-cases.ts';
import type { CasesView } from '../../contract/definitions.ts';
import type { Common, TaskWorld } from '../task.ts';

const whyOf = (world: TaskWorld, { error, differences }: Ran): readonly string[] => {
  const at = (place: Place): string => formatPlace({ ...place, file: shownPath(world, place.file) });
  if (error !== undefined) return [error.message, ...error.diagnostics.map(({ place, message }) => `${at(place)}: ${message}`)];
  return differences.map(
    ({ place, what, expected, actual }) => `${at(place)}: ${what}: expected ${expected ?? '–'}, came ${actual ?? '–'}`,
  );
};

/** Runs the cases of a pack as it lies on the disk. */
export const cases = async (world: TaskWorld, { places, pack }: Common & { readonly pack: string }): Promise<CasesView> => {
  const { definitions, config } = places;
  const { ran } = await runCases(world, { names: [pack], definitions, config });
  return {
    passed: ran.filter((one) => !hasFailed(one)).length,
    failed: ran.filter(hasFailed).length,
    cases: ran.map((one) => ({ file: shownPath(world, one.file), passed: !hasFailed(one), says: whyOf(world, one) })),
  };
};
