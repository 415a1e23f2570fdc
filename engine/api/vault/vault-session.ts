import type { SinkAnswer, SinkClient } from '../../components/sinks/sink.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { openSinkClient } from '../outputs/push/sink-client.ts';
import type { World } from '../world.ts';
import { isSealed, LOOKED_INTO, vaultAnswer, type VaultAnswer } from './vault-answer.ts';
import { deniedLogin, sealed } from './vault-errors.ts';
import type { AppRole, VaultSettings } from './vault-settings.ts';

/** A token that was had by logging in, until which time it is used, ms since epoch. */
interface Login {
  readonly token: string;
  readonly until: number;
}

/** Logins that still hold, by what the configuration says of the vault: ids of a role may be good for a few logins only. */
export type Logins = WeakMap<object, Login>;

export interface VaultSession {
  /** What the store has under a path of the mount. */
  readonly read: (path: string) => Promise<VaultAnswer>;
  /** What is mounted there, where the token may know. */
  readonly mount: () => Promise<VaultAnswer>;
}

/** So much of a token's time is used: its last part may end between two requests. */
const USED = 0.8;

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

interface Asking {
  readonly world: World;
  readonly settings: VaultSettings;
  /** Where the secret is asked for. */
  readonly place: Place | undefined;
  readonly logins: Logins;
  /** What its login is remembered by. */
  readonly memory: object;
}

/** Asks the vault, and ends all connections to it. Throws EngineError where it can't be asked. */
export const withVault = async <T>(asking: Asking, use: (session: VaultSession) => Promise<T>): Promise<T> => {
  const { world, settings, place } = asking;
  const { access } = settings;
  world.redactor.add('token' in access ? access.token : access.secretId);
  const client = openSinkClient(world, settings.http, [settings.address], { name: 'vault', place: settings.place ?? place });
  try {
    return await use(sessionOf(asking, client));
  } finally {
    await client.close();
  }
};

const sessionOf = (asking: Asking, client: SinkClient): VaultSession => {
  const { world, settings } = asking;
  const { access, mount } = settings;
  const asked = async (label: string, path: string): Promise<VaultAnswer> => {
    const token = 'token' in access ? access.token : await loggedIn(asking, client, access);
    const answer = await send(asking, client, { method: 'GET', path, label, headers: { 'x-vault-token': token } });
    return vaultAnswer(answer, world.redact);
  };
  /** A token that was had by logging in may have been taken back. */
  const askedAgain = async (label: string, path: string): Promise<VaultAnswer> => {
    const isFresh = asking.logins.get(asking.memory) === undefined;
    const answer = await asked(label, path);
    if (answer.kind !== 'denied' || 'token' in access || isFresh) return answer;
    asking.logins.delete(asking.memory);
    return asked(label, path);
  };
  return {
    read: (path) => askedAgain('read a secret', `${encoded(mount)}/data/${encoded(path)}`),
    mount: () => asked('look at the mount', `sys/internal/ui/mounts/${encoded(mount)}`),
  };
};

const loggedIn = async (asking: Asking, client: SinkClient, role: AppRole): Promise<string> => {
  const { world } = asking;
  const known = asking.logins.get(asking.memory);
  if (known !== undefined && world.now() < known.until) {
    world.redactor.add(known.token);
    return known.token;
  }
  const answer = await send(asking, client, {
    method: 'POST',
    path: `auth/${encoded(role.mount)}/login`,
    label: 'log in',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role_id: role.roleId, secret_id: role.secretId }),
  });
  const given = loginOf(answer);
  if (given === undefined) throw deniedLogin(vaultAnswer(answer, world.redact), asking.settings, asking.place);
  world.redactor.add(given.client_token);
  const lasts = given.lease_duration;
  asking.logins.set(asking.memory, {
    token: given.client_token,
    // By 0 it says that the token has no end.
    until: lasts === 0 ? Number.POSITIVE_INFINITY : world.now() + lasts * 1000 * USED,
  });
  return given.client_token;
};

const loginOf = ({ status, text }: SinkAnswer): { client_token: string; lease_duration: number } | undefined => {
  if (status !== 200) return undefined;
  try {
    const { auth } = JSON.parse(text) as { auth?: { client_token?: unknown; lease_duration?: unknown } | null };
    const { client_token: token, lease_duration: lasts } = auth ?? {};
    return typeof token === 'string' && typeof lasts === 'number' ? { client_token: token, lease_duration: lasts } : undefined;
  } catch {
    return undefined;
  }
};

interface Request {
  readonly method: string;
  /** Below `v1/`. */
  readonly path: string;
  readonly label: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const send = async (
  { world, settings, place }: Asking,
  client: SinkClient,
  { method, path, label, headers, body }: Request,
): Promise<SinkAnswer> => {
  const { address, namespace } = settings;
  try {
    const answer = await client.send({
      method,
      url: `${address}/v1/${path}`,
      label: `vault: ${label}`,
      headers: { 'x-vault-request': 'true', ...(namespace !== undefined && { 'x-vault-namespace': namespace }), ...headers },
      ...(body !== undefined && { body }),
      expects: LOOKED_INTO,
      judge: (one) => (one.status === 503 && !isSealed(one) ? { kind: 'again', because: 'it is not ready' } : undefined),
    });
    if (isSealed(answer)) throw sealed(settings, place);
    return answer;
  } catch (error) {
    if (!(error instanceof EngineError) || error instanceof UsageError || world.signal.aborted) throw error;
    if (error.code.startsWith('vault.')) throw error;
    throw new EngineError('vault.unreachable', `The vault gave no answer: ${error.message}`, {
      place,
      hint: error.hint ?? `Check the address ${address}, and that it can be reached from here.`,
      cause: error,
    });
  }
};
