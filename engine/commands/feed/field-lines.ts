import type { UserField } from '../../language/model.ts';
import { shortSource } from '../../api/packs/named.ts';
import { harmless } from '../display/text.ts';

const bounds = (field: UserField): string => {
  if ('maxLength' in field && field.maxLength !== undefined) return `, at most ${field.maxLength} characters`;
  if (field.type !== 'number' || (field.minimum === undefined && field.maximum === undefined)) return '';
  return `, ${field.minimum ?? '…'} to ${field.maximum ?? '…'}`;
};

const usual = (field: UserField): string => {
  if (field.default === undefined || field.default === '' || (Array.isArray(field.default) && field.default.length === 0))
    return '';
  return ` (default: ${harmless([field.default].flat().join(', '))})`;
};

const needed = ({ required, requiredWhen }: UserField): string =>
  required ? ', required' : requiredWhen === undefined ? '' : `, required where ${harmless(shortSource(requiredWhen))}`;

/** Options for `--help`: name, label, bounds, default, help and choices of each. */
export const fieldLines = (fields: readonly UserField[]): readonly string[] =>
  fields.flatMap((field) => [
    `  ${field.name}  ${harmless(field.label)}${needed(field)}${field.type === 'secret' ? ', secret' : ''}${bounds(field)}${usual(field)}`,
    ...(field.help === undefined ? [] : [`      ${harmless(field.help)}`]),
    ...('choices' in field
      ? field.choices.map(
          ({ value, label }) => `      ${harmless(String(value))}${String(value) === label ? '' : `  ${harmless(label)}`}`,
        )
      : []),
  ]);
