import type { Findings } from '../basics/findings.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import type { SourceChecker } from '../check/check-source.ts';
import type { Files } from '../files.ts';

/** What a pack is read with. */
export interface PackParts {
  readonly findings: Findings;
  readonly vocabulary: Vocabulary;
  readonly files: Files;
  readonly sources: SourceChecker;
}
