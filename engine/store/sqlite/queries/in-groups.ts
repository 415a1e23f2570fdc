/** The first group is small: whoever wants one object only need not wait for many. */
export function* inGroups<T>(all: Iterable<T>, size: number): Generator<readonly T[], void> {
  let group: T[] = [];
  let wanted = 1;
  for (const one of all) {
    group.push(one);
    if (group.length < wanted) continue;
    yield group;
    group = [];
    wanted = size;
  }
  if (group.length > 0) yield group;
}
