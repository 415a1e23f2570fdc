import type { UserField } from '../../language/model.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { AskedFeed, AskedMock, AskedRange } from '../asked.ts';
import { reachOf } from '../config/pack-reach.ts';
import type { Reach } from '../config/reach.ts';
import { readConfig } from '../config/read-config.ts';
import { askedMock } from '../mock/asked-mock.ts';
import { type Range, rangeOf } from '../options/range.ts';
import { type FeedOptions, readFeedOptions } from '../options/read-feed-options.ts';
import { openCatalog } from '../packs/catalog.ts';
import { findFeed, type Target } from '../packs/target.ts';
import { storeAddress } from '../store/store-choice.ts';
import type { StoreAddress } from '../../store/open.ts';
import type { World } from '../world.ts';
import type { RunningVendor } from './running-vendor.ts';

/** What is meant by a feed, its options and a range. */
interface Meant {
  readonly target: Target;
  readonly mock: MockDefinition | undefined;
  readonly range: Range;
  readonly options: FeedOptions;
  /** Of the store. */
  readonly address: StoreAddress;
  /** How long what runs replace is kept, ms; undefined: the usual time. */
  readonly keepsChanges: number | undefined;
  readonly reach: Reach;
}

/** What stands in for options that nothing gives, where a run is only thought of. */
export interface StandIns {
  readonly of: (fields: readonly UserField[]) => Readonly<Record<string, string>>;
  /** As `OptionRequest.asksVault`. */
  readonly asksVault: boolean;
}

export const readAsked = async (
  world: World,
  asked: AskedFeed & AskedRange & AskedMock & { readonly vendor?: RunningVendor | undefined },
  text: string,
  standIns?: StandIns,
): Promise<Meant> => {
  const config = readConfig(world.cwd, asked.config);
  const target = findFeed(world, text, asked, config, openCatalog(world, asked, config));
  const { pack, feed, instance } = target;
  const mock = asked.vendor?.definition ?? askedMock(world, asked, pack.name, target.root);
  const range = rangeOf(asked, feed, mock, world.now());
  const fields = feed.userFields;
  const { asksVault = true } = standIns ?? {};
  const request = { pack, fields, asked, config, instance, mock: mock?.user, standIns: standIns?.of(fields) ?? {}, asksVault };
  const reach = await reachOf(world, config, pack.name);
  return {
    target,
    mock,
    range,
    options: await readFeedOptions(world, request),
    address: await storeAddress(world, asked, config),
    keepsChanges: config.retention.changes,
    reach,
  };
};
