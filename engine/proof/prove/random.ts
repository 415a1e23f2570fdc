/** Numbers from 0 up to 1 that follow from the seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** So many of the things, as evenly over their groups as it goes; which ones follows from the random numbers. */
export const chosenEvenly = <T extends { readonly group: string }>(
  things: readonly T[],
  wanted: number,
  random: () => number,
): readonly T[] => {
  const groups = [...Map.groupBy(things, ({ group }) => group).values()].map((all) => shuffled(all, random));
  const rounds = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => groups.flatMap((all) => all.slice(round, round + 1)))
    .flat()
    .slice(0, wanted);
};

const shuffled = <T>(things: readonly T[], random: () => number): readonly T[] =>
  things
    .map((thing) => ({ thing, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
