import type { AskedFeed, AskedMock, AskedPlaces, AskedRange, AskedStore } from '../../api/asked.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { harmless } from '../display/text.ts';
import type { Flag } from './command.ts';

/** Flags that several commands share, each described once. */
export interface JsonFlag {
  readonly json?: boolean;
}
export type PlaceFlags = AskedPlaces;
export type StoreFlags = AskedStore;
export type FeedFlags = AskedFeed;
export type RangeFlags = AskedRange;
export type MockRunFlags = AskedMock;

/** Of flags that each want the command for themselves no more than one may be given. Throws UsageError. */
export const mustBeOne = (ways: Readonly<Record<string, boolean | undefined>>): void => {
  const names = Object.keys(ways).filter((name) => ways[name] === true);
  if (names.length > 1)
    throw new UsageError('usage.together', `${names.join(' and ')} can't be asked for together.`, {
      hint: 'Choose one of them, and call it again for the other.',
    });
};

export const jsonFlag: Flag = { flags: '--json', help: 'print the result as JSON' };

export const configFlag: Flag = {
  flags: '--config <file>',
  help: 'configuration (default: ./feedwright.yaml where there is one)',
};

const ownPlaceFlags: readonly Flag[] = [
  {
    flags: '--definitions <folder>',
    help: 'where the definitions are (default: ./definitions, else the ones that come with feedwright)',
  },
  configFlag,
];

const storeFlag: Flag = {
  flags: '--store <address>',
  help: 'the store, as sqlite:PATH or postgres://… (default: the one in the configuration, else sqlite:./.feedwright/store.db)',
};

export interface TenantFlag {
  readonly tenant?: string;
}

const tenantFlag: Flag = { flags: '--tenant <name>', help: 'a tenant of the configuration: in its folder, with its store' };

/** Of what looks at one project, the one of the tenant that is named. */
export const placeFlags: readonly Flag[] = [...ownPlaceFlags, tenantFlag];

export const storeFlags: readonly Flag[] = [storeFlag, ...placeFlags];

/** Of what sees the project with all of its tenants. */
export const projectFlags: readonly Flag[] = [storeFlag, ...ownPlaceFlags];

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
  (flag: string, { least = 1, most = Number.MAX_SAFE_INTEGER, example = 10 } = {}) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new UsageError('usage.number', `${flag} takes a whole number ${range}, not "${harmless(text.slice(0, 64))}".`, {
      hint: `Write digits alone, such as ${flag} ${example}.`,
    });
  };

export const mockClockFlag: Flag = {
  flags: '--clock <time>',
  help: 'with --mock: where its clock stands, in the forms of --since, instead of where mock.yaml puts it',
};

/** How the mock behaves in a run over it. */
export const mockRunFlags: readonly Flag[] = [
  { flags: '--variant <name>', help: "with --mock: one of the mock's variants" },
  {
    flags: '--fault <text>',
    help: 'with --mock: something that goes wrong, such as "GET /cases: 503 x2"; `feedwright mock --help` lists what may',
    repeat: true,
  },
  mockClockFlag,
];
