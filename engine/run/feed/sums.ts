import type { ObjectCounts } from '../../store/contract/store.ts';

export function sumObjects(all: readonly ObjectCounts[]): ObjectCounts {
  const total = { created: 0, updated: 0, unchanged: 0, withdrawn: 0, by_type: {} as Record<string, number>, attributes: 0 };
  let unknown = 0;
  for (const one of all) {
    total.created += one.created;
    total.updated += one.updated;
    total.unchanged += one.unchanged;
    total.withdrawn += one.withdrawn;
    total.attributes += one.attributes;
    unknown += one.nothing_to_withdraw ?? 0;
    for (const [type, count] of Object.entries(one.by_type)) total.by_type[type] = (total.by_type[type] ?? 0) + count;
  }
  return unknown === 0 ? total : { ...total, nothing_to_withdraw: unknown };
}

export function sumNotes(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const notes of all) for (const [name, count] of Object.entries(notes)) total[name] = (total[name] ?? 0) + count;
  return total;
}
