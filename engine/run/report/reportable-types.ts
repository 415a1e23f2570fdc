import { builtInObjectTypes } from '../../language/pack/object-types.ts';
import type { Pack } from '../../language/model.ts';

/** The codes that a pack may report. */
export const reportableTypes = (pack: Pack): ReadonlySet<string> =>
  new Set([...builtInObjectTypes, ...pack.objectTypes].map(({ code }) => code));
