import type { Pack, UserField } from '../../language/model.ts';

/** What a user must have: what the author says, the options that must be given, and object types that others must know. */
export const prerequisitesOf = (pack: Pack): readonly string[] => [
  ...pack.prerequisites,
  ...needed(pack).map(({ label, help }) => (help === undefined ? label : `${label}: ${help}`)),
  ...pack.objectTypes.map(({ name }) => `The object type ${name} where its objects go: it is the pack's own.`),
];

/** Options without which nothing runs; one that a feed words in its own way is told once. */
const needed = (pack: Pack): readonly UserField[] => {
  const all = [...pack.userFields, ...[...pack.feeds.values()].flatMap(({ userFields }) => userFields)];
  const required = all.filter((field) => field.required && field.default === undefined);
  return [...new Map(required.map((field) => [`${field.name} ${field.help ?? ''}`, field])).values()];
};
