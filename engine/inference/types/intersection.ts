import { NEVER, union, type Member, type ObjectType, type ScalarType, type Type } from './type.ts';

const isUnknown = (type: Type): boolean =>
  type.unknown === true && Object.keys(type).every((key) => key === 'unknown' || key === 'origins');

/** What is both: of each kind that both may be. Where nothing is left the two contradict each other, and either counts. */
export const intersection = (a: Type, b: Type): Type => {
  if (isUnknown(a)) return b;
  if (isUnknown(b)) return a;
  const both: Type = {
    ...(a.unknown === true && b.unknown === true ? { unknown: true } : {}),
    ...(a.null === true && b.null === true ? { null: true } : {}),
    ...(a.blank === true && b.blank === true ? { blank: true } : {}),
    ...(a.boolean === true && b.boolean === true ? { boolean: true } : {}),
    ...merged('number', a, b, [a.number, b.number], narrower),
    ...merged('text', a, b, [a.text, b.text], narrower),
    ...merged('list', a, b, [a.list, b.list], intersection),
    ...merged('object', a, b, [a.object, b.object], membersOfBoth),
  };
  return Object.keys(both).length === 0 ? union(a, b) : both;
};

const merged = <K extends string, T>(
  kind: K,
  a: Type,
  b: Type,
  [one, other]: readonly [T | undefined, T | undefined],
  merge: (one: T, other: T) => T,
): { [_ in K]?: T } => {
  // What may be anything may be this as well.
  const value =
    one !== undefined && other !== undefined
      ? merge(one, other)
      : a.unknown === true
        ? other
        : b.unknown === true
          ? one
          : undefined;
  return value === undefined ? {} : ({ [kind]: value } as { [_ in K]?: T });
};

const narrower = (a: ScalarType, b: ScalarType): ScalarType => {
  const closed =
    a.closed === undefined ? b.closed : b.closed === undefined ? a.closed : a.closed.filter((one) => b.closed?.includes(one));
  return { ...b, ...a, examples: [...new Set([...a.examples, ...b.examples])], ...(closed === undefined ? {} : { closed }) };
};

const membersOfBoth = (a: ObjectType, b: ObjectType): ObjectType => ({
  ...a,
  ...b,
  members: new Map(
    [...new Set([...a.members.keys(), ...b.members.keys()])].map((name): [string, Member] => {
      const [one, other] = [a.members.get(name), b.members.get(name)];
      return one === undefined || other === undefined
        ? [name, one ?? other ?? { type: NEVER, optional: true }]
        : [name, { type: intersection(one.type, other.type), optional: one.optional && other.optional }];
    }),
  ),
});
