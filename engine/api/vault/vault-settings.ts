import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Config } from '../config/config.ts';
import { resolveAll } from '../config/references.ts';
import { httpWay, type HttpWay } from '../outputs/destination/http-way.ts';
import type { World } from '../world.ts';
import type { RawVault } from './vault-shape.ts';

export interface AppRole {
  readonly mount: string;
  readonly roleId: string;
  readonly secretId: string;
}

/** Where the vault is, and who asks it; secrets in clear. */
export interface VaultSettings {
  /** Without a slash at its end. */
  readonly address: string;
  readonly namespace: string | undefined;
  readonly mount: string;
  readonly access: { readonly token: string } | AppRole;
  readonly http: HttpWay;
  /** What the settings stand in, undefined where they come from the environment alone. */
  readonly place: Place | undefined;
}

/** Those of the configuration, else of the environment. Throws UsageError, `place` being where a secret is asked for, where they say too little. */
export const vaultSettings = async (
  { env }: Pick<World, 'env'>,
  { folder, vault }: Pick<Config, 'folder' | 'vault'>,
  place: Place | undefined,
): Promise<VaultSettings> => {
  const refuse = async (): Promise<never> => {
    throw new UsageError('vault.settings', 'What the vault is asked with can not come from the vault.', {
      place: vault?.place,
      hint: 'Give it by ${file:/path} or ${env:NAME}.',
    });
  };
  const source = { env, folder, place: vault?.place, vault: refuse };
  const raw = (await resolveAll(vault?.raw ?? {}, source)) as RawVault;
  const address = raw.address ?? env['VAULT_ADDR'];
  if (address === undefined || address === '')
    throw new UsageError('vault.settings', 'The reference leads to a vault, and nothing says where it is.', {
      place,
      hint: 'Write `vault: { address: https://… }` in feedwright.yaml, or set VAULT_ADDR.',
    });
  const caFile = raw.http?.ca_file ?? (env['VAULT_CACERT'] || undefined);
  return {
    address: address.replace(/\/+$/, ''),
    namespace: raw.namespace ?? (env['VAULT_NAMESPACE'] || undefined),
    mount: raw.mount ?? 'secret',
    access: accessOf(raw, env['VAULT_TOKEN'], place),
    http: httpWay({ ...raw.http, ...(caFile !== undefined && { ca_file: caFile }) }, folder),
    place: vault?.place,
  };
};

const accessOf = ({ token, app_role: role }: RawVault, fromEnv: string | undefined, place: Place | undefined) => {
  if (token !== undefined) return { token: token.trim() };
  if (role !== undefined) return { mount: role.mount ?? 'approle', roleId: role.role_id.trim(), secretId: role.secret_id.trim() };
  if (fromEnv !== undefined && fromEnv !== '') return { token: fromEnv.trim() };
  throw new UsageError('vault.settings', 'The vault is to be asked, and nothing says with which token.', {
    place,
    hint: 'Write `token: ${file:/path}` or `app_role:` under `vault:` in feedwright.yaml, or set VAULT_TOKEN.',
  });
};
