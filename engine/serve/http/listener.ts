import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { listenAt } from '../../api/serving/listen-at.ts';
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
  return {
    port: await listenAt(server, { host, port }),
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
