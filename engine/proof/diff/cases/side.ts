import type { Pack } from '../../../language/model.ts';

/** One of the two definitions, loaded. */
export interface Side {
  readonly pack: Pack;
  /** The folder of definitions. */
  readonly root: string;
}

/** The name alone of what a case is about: of `pack/feed` or `path/to/file.yaml#feed` the feed. */
export const nameOfTarget = (target: string): string =>
  target.slice(Math.max(target.lastIndexOf('/'), target.lastIndexOf('#')) + 1);
