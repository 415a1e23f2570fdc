import type { ActRow } from '../../../run/action/act-contract.ts';
import { isEqual } from '../../expect/difference.ts';
import type { Change } from '../changes/change.ts';
import type { Hidden } from './hide.ts';

/** What an action came to otherwise, object by object. */
export const resultChanges = (
  before: readonly ActRow[],
  after: readonly ActRow[],
  of: string,
  hidden: Hidden,
): readonly Change[] =>
  Array.from({ length: Math.max(before.length, after.length) }, (_, index): readonly Change[] => {
    const [old, latest] = [before[index], after[index]];
    if (isEqual(shown(old), shown(latest))) return [];
    const text = (row: ActRow | undefined): string | undefined => row && hidden.text(JSON.stringify(shown(row)));
    const where = hidden.maybe(latest?.object ?? old?.object ?? undefined);
    return [{ id: 'action.result', of, what: 'result', where, before: text(old), after: text(latest) }];
  }).flat();

const shown = (row: ActRow | undefined): object | undefined => row && { status: row.status, result: row.result };
