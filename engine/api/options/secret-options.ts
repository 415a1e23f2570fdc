import type { UserField } from '../../language/model.ts';

/** A secret by the name of its option. */
export interface SecretOption {
  readonly name: string;
  readonly value: string;
}

/** The options that are secrets and have a value. */
export const secretOptions = (fields: readonly UserField[], values: Readonly<Record<string, unknown>>): readonly SecretOption[] =>
  fields.flatMap(({ name, type }) => {
    const value = values[name];
    return type === 'secret' && typeof value === 'string' && value !== '' ? [{ name, value }] : [];
  });
