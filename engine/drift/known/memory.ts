import type { Kind } from '../fold/shape.ts';
import type { Tally } from './chance.ts';

/** What an instance remembers of the shape of what came: plain data, as the store keeps it. */
export interface Memory {
  /** Of this layout. */
  readonly version: typeof MEMORY_VERSION;
  readonly asked: Asked;
  /** The endpoint whose records are the feed's. */
  readonly main: string;
  /** So many have come. */
  readonly windows: number;
  /** By endpoint. */
  readonly sources: Record<string, Known>;
}

/** What was asked: what is asked otherwise may come otherwise. */
export interface Asked {
  /** A hash over the requests of the definition, and one over the options that they name. */
  readonly by: string;
  readonly options: string;
  /** The same of the filters and their options: of a table only the rows that they leave are looked at. */
  readonly filters: string;
  /** Windows send again what those before them sent, so that many of them know no more than one. */
  readonly again: boolean;
}

export const MEMORY_VERSION = 1;

/** A window: its run, and when it was received, ms since epoch. */
export interface Moment {
  readonly run: string;
  readonly at: number;
  /** The window's number among those that are remembered. */
  readonly window: number;
}

/** How often something came. */
export interface Counted {
  readonly seen: Tally;
  /** It first came so: behind how many places without it, in how many windows. Undefined: with the first window. */
  first?: (Moment & { readonly n: number; readonly w: number; told?: true }) | undefined;
  /** The windows at the end in which it did not come, or much less than before: they are not among `seen`. */
  lapse?: Lapse | undefined;
}

export interface Lapse extends Tally, Moment {
  /** It stood there so often, if only blank. */
  named: number;
  /** Places, those among them that were not looked at. */
  of: number;
  /** The number of its last window. */
  last: number;
}

/** One path. */
export interface Known extends Counted {
  /** Of the record of a table: the filters that left its rows. */
  filters?: string;
  readonly kinds: Partial<Record<Kind, Counted>>;
  members?: Record<string, Known>;
  /** Its names are data. */
  isMap?: true;
  items?: Known;
  entries?: Known;
}

export const emptyTally = (): Tally => ({ n: 0, k: 0, q: 0, w: 0 });

/** Paths of a memory. */
export const countPaths = (known: Known): number =>
  1 +
  Object.values(known.members ?? {}).reduce((sum, one) => sum + countPaths(one), 0) +
  (known.items === undefined ? 0 : countPaths(known.items)) +
  (known.entries === undefined ? 0 : countPaths(known.entries));

/** Is this a memory of this layout? */
export const isMemory = (value: unknown): value is Memory =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === MEMORY_VERSION && 'sources' in value;
