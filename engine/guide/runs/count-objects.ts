import { objectTypeOf } from '../overview/entry-types.ts';
import { count } from '../../api/wording/units.ts';
import type { Pack } from '../../language/model.ts';
import type { GuideRun } from '../model/guide.ts';

/** Objects of a type, and the values of their attributes. */
export interface TypeCount {
  readonly type: string;
  readonly objects: number;
  readonly attributes: number;
}

/** Two rows for each type: objects, then attributes where there are any. */
export const countRows = (counts: readonly TypeCount[], pack: Pack): GuideRun['rows'] =>
  counts.flatMap(({ type, objects, attributes }) => {
    const found = objectTypeOf(type, pack);
    const [name, plural] = [found?.name ?? type, found?.plural ?? type];
    return [
      { metric: plural, result: count(objects) },
      ...(attributes === 0 ? [] : [{ metric: `${name} attributes`, result: count(attributes) }]),
    ];
  });
