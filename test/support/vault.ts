/** A server on loopback that answers as the public documentation of HashiCorp Vault's KV version 2 and AppRole has it: an invention. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeVault {
  readonly address: string;
  /** `METHOD /path` of each request, in order. */
  readonly asked: string[];
  /** Secrets of version 2 by mount and path, such as `secret/feeds/acme`. */
  readonly secrets: Map<string, Record<string, unknown>>;
  /** Those that were deleted or destroyed, by mount and path. */
  readonly gone: Map<string, 'deleted' | 'destroyed'>;
  /** Tokens that are let in, each with the paths that it may read; undefined: all. */
  readonly tokens: Map<string, readonly string[] | undefined>;
  state: 'open' | 'sealed' | 'starting';
  /** That requests must name. */
  namespace: string | undefined;
  close(): void;
}

/** What a test that looks for secrets must not find. */
export const ROLE = { role_id: 'role-of-the-feeds', secret_id: 'an-invented-secret-id' };

const MOUNTS: Readonly<Record<string, { readonly type: string; readonly options: object | null }>> = {
  secret: { type: 'kv', options: { version: '2' } },
  'team/kv': { type: 'kv', options: { version: '2' } },
  old: { type: 'kv', options: { version: '1' } },
  pki: { type: 'pki', options: null },
};

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const errors = (response: ServerResponse, status: number, ...said: readonly string[]): void =>
  reply(response, status, { errors: said });

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

export const fakeVault = async (): Promise<FakeVault> => {
  let logins = 0;
  const fake: Omit<FakeVault, 'address' | 'close'> = {
    asked: [],
    secrets: new Map(),
    gone: new Map(),
    tokens: new Map([['root-token-of-a-test', undefined]]),
    state: 'open',
    namespace: undefined,
  };

  const read = (path: string, response: ServerResponse): void => {
    const mount = Object.keys(MOUNTS).find((one) => path.startsWith(`${one}/data/`));
    if (mount === undefined) return errors(response, 404, `no handler for route "${path}". route entry not found.`);
    const at = `${mount}/${path.slice(mount.length + '/data/'.length)}`;
    const metadata = { version: 3, created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false };
    const gone = fake.gone.get(at);
    if (gone === 'deleted')
      return reply(response, 404, { data: { data: null, metadata: { ...metadata, deletion_time: '2026-01-02T00:00:00Z' } } });
    if (gone === 'destroyed') return reply(response, 404, { data: { data: null, metadata: { ...metadata, destroyed: true } } });
    const data = fake.secrets.get(at);
    if (data === undefined) return errors(response, 404);
    return reply(response, 200, { data: mount === 'old' ? data : { data, metadata } });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(request.url ?? '').replace('/v1/', '');
    fake.asked.push(`${request.method} ${path}`);
    const body = await textOf(request);
    if (fake.state === 'sealed') return errors(response, 503, 'Vault is sealed');
    if (fake.state === 'starting') return errors(response, 503, 'local node not active but active cluster node not found');
    if (request.headers['x-vault-namespace'] !== fake.namespace) return errors(response, 404);
    if (path === 'auth/approle/login') {
      const given = JSON.parse(body) as typeof ROLE;
      if (given.role_id !== ROLE.role_id || given.secret_id !== ROLE.secret_id)
        return errors(response, 400, 'invalid role or secret ID');
      const token = `hvs.an-invented-login-${++logins}`;
      fake.tokens.set(token, undefined);
      return reply(response, 200, { auth: { client_token: token, lease_duration: 3600, renewable: true } });
    }
    const token = String(request.headers['x-vault-token']);
    const may = fake.tokens.get(token);
    if (!fake.tokens.has(token)) return errors(response, 403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n');
    const looked = path.replace('sys/internal/ui/mounts/', '');
    if (looked !== path) {
      const mount = MOUNTS[looked];
      if (mount === undefined) return errors(response, 403, 'preflight capability check returned 403');
      return reply(response, 200, { data: { path: `${looked}/`, ...mount } });
    }
    if (may?.includes(path) === false) return errors(response, 403, '1 error occurred:\n\t* permission denied\n\n');
    return read(path, response);
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
};
