import { compareVersions, sameKindOfVersion } from '../../object/versions.ts';

/** What a record is to the one of its key that is remembered. */
export type SeenVerdict = 'new' | 'duplicate' | 'superseding' | 'older';

/** A key that an earlier record had. */
export interface Remembered {
  readonly version: string;
  /** Seen by this run, not by an earlier one. */
  readonly thisRun: boolean;
}

/** Compares a record's version with what is remembered of its key. */
export const judgeSeen = (before: Remembered | undefined, version: string): SeenVerdict => {
  if (before === undefined) return 'new';
  if (before.version === version) return 'duplicate';
  if (sameKindOfVersion(version, before.version) && compareVersions(version, before.version) < 0) return 'older';
  return before.thisRun ? 'superseding' : 'new';
};
