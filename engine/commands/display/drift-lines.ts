import type { DriftFinding } from '../../api/views.ts';
import type { Io } from '../shell/io.ts';
import { shownPath } from '../shell/failure.ts';
import { harmless } from './text.ts';

/** Lines of what the definition reads, and of what it does not. */
const MOST_THAT_COUNT = 10;
const MOST_OTHERS = 3;

/** What of the records is other than before, a line each; what nothing reads behind the rest, the most of it as a number. */
export const driftLines = (all: readonly DriftFinding[]): readonly string[] => {
  const counting = all.filter(({ counts }) => counts).slice(0, MOST_THAT_COUNT);
  const others = all.filter(({ counts }) => !counts).slice(0, MOST_OTHERS);
  const more = all.length - counting.length - others.length;
  return [
    ...[...counting, ...others].map(({ words }) => `drift: ${harmless(words)}`),
    ...(more > 0 ? [`drift: ${more} more, which \`--json\` lists`] : []),
  ];
};

/** The same findings, with their places as one sees them from here. */
export const shownDrift = (io: Io, all: readonly DriftFinding[]): readonly DriftFinding[] =>
  all.map((one) => ({ ...one, feeds: one.feeds.map((fed) => ({ ...fed, place: shownPath(io, fed.place) })) }));
