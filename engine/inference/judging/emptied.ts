import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Scope } from '../expression/scope.ts';
import type { Type } from '../types/type.ts';
import { error } from './verdict.ts';

/** The records are sought where they have been taken out. */
export const WITHOUT_RECORDS = 'path.without-records';

const VERDICT = error(
  'The records have been taken out of the body around them: their list is always empty here.',
  '`stop_at` and `after` of `keyset` see the last record, `empty_page: stop` ends paging behind the last, `$records` of `halve_when` counts them; or write `records: !expr …`, which keeps the body whole.',
);

/**
 * What asks for the content of something. Gives whether that is the list that the records were taken from. `isNumber`: it asks how much there is,
 * which every good answer would tell wrong, whatever else may come.
 */
export const judgeEmptied = (node: Node, { emptied }: Type, { walker }: Pick<Scope, 'walker'>, isNumber = false): boolean =>
  (emptied === 'always' || (emptied === 'usually' && isNumber)) && walker.judge(asked(node), WITHOUT_RECORDS, VERDICT);

/** The last name of a path. */
const asked = (node: Node): Node => (node.type === 'path' ? (node.steps.at(-1) ?? node) : node);
