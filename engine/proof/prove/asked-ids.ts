/** The ids that are asked for: by themselves, or else by how they begin. Where nothing is asked for, all. */
export const askedIds = (ids: readonly string[], only: readonly string[]): ReadonlySet<string> =>
  new Set(only.length === 0 ? ids : only.flatMap((one) => (ids.includes(one) ? [one] : ids.filter((id) => id.startsWith(one)))));
