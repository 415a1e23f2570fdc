import { saysNothing, union, type Member, type ObjectType, type ScalarType, type Type } from './type.ts';

/** A type that a schema gives, with what samples show beside it: a member that either knows is known. */
export const withShown = (schema: Type, shown: Type): Type => {
  if (shown.unknown === true || saysNothing(shown)) return mergedFlags(schema, shown);
  if (schema.unknown === true && schema.object === undefined && schema.list === undefined) return shown;
  const both = union(schema, shown);
  return {
    ...both,
    ...scalarWith('number', schema, shown),
    ...scalarWith('text', schema, shown),
    ...(schema.list === undefined || shown.list === undefined ? {} : { list: withShown(schema.list, shown.list) }),
    ...(schema.object === undefined || shown.object === undefined ? {} : { object: objectWith(schema.object, shown.object) }),
  };
};

/** That something is null or an empty list says nothing of what else it may be. */
const mergedFlags = (schema: Type, { null: isNull, blank }: Type): Type => ({
  ...schema,
  ...(isNull === true ? { null: true } : {}),
  ...(blank === true ? { blank: true } : {}),
});

const scalarWith = (kind: 'number' | 'text', schema: Type, shown: Type): { readonly [_ in 'number' | 'text']?: ScalarType } => {
  const [known, seen] = [schema[kind], shown[kind]];
  if (known === undefined || seen === undefined) return {};
  const { closed, ...rest } = known;
  // A set that a sample does not keep to is not closed.
  const keeps = closed !== undefined && seen.examples.every((one) => closed.includes(one));
  return {
    [kind]: { ...rest, ...seen, ...(known.format === undefined ? {} : { format: known.format }), ...(keeps ? { closed } : {}) },
  };
};

const objectWith = (schema: ObjectType, shown: ObjectType): ObjectType => {
  const members = new Map<string, Member>(schema.members);
  for (const [name, { type, optional }] of shown.members) {
    const known = members.get(name);
    members.set(name, known === undefined ? { type, optional } : { type: withShown(known.type, type), optional: known.optional });
  }
  return { ...schema, members };
};
