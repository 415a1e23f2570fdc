import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { schemaOfTenant } from '../../store/postgres/database/address.ts';
import type { AskedStore } from '../asked.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { storeAddress } from '../store/store-choice.ts';
import { harmless } from '../wording/harmless.ts';
import type { World } from '../world.ts';

/** Where a tenant's feeds are: its folder, and what is asked of that. */
export interface TenantPlaces {
  readonly cwd: string;
  readonly asked: AskedStore;
}

const folderOf = (config: Config, name: string): string => {
  const found = config.tenants.get(name);
  if (found !== undefined) return found.folder;
  throw new UsageError('usage.unknown-tenant', `There is no tenant "${harmless(name.slice(0, 64))}".`, {
    hint:
      config.tenants.size === 0
        ? 'The configuration has none: add it under "tenants:" in feedwright.yaml, with its folder.'
        : suggest(name, config.tenants.keys()),
  });
};

/**
 * Where the feeds of a tenant are; '' is the project itself. Its store is the one that its own configuration names, else a schema of its
 * own in the project's database, else a file in its folder. Throws UsageError where there is no such tenant.
 */
export const tenantPlaces = async (world: World, asked: AskedStore, tenant: string): Promise<TenantPlaces> => {
  if (tenant === '') return { cwd: world.cwd, asked };
  const config = readConfig(world.cwd, asked.config);
  const cwd = folderOf(config, tenant);
  const { config: _, definitions, store: __, ...rest } = asked;
  const given = definitions === undefined ? {} : { definitions: [definitions].flat().map((one) => resolve(world.cwd, one)) };
  const own = asked.mock === true ? undefined : readConfig(cwd, undefined).store;
  const { kind, text } = await storeAddress(world, asked, config);
  const store = own !== undefined || kind !== 'postgres' ? {} : { store: schemaOfTenant(text, tenant) };
  return { cwd, asked: { ...rest, ...given, ...store } };
};

/** The project itself, as '', and its tenants. */
export const tenantsOf = (world: Pick<World, 'cwd'>, asked: AskedStore): readonly string[] => [
  '',
  ...readConfig(world.cwd, asked.config).tenants.keys(),
];
