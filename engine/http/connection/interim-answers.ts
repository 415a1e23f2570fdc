import type { Dispatcher, Pool as AnyPool } from 'undici';
import { kParser, kRunning, kSocket, Pool } from './undici-parts.ts';

interface Parser {
  readonly socket: { readonly destroyed: boolean; destroy(error: Error): void };
  statusCode: number;
  headers: unknown[];
  headersSize: number;
  onHeadersComplete(status: number, upgrade: boolean, keepAlive: boolean): number;
}

type Client = Readonly<Record<symbol, unknown>>;

/** Tells the parser that the message has no body. */
const NO_BODY = 1;
const STOP = -1;

/** The connections to one origin, on which answers that only lead up to another one are read over. */
export function connectionPool(origin: string | URL, options: object): Dispatcher {
  const pool: AnyPool = new Pool(origin, options);
  return pool.on('connect', (_origin, targets) => readOver(targets.at(-1) as unknown as Client));
}

/**
 * RFC 9110, section 15.2: a client must read over any number of 1xx, also of those that it did not ask for. undici breaks off at
 * 100, and begins to wait anew with each of the others, so that one who sends them without end is waited for without end.
 */
function readOver(client: Client): void {
  const parser = (client[kSocket] as Client | undefined)?.[kParser] as Parser | undefined;
  if (parser === undefined) return;
  const complete = parser.onHeadersComplete.bind(parser);
  parser.onHeadersComplete = (status, upgrade, keepAlive) => {
    if (status >= 200 || parser.socket.destroyed || client[kRunning] === 0) return complete(status, upgrade, keepAlive);
    if (status === 101) {
      parser.socket.destroy(Object.assign(new Error('upgraded'), { code: 'FEEDWRIGHT_UPGRADE' }));
      return STOP;
    }
    parser.statusCode = status;
    parser.headers = [];
    parser.headersSize = 0;
    return NO_BODY;
  };
}
