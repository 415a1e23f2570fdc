/** A tenant that has something to run. */
export interface WaitingTenant {
  readonly tenant: string;
  /** Runs of it that are under way. */
  readonly active: number;
  /** When it was last given a turn, as a number that grows. */
  readonly taken: number;
}

/** How many each tenant may begin: room goes to the one that has the least under way, of equals to the one that waits longest. */
export const shareOut = (tenants: readonly WaitingTenant[], room: number): ReadonlyMap<string, number> => {
  const all = tenants.map((one) => ({ ...one, begins: 0 }));
  for (let left = room; left > 0 && all.length > 0; left--) {
    const next = all.reduce((a, b) => {
      const [ofA, ofB] = [a.active + a.begins, b.active + b.begins];
      return ofB < ofA || (ofB === ofA && b.taken < a.taken) ? b : a;
    });
    next.begins += 1;
  }
  return new Map(all.filter(({ begins }) => begins > 0).map(({ tenant, begins }) => [tenant, begins]));
};
