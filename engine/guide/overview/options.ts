import type { UserField } from '../../language/model.ts';
import { shortSource } from '../../language/user-field/option-values.ts';
import type { OptionRow } from '../model/guide.ts';

/** Options as rows of a table. */
export const optionRows = (fields: readonly UserField[]): readonly OptionRow[] => fields.map(optionRow);

const optionRow = (field: UserField): OptionRow => ({
  name: field.name,
  label: field.label,
  type: field.type,
  description: field.help ?? null,
  default: usualOf(field),
  required: field.required,
  requiredWhen: field.requiredWhen === undefined ? null : shortSource(field.requiredWhen),
  choices: 'choices' in field ? field.choices.map(({ value, label }) => ({ value: String(value), label })) : [],
  limits: limitsOf(field),
  advanced: field.advanced,
});

/** A secret has none; an empty text or list is none either. */
const usualOf = (field: UserField): OptionRow['default'] => {
  const usual = field.default;
  if (usual === undefined || usual === '') return null;
  if (typeof usual !== 'object') return String(usual);
  return usual.length === 0 ? null : usual.map(String);
};

const limitsOf = (field: UserField): readonly string[] => {
  if ('maxLength' in field && field.maxLength !== undefined) return [`at most ${field.maxLength} characters`];
  if (field.type !== 'number') return [];
  const { minimum, maximum, integer } = field;
  const whole = integer === true ? ['a whole number'] : [];
  if (minimum !== undefined && maximum !== undefined) return [...whole, `${minimum} to ${maximum}`];
  if (minimum !== undefined) return [...whole, `at least ${minimum}`];
  return maximum === undefined ? whole : [...whole, `at most ${maximum}`];
};

/** What stands with the options of every feed and action. */
export const PACK = 'pack';

/**
 * Options by where they are set: those that every feed and action has alike, then those of each feed and of each action's run. A feed
 * that words an option of the pack in its own way has it in its own table.
 */
export const configurationOf = ({
  shared,
  feeds,
  actions,
}: {
  readonly shared: readonly UserField[];
  readonly feeds: ReadonlyMap<string, { readonly userFields: readonly UserField[] }>;
  readonly actions: ReadonlyMap<string, { readonly options: readonly UserField[] }>;
}): Readonly<Record<string, readonly OptionRow[]>> => {
  const common = optionRows(shared);
  const known = new Map(common.map((row) => [row.name, JSON.stringify(row)]));
  const own = (fields: readonly UserField[]): readonly OptionRow[] =>
    optionRows(fields).filter((row) => known.get(row.name) !== JSON.stringify(row));
  // One name may be a feed's and an action's, or be `pack`: then the later one says what it is. No name has a blank.
  const taken = new Set([PACK]);
  const keyOf = (kind: string, name: string): string => {
    if (taken.has(name)) return `${kind} ${name}`;
    taken.add(name);
    return name;
  };
  const tables: (readonly [string, readonly OptionRow[]])[] = [
    [PACK, common],
    ...[...feeds].map(([name, { userFields }]) => [keyOf('feed', name), own(userFields)] as const),
    ...[...actions].map(([name, { options }]) => [keyOf('action', name), optionRows(options)] as const),
  ];
  return Object.fromEntries(tables.filter(([, rows]) => rows.length > 0));
};
