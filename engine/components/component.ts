import type { Shape } from '../language/basics/shape.ts';

/**
 * What every component says of itself; schema, reference page, `--help` and hints follow from it.
 * A component is one file in its kind's folder and one line in that folder's `registry.ts`; the registry key is the
 * file's name and the `kind:` (or decoder name) that a definition writes.
 */
export interface Component<Options> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** The options a definition may give beside `kind`; every one described. */
  readonly options: Shape<Options>;
  /** YAML that validates, as it stands in a definition. */
  readonly example: string;
}
