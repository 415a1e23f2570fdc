import type { UserField } from '../../language/user-field/user-field-model.ts';
import {
  BOOLEAN,
  listOf,
  literalType,
  NUMBER,
  objectOf,
  orMissing,
  TEXT,
  union,
  unionOf,
  UNKNOWN,
  type Type,
} from '../types/type.ts';

/** `$user`: the options, each as its kind gives it. */
export const userType = (fields: readonly UserField[]): Type =>
  objectOf(
    fields.map((field) => [field.name, isMissing(field) ? orMissing(typeOf(field)) : typeOf(field)] as const),
    UNKNOWN,
  );

/** The same for what is shared by feeds with other options. */
export const userTypeOf = (all: readonly (readonly UserField[])[]): Type => {
  const byName = new Map<string, readonly UserField[]>();
  for (const field of all.flat()) byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  return objectOf(
    [...byName].map(([name, fields]) => {
      const type = fields.map(typeOf).reduce(union);
      return [name, fields.some(isMissing) ? orMissing(type) : type] as const;
    }),
    UNKNOWN,
  );
};

const isMissing = (field: UserField): boolean =>
  !field.required && field.requiredWhen === undefined && field.default === undefined;

const typeOf = (field: UserField): Type => {
  switch (field.type) {
    case 'boolean':
      return BOOLEAN;
    case 'number':
      return NUMBER;
    case 'select':
      return unionOf(field.choices.map(({ value }) => literalType(value)));
    case 'multiselect':
      return listOf(unionOf(field.choices.map(({ value }) => literalType(value))));
    case 'lines':
      return listOf(TEXT);
    case 'date':
    case 'secret':
    case 'text':
    case 'textarea':
    case 'url':
      return TEXT;
    default:
      return field satisfies never;
  }
};
