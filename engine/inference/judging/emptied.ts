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

/** What asks for the content of something. Gives whether that is the list that the records were taken from. */
export const judgeEmptied = (node: Node, value: Type, { walker }: Pick<Scope, 'walker'>): boolean =>
  value.emptied !== undefined && walker.judge(asked(node), WITHOUT_RECORDS, VERDICT);

/** What asks for something within. */
export const judgeWithin = (node: Node, value: Type, scope: Pick<Scope, 'walker'>): boolean =>
  value.emptied === 'always' && judgeEmptied(node, value, scope);

/** The last name of a path. */
const asked = (node: Node): Node => (node.type === 'path' ? (node.steps.at(-1) ?? node) : node);
