import { functionNamed, handOver } from '../expression/functions.ts';
import type { Value } from '../expression/scope.ts';
import type { Pack } from '../../language/model.ts';
import { NOTHING, NUMBER, objectOf, TEXT, union, UNKNOWN, type Type } from '../types/type.ts';
import { cellsOf } from './context.ts';
import { userTypeOf } from './user-type.ts';

/** What every expression of a pack may read, whatever it is over: options, the run, its tables. */
export const sharedVariables = ({ feeds, actions, tables }: Pack): ReadonlyMap<string, Type> =>
  new Map<string, Value>([
    ['response', objectOf([['status', NUMBER]], UNKNOWN)],
    ['run', objectOf([['id', TEXT], ['now', TEXT], ['until', TEXT]], UNKNOWN)],
    ['table', tableFunction(tables)],
    ['user', userTypeOf([...feeds.values(), ...actions.values()].map(({ userFields }) => userFields))],
    ['window', objectOf([['since', TEXT], ['until', TEXT]], UNKNOWN)],
  ]); // prettier-ignore

/** `$table`, which knows the tables of the pack. */
const tableFunction = (tables: Pack['tables']): Value => ({
  ...UNKNOWN,
  ...functionNamed('table'),
  call: (args, scope) => {
    const [name, , otherwise = NOTHING] = args;
    const table = name?.text?.closed?.length === 1 ? tables.get(name.text.closed[0] ?? '') : undefined;
    return handOver(args, scope, table === undefined ? UNKNOWN : union(cellsOf(table), otherwise));
  },
});
