import type { CassettePlayer } from '../../mock/cassette/play-cassette.ts';
import type { TestCase } from '../case/read-case.ts';
import type { Difference } from './difference.ts';

/** A recording is played as a whole: requests that it does not know, and exchanges that nobody asked for. */
export const cassetteDifferences = (player: CassettePlayer | undefined, test: TestCase): readonly Difference[] => {
  if (player === undefined) return [];
  const place = test.placeOfKey('cassette');
  return [
    ...player.unmatched.map((actual) => ({ what: 'cassette', expected: undefined, actual, place })),
    ...player.unused().map((one) => ({ what: 'cassette', expected: one.raw.request, actual: undefined, place: one.place })),
  ];
};
