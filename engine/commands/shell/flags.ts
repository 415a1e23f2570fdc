import { UsageError } from '../../language/basics/errors.ts';
import { harmless } from '../display/text.ts';
import type { Flag } from './command.ts';

/** Flags that several commands share, each described once. */
export interface JsonFlag {
  readonly json?: boolean;
}
export interface PlaceFlags {
  readonly definitions?: string;
  readonly config?: string;
}
export interface StoreFlags extends PlaceFlags {
  readonly store?: string;
  readonly mock?: boolean;
}
export interface FeedFlags extends StoreFlags {
  readonly set?: readonly string[];
  readonly instance?: string;
}
export interface RangeFlags {
  readonly since?: string;
  readonly until?: string;
  readonly clip?: boolean;
}

export const jsonFlag: Flag = { flags: '--json', help: 'print the result as JSON' };

export const placeFlags: readonly Flag[] = [
  {
    flags: '--definitions <folder>',
    help: 'where the definitions are (default: ./definitions, else the ones that come with feedwright)',
  },
  { flags: '--config <file>', help: 'configuration (default: ./feedwright.yaml where there is one)' },
];

export const storeFlags: readonly Flag[] = [
  {
    flags: '--store <sqlite:path>',
    help: 'the store (default: the one in the configuration, else sqlite:./.feedwright/store.db)',
  },
  ...placeFlags,
];

export const mockStoreFlag: Flag = {
  flags: '--mock',
  help: "the mock's own store, ./.feedwright/mock.db, unless --store names one",
};

export const feedFlags: readonly Flag[] = [
  { flags: '--set <name=value>', help: 'an option of the feed; name=@file takes the value from a file', repeat: true },
  { flags: '--instance <name>', help: 'an instance of the configuration, with state and options of its own' },
  ...storeFlags,
];

export const rangeFlags: readonly Flag[] = [
  { flags: '--since <time>', help: 'start: 2026-01-31, 2026-01-31T12:00:00Z, epoch seconds, or P2D for two days ago' },
  { flags: '--until <time>', help: 'end, in the same forms (default: now)' },
  { flags: '--clip', help: 'go on without the part of the range that the vendor no longer serves' },
];

/** A count such as `--limit 10`. */
export const wholeNumber =
  (flag: string, { least = 1, example = 10 } = {}) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError('usage.number', `${flag} takes a whole number from ${least} on, not "${harmless(text.slice(0, 64))}".`, {
      hint: `Write digits alone, such as ${flag} ${example}.`,
    });
  };
