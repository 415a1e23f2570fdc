import type { Table } from '../../../language/basics/value.ts';
import type { ArgumentChoice } from '../../jsonata/calling/callable.ts';
import { isMissing, refusal, textArgument } from '../function.ts';
import type { DefinitionFunction } from '../function.ts';

export type Tables = ReadonlyMap<string, Table>;

/** Looks up these tables. */
export const lookUpIn =
  (tables: Tables) =>
  (name: unknown, key: unknown, otherwise?: unknown): unknown => {
    const wanted = textArgument('table', name);
    if (wanted === undefined) return undefined;
    const table = tables.get(wanted);
    if (table === undefined)
      throw refusal(
        'no-table',
        `$table was asked for "${wanted.slice(0, 64)}", which is no table here.`,
        'Declare it under `tables:`.',
      );
    if (typeof key === 'object' && key !== null)
      throw refusal(
        'wrong-argument',
        `$table looks up one value and was given ${Array.isArray(key) ? 'a list' : 'an object'}.`,
        "Of a list look up each: kinds.$table('names', $).",
      );
    return (isMissing(key) ? undefined : table.entries.get(String(key))) ?? otherwise;
  };

/** Whether a look-up in these tables gives the entry of its key, or what there is without one. */
export const choiceIn = (tables: Tables): ArgumentChoice => ({
  from: 1,
  of: ([name, key]) => (lookUpIn(tables)(name, key) === undefined ? 2 : 1),
});

export const table: DefinitionFunction = {
  name: 'table',
  summary:
    'What a table of the pack has for a key, which is compared by its text; where it has nothing, or the key is missing, the third argument, else missing.',
  signature: {
    args: [
      { name: 'name', type: 'text', docs: 'The name of a table under `tables`, as a text in quotes.' },
      { name: 'key', type: 'any', docs: 'What is looked up: a text, a number or a boolean.' },
      { name: 'otherwise', type: 'any', docs: 'What is taken where there is no entry.', optional: true },
    ],
    result: 'any',
  },
  examples: [{ call: "$table('kinds', 1, 'Other')", result: 'Phishing' }, { call: "$table('kinds', 7)" }],
  supplied: 'tables',
  choice: choiceIn(new Map()),
  call: lookUpIn(new Map()),
};
