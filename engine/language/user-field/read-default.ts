import type { RawUserField } from './user-field-shape.ts';

/** The layer that says something, the last one where several do. */
export type Said = (key: keyof RawUserField) => RawUserField | undefined;
/** Reports a default that does not fit; `takes` says what would. */
export type Wrong = (takes: string) => undefined;

export const textual = (given: unknown, said: Said, wrong: Wrong) => {
  const maxLength = said('max_length')?.max_length;
  const pattern = said('pattern')?.pattern;
  if (given !== undefined && typeof given !== 'string' && typeof given !== 'number') wrong('Write a text.');
  const text = given === undefined ? undefined : String(given);
  if (text !== undefined && maxLength !== undefined && text.length > maxLength) wrong(`Write at most ${maxLength} characters.`);
  if (text !== undefined && pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(text))
    wrong(`It must match \`${pattern}\`.`);
  return {
    ...(text === undefined ? {} : { default: text }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
  };
};

export const numeric = (given: unknown, said: Said, wrong: Wrong) => {
  const [minimum, maximum, integer] = [said('minimum')?.minimum, said('maximum')?.maximum, said('integer')?.integer];
  const number = typeof given === 'string' ? Number(given) : given;
  if (given !== undefined && (typeof number !== 'number' || Number.isNaN(number))) wrong('Write a number.');
  if (typeof number === 'number' && (number < (minimum ?? -Infinity) || number > (maximum ?? Infinity)))
    wrong(`Write a number from ${minimum ?? 'any'} to ${maximum ?? 'any'}.`);
  if (typeof number === 'number' && integer === true && !Number.isInteger(number)) wrong('Write a whole number.');
  return {
    ...(typeof number === 'number' ? { default: number } : {}),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(integer === undefined ? {} : { integer }),
  };
};

export const lines = (given: unknown, wrong: Wrong): readonly string[] => {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given.map(String);
  if (typeof given === 'string')
    return given
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  wrong('Write a list, or a text with one entry a line.');
  return [];
};
