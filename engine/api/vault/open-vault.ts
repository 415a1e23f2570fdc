import type { Place } from '../../language/basics/place.ts';
import type { Config } from '../config/config.ts';
import type { VaultReference } from '../config/reference-parts.ts';
import type { ReadVault } from '../config/references.ts';
import type { World } from '../world.ts';
import { noKey, noSecret, noText } from './vault-errors.ts';
import { type Logins, withVault } from './vault-session.ts';
import { vaultSettings } from './vault-settings.ts';

type VaultConfig = Pick<Config, 'folder' | 'vault'>;
type Data = Readonly<Record<string, unknown>>;

const logins: Logins = new WeakMap();

/**
 * Reads values of HashiCorp Vault, key-value store version 2, each path once: whoever wants to know what it says now opens it anew.
 * What is read is masked from then on in all that the world tells. Throws UsageError where nothing says how it is asked, EngineError
 * `vault.…` where there is no such value.
 */
export const openVault = (world: World, config: VaultConfig): ReadVault => {
  const paths = new Map<string, Promise<Data>>();
  return async (reference, place) => {
    const reading = paths.get(reference.path) ?? readPath(world, config, reference, place);
    paths.set(reference.path, reading);
    const data = await reading;
    if (!Object.hasOwn(data, reference.key)) throw noKey(reference, Object.keys(data), place);
    const value = data[reference.key];
    if (typeof value !== 'string') throw noText(reference, value, place);
    world.redactor.add(value);
    return value;
  };
};

const readPath = async (
  world: World,
  config: VaultConfig,
  reference: VaultReference,
  place: Place | undefined,
): Promise<Data> => {
  const settings = await vaultSettings(world, config, place);
  // One that is not in the configuration has its token from the environment, and never logs in.
  const memory = config.vault?.raw ?? {};
  return withVault({ world, settings, place, logins, memory }, async (session) => {
    const answer = await session.read(reference.path);
    if (answer.kind === 'found') return answer.data;
    const isOfMount = answer.kind !== 'deleted' && answer.kind !== 'refused';
    throw noSecret(answer, isOfMount ? await session.mount() : undefined, { reference, settings, place });
  });
};
