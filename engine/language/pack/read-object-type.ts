import type { ObjectType } from '../model.ts';
import { usualFields } from './object-types.ts';
import type { RawObjectType } from './object-type-shape.ts';
import { entriesOf } from '../yaml/positions.ts';

export const objectTypeOf = (raw: RawObjectType, file: string): ObjectType => ({
  code: raw.code,
  name: raw.name,
  plural: raw.plural ?? `${raw.name}s`,
  fields:
    raw.fields === undefined
      ? usualFields
      : entriesOf(raw.fields).map(([name, field]) => ({
          name,
          label: field.label,
          required: field.required ?? false,
          type: field.type ?? 'text',
        })),
  subtypes: raw.subtypes?.filter((one) => one !== undefined) ?? [],
  description: raw.description,
  custom: true,
  file,
});
