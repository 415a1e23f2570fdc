/** Cells that stores on SQLite keep in a form of their own, and back. */
import type { Cell } from './copy-ends.ts';

type Member = [name: string | number, value: string, flags?: number];

/** Attributes with their names written out; `nameOf` a number. */
export const spelled = (members: string, nameOf: (id: number) => string): string =>
  JSON.stringify(
    (JSON.parse(members) as Member[]).map(([name, ...rest]) => [typeof name === 'number' ? nameOf(name) : name, ...rest]),
  );

/** Attributes with the numbers of names that have some. */
export const numbered = (members: string, numberOf: (name: string) => number | undefined): string =>
  JSON.stringify(
    (JSON.parse(members) as Member[]).map(([name, ...rest]) => [
      typeof name === 'string' ? (numberOf(name) ?? name) : name,
      ...rest,
    ]),
  );

/** The checkpoint before a run: {until, state} → [until, text of the state]. */
export const beforeRun = (text: string): string => {
  const { until = null, state = null } = JSON.parse(text) as { until?: number | null; state?: unknown };
  return JSON.stringify([until, state === null ? null : JSON.stringify(state)]);
};

export const beforeRunOfSqlite = (text: string): string => {
  const [until, state] = JSON.parse(text) as [number | null, string | null];
  return JSON.stringify({ until, state: state === null ? null : (JSON.parse(state) as unknown) });
};

/** What an undo row says: what of it stands in columns of its own, and what in its text. */
export interface UndoCells {
  readonly key: string | null;
  readonly stood: string | null;
}

interface Keyed {
  readonly key: string;
  readonly row?: unknown;
  readonly stood?: unknown;
}

/** Of SQLite's one text. */
export const undoCells = (what: Cell, stood: string | null): UndoCells => {
  if (stood === null) return { key: null, stood };
  if (what === 'object') {
    const [listing, changed, ...rest] = JSON.parse(stood) as [unknown, number, ...unknown[]];
    return { key: null, stood: JSON.stringify([listing, changed !== 0, ...rest]) };
  }
  if (what !== 'quarantine' && what !== 'document') return { key: null, stood };
  const { key, row, stood: document } = JSON.parse(stood) as Keyed;
  return { key, stood: JSON.stringify((what === 'quarantine' ? row : document) ?? null) };
};

/** SQLite's one text; numbers of listings move by `shift`. */
export const undoTextOfSqlite = (what: Cell, { key, stood }: UndoCells, shift: number): string | null => {
  if (stood === null) return null;
  if (what === 'object') {
    const [listing, changed, ...rest] = JSON.parse(stood) as [unknown[] | null, boolean, ...unknown[]];
    if (listing !== null) listing[2] = (listing[2] as number) + shift;
    return JSON.stringify([listing, changed ? 1 : 0, ...rest]);
  }
  if (what === 'quarantine') return JSON.stringify({ key, row: JSON.parse(stood) as unknown });
  if (what === 'document') return JSON.stringify({ key, stood: JSON.parse(stood) as unknown });
  return stood;
};
