/** A copy of data without what stands at a path; lists are gone through, `<a/b>` is each of these names. */
export const without = (value: unknown, path: readonly string[]): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (Array.isArray(value)) return value.map((one) => without(one, path));
  if (typeof value !== 'object' || value === null) return value;
  const names = namesOf(name);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
      if (name !== '*' && !names.includes(key)) return [[key, member]];
      return rest.length === 0 ? [] : [[key, without(member, rest)]];
    }),
  );
};

/** Every value at a path. */
export const valuesAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined || value === null ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  const members = name === '*' ? Object.values(value) : namesOf(name).map((key) => (value as Record<string, unknown>)[key]);
  return members.flatMap((member) => valuesAt(member, rest));
};

const namesOf = (name: string): readonly string[] => /^<(.+)>$/.exec(name)?.[1]?.split('/') ?? [name];
