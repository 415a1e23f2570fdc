import { commandLine } from '../../../api/wording/command-line.ts';
import { counted } from '../../../api/wording/units.ts';
import type { Proof } from '../../../proof/proof-file/proof-shape.ts';
import type { Mismatch } from '../../../proof/proof-file/verify-proof.ts';
import type { Io } from '../../shell/io.ts';
import { harmless } from '../text.ts';

export interface VerifiedParts {
  /** As it was given. */
  readonly file: string;
  readonly proof: Proof;
  readonly mismatches: readonly Mismatch[];
  /** Flags that say where the definitions are. */
  readonly places: readonly string[];
  /** Deaths of the process where nothing is said of them. */
  readonly usualDeaths: number;
}

/** Says whether a proof holds, each thing that is not as it was proved, and how to prove it anew. */
export const verifiedLines = (io: Io, parts: VerifiedParts): readonly string[] => {
  const { file, proof, mismatches } = parts;
  const what = harmless(`${proof.summary}, ${proof.date}`);
  if (mismatches.length === 0) return [`${io.stdout.style('green', 'holds')}  ${harmless(file)}: ${what}`];
  return [
    `${io.stdout.style('red', 'does not hold')}  ${harmless(file)}: ${what}`,
    ...mismatches.map(({ file: about, says }) => `  ${harmless(about === undefined ? says : `${about}: ${says}`)}`),
    `${counted(mismatches.length, 'difference')}; prove again with: ${harmless(remedy(parts))}`,
  ];
};

/** The command line that makes the proof anew. */
export const remedy = ({ file, proof, mismatches, places, usualDeaths }: VerifiedParts): string => {
  const { feeds, seed, deaths } = proof;
  const gone = new Set(mismatches.flatMap(({ target, isGone }) => (isGone ? [target] : [])));
  const missing = mismatches.flatMap(({ target = '' }) =>
    target === '' || feeds.some((one) => one.target === target) ? [] : [target],
  );
  const targets = [...feeds.map(({ target }) => target).filter((target) => !gone.has(target)), ...missing];
  const cells = feeds.some(({ left }) => left > 0) ? Math.max(...feeds.map((one) => Object.keys(one.cells).length)) : undefined;
  const more = [
    ...(deaths === usualDeaths ? [] : ['--kills', String(deaths)]),
    ...(cells === undefined ? [] : ['--cells', String(cells)]),
  ];
  return commandLine('feedwright', 'prove', ...targets, ...places, '--seed', String(seed), ...more, '--out', file);
};
