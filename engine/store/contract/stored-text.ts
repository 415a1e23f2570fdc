const NUL = '\0';

/** NUL parts the fields of what is staged, and SQLite ends texts at it: what comes with one is kept with U+FFFD in its place. */
export const withoutNul = (text: string): string => (text.includes(NUL) ? text.replaceAll(NUL, '\ufffd') : text);

/** As it will be stored. Lone surrogates would make two texts of what is one in UTF-8. */
export const storedText = (text: string): string => {
  const clean = withoutNul(text);
  return clean.isWellFormed() ? clean : clean.toWellFormed();
};
