import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../engine/http/client/client.ts';
import type { ClientServices } from '../../engine/http/client/client.ts';
import type { ExchangeOptions, HttpClient, HttpEvent, HttpPolicy, HttpRequest } from '../../engine/http/http.ts';
import { createRedactor } from '../../engine/http/redactor/redactor.ts';
import type { Redactor } from '../../engine/http/redactor/redactor.ts';
import type { Certificate } from './self-signed.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Vendor {
  readonly origin: string;
  readonly host: string;
  readonly seen: readonly Seen[];
  readonly server: Server;
}

export type Answer = (response: ServerResponse, seen: Seen, number: number) => unknown;

/** A server on loopback for one test. `answer` gets the requests with their bodies, counted from 0. */
export async function vendor(answer: Answer, tls?: Certificate): Promise<Vendor> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(response, one, seen.length - 1);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `${tls === undefined ? 'http' : 'https'}://${host}`, host, seen, server };
}

/** An address on which nothing listens. */
export async function closedOrigin(): Promise<string> {
  const { server, origin } = await vendor(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return origin;
}

export interface Bench {
  readonly client: HttpClient;
  readonly redactor: Redactor;
  readonly events: readonly HttpEvent[];
  /** How long the client wanted to wait before its next tries; nothing waits for real. */
  readonly waits: readonly number[];
  text(address: string | URL, more?: Partial<HttpRequest>, options?: Partial<ExchangeOptions<string>>): Promise<string>;
}

const policyFor = (hosts: readonly string[]): HttpPolicy => ({
  hosts,
  allowHttp: false,
  verifyTls: true,
  proxy: undefined,
  timeouts: { connect: 5000, headers: 5000, idle: 5000, call: 60_000 },
  sizes: { response: 2 ** 31, decompressed: 2 ** 34, record: 2 ** 23 },
  retry: { attempts: 3, firstDelay: 100, maxDelay: 1000, maxRetryAfter: 60_000 },
  rateLimit: undefined,
  concurrency: 8,
  mockOrigin: undefined,
});

/** A client for these vendors (or hosts) that does not really wait between its tries. */
export function bench(
  to: readonly (Vendor | string)[],
  policy: Partial<HttpPolicy> = {},
  services: Partial<ClientServices> = {},
): Bench {
  const redactor = createRedactor();
  const events: HttpEvent[] = [];
  const waits: number[] = [];
  let skipped = 0;
  const client = createHttpClient(
    { ...policyFor(to.map((one) => (typeof one === 'string' ? one : one.host))), ...policy },
    {
      redact: redactor.redact,
      clock: () => Date.UTC(2026, 0, 1),
      ticks: () => performance.now() + skipped,
      sleep: async (ms, signal) => {
        waits.push(ms);
        skipped += ms;
        await sleep(0, undefined, { signal });
      },
      random: () => 0.5,
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
      ...services,
    },
  );
  onTestFinished(() => client.close());
  return {
    client,
    redactor,
    events,
    waits,
    text: (address, more = {}, options = {}) =>
      client.exchange({
        request: get(address, more),
        consume: async (response) => Buffer.from(await response.bytes()).toString(),
        ...options,
      }),
  };
}

export const get = (address: string | URL, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(address),
  headers: {},
  body: undefined,
  idempotent: true,
  place: { file: 'sample.yaml', line: 7, column: 3 },
  label: 'items',
  ...more,
});

/** A request that changes something. */
export const post: Partial<HttpRequest> = { method: 'POST', idempotent: false, body: '{"a":1}' };
