import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../language/basics/errors.ts';

/** Listens, and gives the port. Throws UsageError where that can't be. */
export const listenAt = async (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> => {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new UsageError('usage.port', `The server can't listen at ${host}:${port}.`, {
      cause,
      hint: 'Give another --port, or a --host of this machine.',
    });
  }
  return (server.address() as AddressInfo).port;
};
