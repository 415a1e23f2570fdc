import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { UserField } from '../../language/model.ts';
import { readOptions } from '../../language/user-field/option-values.ts';
import { selection } from '../../run/report/attributes.ts';
import { attempt } from '../samples/situations.ts';
import type { EntryContext } from './entry-context.ts';

/** What `select` says of an attribute: that an option lets it in, and whether it does by default. */
export const selectNote = (name: string, { entry, feed, options }: EntryContext, evaluator: Evaluator): readonly string[] => {
  if (entry.select === undefined) return [];
  const usual = readOptions(feed.userFields, {}).values;
  const lists = [...options.values()].filter(({ type }) => type === 'multiselect' || type === 'lines');
  const isIn = (values: Readonly<Record<string, unknown>>): boolean =>
    attempt(() => [selection(entry, evaluator, { user: values })?.has(name) ?? true])[0] ?? false;
  const decides = (field: UserField): boolean =>
    isIn({ ...usual, [field.name]: [name] }) && !isIn({ ...usual, [field.name]: [] });
  const field = lists.find(decides);
  if (field === undefined) return [];
  return [`User-configurable: when "${field.label}" has "${name}" (${isIn(usual) ? 'on' : 'off'} by default)`];
};
