import type { AskedPlaces } from '../../api/asked.ts';
import type { EngineError } from '../../language/basics/errors.ts';
import type { ChangeGroup } from './changes/change.ts';

export interface AskedDiff extends AskedPlaces {
  /** Names of the packs that are compared; without any, all of them. */
  readonly pack?: readonly string[] | undefined;
  /** The folder with the vendors' mocks and cases; by default the one beside the definitions. */
  readonly fixtures?: string | undefined;
}

/** How a pack was compared: by its cases, by its text alone, which is the same, or not at all, where one version has it. */
export interface ComparedPack {
  readonly pack: string;
  readonly by: 'cases' | 'text' | 'nothing';
  readonly cases: number;
  /** Where the cases came from. */
  readonly fixtures: string | undefined;
}

export interface Diff {
  /** The versions as the command line names them. */
  readonly before: string;
  readonly after: string;
  readonly packs: readonly ComparedPack[];
  readonly changes: readonly ChangeGroup[];
  /** Why comparisons could not be made. */
  readonly failures: readonly EngineError[];
}
