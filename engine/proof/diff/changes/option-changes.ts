import type { UserField } from '../../../language/model.ts';
import { isEqual, shownValue } from '../../expect/difference.ts';
import type { ChangeId } from './change-kinds.ts';

/** What has become of an option. */
export interface OptionChange {
  readonly id: ChangeId;
  /** The option's name. */
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What the options of a feed or action have become. */
export const optionChanges = (before: readonly UserField[], after: readonly UserField[]): readonly OptionChange[] => {
  const known = new Map(before.map((field) => [field.name, field]));
  const there = new Set(after.map(({ name }) => name));
  return [
    ...before.filter(({ name }) => !there.has(name)).map((field) => change('option.gone', field.name, field.type, undefined)),
    ...after.flatMap((field) => {
      const old = known.get(field.name);
      return old === undefined ? added(field) : changed(old, field);
    }),
  ];
};

const change = (id: ChangeId, what: string, before: unknown, after: unknown): OptionChange => ({
  id,
  what,
  before: shownValue(before),
  after: shownValue(after),
});

const added = (field: UserField): readonly OptionChange[] => {
  const { name, type, requiredWhen } = field;
  if (isNeeded(field)) return [change('option.required', name, undefined, `${type}, required`)];
  return [
    change('option.new', name, undefined, type),
    ...(requiredWhen === undefined ? [] : [change('option.required-when', name, undefined, requiredWhen.source)]),
  ];
};

/** A value has to be given: it is required, and no default stands in. */
const isNeeded = (field: UserField): boolean => field.required && isBlank(field.default);

const isBlank = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const changed = (old: UserField, field: UserField): readonly OptionChange[] => {
  const { name } = field;
  if (old.type !== field.type) return [change('option.type', name, old.type, field.type), ...requirements(old, field)];
  return [
    ...requirements(old, field),
    ...(isEqual(old.default, field.default) ? [] : [change('option.default', name, old.default, field.default)]),
    ...choices(old, field),
    ...(isEqual(limits(old), limits(field)) ? [] : [change('option.limits', name, limits(old), limits(field))]),
  ];
};

const requirements = (old: UserField, field: UserField): readonly OptionChange[] => {
  const { name } = field;
  const [was, is] = [isNeeded(old), isNeeded(field)];
  const [when, then] = [old.requiredWhen?.source, field.requiredWhen?.source];
  if (!was && is) return [change('option.required', name, when ?? 'optional', 'required')];
  if (then !== undefined && (was || when !== then)) return [change('option.required-when', name, was ? 'required' : when, then)];
  if ((was && !is) || (when !== undefined && !is && then === undefined))
    return [change('option.optional', name, when ?? 'required', 'optional')];
  return [];
};

const choices = (old: UserField, field: UserField): readonly OptionChange[] => {
  const [was, is] = [choicesOf(old), choicesOf(field)];
  return [
    ...was.filter((one) => !is.includes(one)).map((one) => change('option.choice-gone', field.name, one, undefined)),
    ...is.filter((one) => !was.includes(one)).map((one) => change('option.choice-new', field.name, undefined, one)),
  ];
};

const choicesOf = (field: UserField): readonly string[] =>
  'choices' in field ? field.choices.map(({ value }) => String(value)) : [];

/** As a definition writes them; undefined where there is none. */
const limits = (field: UserField): Readonly<Record<string, unknown>> | undefined => {
  const given = Object.entries(limitsOf(field)).filter(([, value]) => value !== undefined && value !== false);
  return given.length === 0 ? undefined : Object.fromEntries(given);
};

const limitsOf = (field: UserField): Readonly<Record<string, unknown>> => {
  if (field.type === 'number') return { minimum: field.minimum, maximum: field.maximum, integer: field.integer };
  return 'maxLength' in field || 'pattern' in field ? { max_length: field.maxLength, pattern: field.pattern } : {};
};
