import { basename } from 'node:path';
import type { RunRow } from '../../context/run-row.ts';
import type { MappingRow } from '../../report/mapping-row.ts';

/** Lines with a note of their own. */
const MOST_NOTED = 8;
/** What may be blank is blank in a few records more often than not. */
const ENOUGH = 10;
/** A longer expression is found by its place. */
const LONGEST_EXPRESSION = 40;

/** Of each line that never gave anything how often it was asked, by a note that names its place; many of them at their number. */
export function mappingNotes(rows: readonly MappingRow[]): Readonly<Record<string, number>> {
  const found = (finding: MappingRow['finding']): readonly MappingRow[] => rows.filter((row) => row.finding === finding);
  // What is most likely wrong comes first.
  const noted = [...found('never there'), ...found('never given').filter(({ of }) => of >= ENOUGH)];
  const more = noted.length - MOST_NOTED;
  return Object.fromEntries([
    ...noted.slice(0, MOST_NOTED).map((row) => [noteOf(row), row.of]),
    ...(more > 0 ? [['more that gave nothing: run --json lists them', more]] : []),
  ]) as Record<string, number>;
}

/** The notes of a run without those on its mapping. */
export const notesBesideMapping = ({ notes, mapping }: Pick<RunRow, 'notes' | 'mapping'>): RunRow['notes'] => {
  const known = mappingNotes(mapping);
  return Object.fromEntries(Object.entries(notes).filter(([note]) => !Object.hasOwn(known, note)));
};

/** Lines of several runs of one feed; what gave something in any of them is not noted. */
export function sumMapping(all: readonly (readonly MappingRow[])[]): readonly MappingRow[] {
  const sums = new Map<string, MappingRow>();
  for (const row of all.flat()) {
    const key = JSON.stringify([row.entry, row.part, row.name, row.place]);
    const before = sums.get(key);
    sums.set(key, before === undefined ? row : sumOf(before, row));
  }
  return [...sums.values()];
}

const sumOf = (a: MappingRow, b: MappingRow): MappingRow => ({
  ...a,
  given: a.given + b.given,
  of: a.of + b.of,
  finding: findingOf(a, b),
});

/** Who was never asked says nothing. */
function findingOf(a: MappingRow, b: MappingRow): MappingRow['finding'] {
  if (a.of === 0 || b.of === 0) return a.of === 0 ? b.finding : a.finding;
  if (a.finding === null || b.finding === null) return null;
  return a.finding === b.finding ? a.finding : 'never given';
}

function noteOf(row: MappingRow): string {
  const { place, expression } = row;
  const isShort = expression !== null && expression.length <= LONGEST_EXPRESSION && !expression.includes('\n');
  const where = `${basename(place)}${isShort ? `: \`${expression}\`` : ''}`;
  return `${row.finding}: ${calledBy(row)} (${where})`;
}

function calledBy({ entry, part, name }: MappingRow): string {
  if (entry === null) return part === 'let' || part === 'supplemental' ? `$${name}` : [part, name].filter(Boolean).join(' ');
  if (part === 'attribute') return `${name} of ${entry}`;
  if (part === 'attribute.when') return `when of ${name} of ${entry}`;
  return `${[part, name].filter(Boolean).join(' ')} of ${entry}`;
}
