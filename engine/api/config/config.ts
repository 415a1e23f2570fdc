import type { Place } from '../../language/basics/place.ts';
import type { Expected } from '../../language/feed/health.ts';
import type { Schedule } from './schedule.ts';

/** A value as `feedwright.yaml` has it, references not yet replaced. */
export interface ConfiguredValue {
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
  readonly place: Place;
  /** Of its name. */
  readonly named?: Place;
}

export type ConfiguredValues = ReadonlyMap<string, ConfiguredValue>;

/** A named configuration of a feed: state, lock, ledger and source belong to it. */
export interface InstanceConfig {
  readonly name: string;
  /** `pack/feed`. */
  readonly feed: string;
  readonly set: ConfiguredValues;
  /** What objects name as their source; undefined: the feed's title. */
  readonly source: string | undefined;
  /** When it is due; `run` does not look at it. */
  readonly schedule: Schedule | undefined;
  /** What is expected of it, in the place of what its feed says. */
  readonly health: Expected | undefined;
  /** Its windows are sealed, and wait to be applied or discarded. */
  readonly hold: boolean;
  readonly place: Place;
}

/** A destination as it is written, held against its shape; references not yet replaced. */
export interface DestinationConfig {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** A tenant: all that is its own lies in its folder. */
export interface TenantConfig {
  /** Complete. */
  readonly folder: string;
  readonly place: Place;
}

export interface Config {
  /** Relative paths start here: the file's folder, or the working directory without a file. */
  readonly folder: string;
  readonly store: ConfiguredValue | undefined;
  /** `attachments:`, undefined where nothing is said of it. */
  readonly attachments: { readonly raw: unknown; readonly place: Place } | undefined;
  /** Folders, complete; undefined: the usual places. */
  readonly definitions: readonly string[] | undefined;
  /** How long things are kept, ms. */
  readonly retention: Readonly<Partial<Record<'runs' | 'quarantine' | 'actions' | 'changes', number>>>;
  /** When the store is unwell, bytes. */
  readonly health: { readonly storeSize: number | undefined; readonly diskFree: number };
  /** Options that all feeds of a pack share, and how its vendor is reached; references not yet replaced. */
  readonly packs: ReadonlyMap<
    string,
    {
      readonly set: ConfiguredValues;
      readonly http: { readonly ca_file?: string; readonly proxy?: string };
      readonly place: Place;
    }
  >;
  readonly instances: ReadonlyMap<string, InstanceConfig>;
  readonly destinations: ReadonlyMap<string, DestinationConfig>;
  readonly tenants: ReadonlyMap<string, TenantConfig>;
  /** `taxii_server:`, undefined where nothing is said of it. */
  readonly taxii: DestinationConfig | undefined;
  /** `serve:`, undefined where nothing is said of it. */
  readonly serve: DestinationConfig | undefined;
  /** `vault:`, undefined where nothing is said of it. */
  readonly vault: DestinationConfig | undefined;
}

/** Less than this leaves no room for the run of a feed. */
const DISK_FREE = 256 * 1024 * 1024;

export const emptyConfig = (folder: string): Config => ({
  folder,
  store: undefined,
  attachments: undefined,
  definitions: undefined,
  retention: {},
  health: { storeSize: undefined, diskFree: DISK_FREE },
  packs: new Map(),
  instances: new Map(),
  destinations: new Map(),
  tenants: new Map(),
  taxii: undefined,
  serve: undefined,
  vault: undefined,
});
