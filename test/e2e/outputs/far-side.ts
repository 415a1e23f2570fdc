/** A tool on loopback that is sent objects: it keeps every byte that it got, and fails as it is told to. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { Events } from '../kills/harness.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** Instead of what the tool does: an answer, or a connection that breaks before the tool has done what it was asked, or behind that. */
export type Fault = Answer | 'breaks before' | 'breaks behind';

export interface FarSide {
  readonly origin: string;
  readonly asked: readonly Asked[];
  /** Every byte that it was sent: first lines, headers, bodies. */
  bytes(): string;
  /** What goes wrong with the n-th request from here on, from 0. */
  fail(fault: (n: number, asked: Asked) => Fault | undefined): void;
  readonly events: Events;
}

/** `does`: what the tool makes of a request, and what it answers. Closed when the test is over. */
export const startFarSide = async (does: (asked: Asked) => Answer): Promise<FarSide> => {
  const asked: Asked[] = [];
  const events = new Events();
  let fault: Parameters<FarSide['fail']>[0] = () => undefined;
  let number = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    const { method = '', url = '/', headers } = request;
    const one: Asked = { method, url: new URL(url, 'http://far.test'), headers, body };
    asked.push(one);
    events.tell('request');
    const wrong = fault(number++, one);
    if (wrong === 'breaks before') return void request.socket.destroy();
    const answer = typeof wrong === 'object' ? wrong : does(one);
    if (wrong === 'breaks behind') return void request.socket.destroy();
    const { status, headers: own = {}, json, text = json === undefined ? '' : JSON.stringify(json) } = answer;
    response.on('finish', () => events.tell('answer'));
    response.writeHead(status, { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...own }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    bytes: () =>
      asked
        .map(({ method, url, headers, body }) => `${method} ${url.href}\n${JSON.stringify(headers)}\n${body.toString('latin1')}`)
        .join('\n'),
    fail: (next) => {
      fault = next;
      number = 0;
    },
    events,
  };
};

/** What goes wrong with each request, until it comes for the fourth time: breaks before and behind the work, and a wish to wait. */
export const troubled = (): ((n: number, asked: Asked) => Fault | undefined) => {
  const times = new Map<string, number>();
  return (_, { method, url, body }) => {
    const request = `${method} ${url.href}\n${body.toString('latin1')}`;
    const time = times.get(request) ?? 0;
    times.set(request, time + 1);
    return (['breaks before', { status: 429, headers: { 'retry-after': '1' } }, 'breaks behind'] as const)[time];
  };
};
