import { UsageError } from '../language/basics/errors.ts';
import type { Pack } from '../language/model.ts';
import { casesFolder, casesIn } from '../proof/case/find-cases.ts';
import { readCase, type TestCase } from '../proof/case/read-case.ts';

/** The cases of a pack; one with mistakes is left to `feedwright test` to tell. */
export const readCases = (pack: Pack, root: string): readonly TestCase[] =>
  casesIn(casesFolder(root, pack.name)).flatMap((file) => {
    try {
      return [readCase(file)];
    } catch (error) {
      if (error instanceof UsageError) return [];
      throw error;
    }
  });
