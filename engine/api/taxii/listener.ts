import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { World } from '../world.ts';
import { answerTaxii, failed, type TaxiiAnswer, type TaxiiService } from './answer.ts';
import { isOfStore } from './served-store.ts';

/** Milliseconds. A proxy keeps its connections for a minute: one that is closed earlier would break the request that is just sent. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 } as const;
/** Of silence, while a client takes its answer as well. */
const SILENCE = 120_000;
const MOST_CONNECTIONS = 256;
/** Bytes of a body, none of which is wanted. */
const MOST_SENT = 1024 * 1024;

export interface Listening {
  readonly onAnswer: (status: number, method: string, path: string) => void;
}

/** Answers over HTTP, whatever becomes of the store and of those who ask. */
export const listenerOf = (service: TaxiiService, world: Pick<World, 'warn'>, { onAnswer }: Listening): Server => {
  const tell = onceEach(world.warn);
  const server = createServer(TIMES, (request, response) => {
    dropBody(request);
    void answerTo(service, request, tell).then(({ status, headers, body }) => {
      if (request.socket.destroyed) return;
      onAnswer(status, request.method ?? '', request.url ?? '');
      response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  server.setTimeout(SILENCE);
  server.maxConnections = MOST_CONNECTIONS;
  return server;
};

const answerTo = async (service: TaxiiService, request: IncomingMessage, tell: (text: string) => void): Promise<TaxiiAnswer> => {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  try {
    return await answerTaxii(service, {
      method: request.method ?? '',
      path: url?.pathname ?? '',
      query: url?.searchParams ?? new URLSearchParams(),
      accept: request.headers.accept,
      authorization: request.headers.authorization,
      isOver: () => request.socket.destroyed,
    });
  } catch (error) {
    // The details are for whoever runs the server.
    tell(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
    if (!isOfStore(error)) return failed(500, 'The server met a mistake of its own.');
    return isDamaged(error)
      ? failed(500, 'The store of this server can not be read.')
      : failed(503, 'The store of this server can not be read at the moment.', { 'Retry-After': '30' });
  }
};

/** It does not pass by itself. */
const isDamaged = ({ code }: { readonly code: string }): boolean =>
  ['store.corrupt', 'store.foreign', 'store.newer'].includes(code);

/** What comes again and again is told once. */
const onceEach = (warn: World['warn']): ((text: string) => void) => {
  let last: string | undefined;
  return (text) => {
    if (text !== last) warn(text);
    last = text;
  };
};

/** Whoever sends more than any client would is not listened to. */
const dropBody = (request: IncomingMessage): void => {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_SENT) request.destroy();
  });
  // A client that goes away is none to answer.
  request.on('error', () => undefined);
};
