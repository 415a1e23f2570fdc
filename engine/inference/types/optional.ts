import { opened, saysNothing, UNKNOWN, type Member, type Type } from './type.ts';

/** The names of a path as `optional` writes it; one that holds a dot stands between backticks, as in an expression. */
export const namesOf = (path: string): readonly string[] =>
  [...path.matchAll(/`([^`]+)`|[^.`]+/g)].map(([plain, quoted]) => quoted ?? plain);

/** A path as an item of `optional`, in quotes where YAML would read it as something else. */
export const itemOf = (names: readonly string[]): string => {
  const path = names.map((name) => (name.includes('.') ? `\`${name}\`` : name)).join('.');
  return /^[\w$/][\w$/.-]*$/.test(path) ? path : JSON.stringify(path);
};

/** The type with one more member, known by its full path; what is around it stays as closed as it is. */
export const withOptional = (type: Type, [name, ...rest]: readonly string[]): Type => {
  if (name === undefined || type.unknown === true) return type;
  if (type.list !== undefined && type.object === undefined) return { ...type, list: withOptional(type.list, [name, ...rest]) };
  const members = new Map<string, Member>(type.object?.members);
  const own = members.get(name)?.type;
  if (own === undefined) members.set(name, { type: rest.length === 0 ? UNKNOWN : absent(type, name, rest), optional: true });
  else if (rest.length > 0 && !saysNothing(own)) members.set(name, { type: withOptional(own, rest), optional: true });
  // No sample has an object here: it may be anything else.
  return { ...(type.object === undefined ? opened(type) : type), object: { ...type.object, members } };
};

/** An object that no sample has, with the one member that is known of it. */
const absent = ({ origins }: Type, name: string, rest: readonly string[]): Type =>
  withOptional(origins === undefined ? {} : { origins: origins.map((one) => ({ ...one, path: [...one.path, name] })) }, rest);
