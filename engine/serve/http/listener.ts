import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { UsageError } from '../../language/basics/errors.ts';
import type { Env } from './env.ts';

/** ms. A proxy keeps its connections for a minute: one that is closed earlier would break the request that is just sent. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 } as const;
const MOST_CONNECTIONS = 512;

/** Listens. Throws UsageError where that can't be. */
export const listen = async (
  app: Hono<Env>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: TIMES }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new UsageError('usage.port', `The server can't listen at ${host}:${port}.`, {
      cause,
      hint: 'Give another --port, or a --host of this machine.',
    });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
