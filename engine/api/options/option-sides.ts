import type { Probe } from '../../expression/definition/probe.ts';
import type { UserField } from '../../language/model.ts';
import { normalizeUrl } from '../../language/user-field/option-values.ts';

/** What can be done with an option: each choice, both values of a boolean; of any other that it has a value of its own. */
export const sidesOfOption = (field: UserField): readonly string[] => {
  switch (field.type) {
    case 'boolean':
      return ['true', 'false'];
    case 'select':
    case 'multiselect':
      return field.choices.map(({ value }) => String(value));
    default:
      return ['set'];
  }
};

/** Tells what the options of a run have. */
export const tellOptions = (
  fields: readonly UserField[],
  values: Readonly<Record<string, unknown>>,
  probe: Probe | undefined,
): void => {
  if (probe === undefined) return;
  for (const field of fields) for (const side of sidesTaken(field, values[field.name])) probe(field.place, side)();
};

const sidesTaken = (field: UserField, value: unknown): readonly string[] => {
  const all = [value].flat().filter((one) => one !== undefined);
  if (field.type === 'boolean' || field.type === 'select' || field.type === 'multiselect') return all.map(String);
  const usual = field.type === 'url' && field.default !== undefined ? normalizeUrl(field.default) : field.default;
  return all.length === 0 || JSON.stringify(value) === JSON.stringify(usual) ? [] : ['set'];
};
