/** Runs a feed of a definition against a server on loopback, into a real store. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { createHttpClient } from '../../engine/http/client/client.ts';
import type { Json } from '../../engine/language/basics/json.ts';
import { loadPack } from '../../engine/language/load.ts';
import { planFeed } from '../../engine/plan/plan-feed.ts';
import { runFeed } from '../../engine/run/feed/run-feed.ts';
import type { RunOptions } from '../../engine/run/feed/run-options.ts';
import type { RunEvent } from '../../engine/run/context/services.ts';
import { httpPolicy } from '../../engine/run/context/connection-settings.ts';
import type { RunRow } from '../../engine/run/context/run-row.ts';
import { perText } from '../../engine/run/shortcuts/per-text.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Not compressed any more. */
  readonly body: string;
}

export interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** The text breaks off here, though it was said to be longer. */
  readonly cut?: number;
}

export interface Vendor {
  readonly origin: string;
  /** What was asked since it was last emptied. */
  readonly asked: Asked[];
  answer: (asked: Asked) => Given;
  close(): Promise<void>;
}

const textOf = (body: Buffer, encoding: string | undefined): string =>
  (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');

export async function startVendor(answer: Vendor['answer'] = () => ({ status: 404 })): Promise<Vendor> {
  const server: Server = createServer(async (request, response) => {
    const asked: Asked = {
      method: request.method ?? '',
      url: new URL(request.url ?? '/', vendor.origin),
      headers: request.headers,
      body: textOf(await buffer(request), request.headers['content-encoding']),
    };
    vendor.asked.push(asked);
    const given = vendor.answer(asked);
    const headers = Object.entries(given.headers ?? {}).map(
      ([name, value]) => [name, typeof value === 'string' ? value : [...value]] as const,
    );
    for (const [name, value] of headers) response.setHeader(name, value);
    response.writeHead(given.status ?? 200, given.json === undefined ? {} : { 'content-type': 'application/json' });
    if (given.cut !== undefined)
      return void response.write((given.text ?? '').slice(0, given.cut), () => setTimeout(() => response.destroy(), 100));
    response.end(given.json === undefined ? (given.bytes ?? given.text) : JSON.stringify(given.json));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const vendor: Vendor = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return vendor;
}

export interface LiveRun {
  readonly file: string;
  readonly feed: string;
  readonly vendor: Vendor;
  readonly folder: string;
  readonly now?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly run?: Partial<RunOptions>;
  readonly signal?: AbortSignal;
  /** Told of every wait of a job, in ms; by default no wait takes time. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly report?: (event: RunEvent) => void;
  /** Told of every durable step of the store; what it throws is a crash there. */
  readonly onStep?: (name: string) => void;
  /** Of the engine: what another one has made of rows is not relied on. */
  readonly version?: string;
  /** Objects that the store applies at once. */
  readonly batch?: number;
  /** True: all of them, as a command takes them; false: the whole way with each record. By default values are computed each time. */
  readonly shortcuts?: boolean;
  /** A named configuration of the feed, with the same source. */
  readonly instance?: string;
}

export interface Live {
  readonly row: RunRow;
  readonly values: readonly string[];
  readonly expired: readonly string[];
  readonly state: Json | undefined;
  readonly digest: string;
}

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'feedwright-live-'));
const vocabulary = createVocabulary();

export async function runLive({
  file,
  feed: name,
  vendor,
  folder,
  now = Date.UTC(2024, 5, 1),
  options = {},
  run = {},
  signal,
  sleep = async () => undefined,
  report = () => undefined,
  onStep,
  version = 'test',
  batch,
  shortcuts,
  instance: named = '',
}: LiveRun): Promise<Live> {
  const { pack, diagnostics } = loadPack(file, vocabulary);
  const feed = pack?.feeds.get(name);
  if (pack === undefined || feed === undefined) throw new Error(JSON.stringify(diagnostics));
  const store = openStore({ path: join(folder, 'store.db'), ...(onStep && { onStep }), ...(batch && { batch }) });
  const key = { feed: `${pack.name}/${name}`, instance: named, partition: '', source: feed.title };
  const given = {
    ...Object.fromEntries(feed.userFields.map((field) => [field.name, field.default])),
    host: vendor.origin,
    ...options,
  };
  const evaluator = createDefinitionEvaluator(() => now, shortcuts === true ? perText : undefined, pack.tables);
  const abort = signal ?? new AbortController().signal;
  try {
    const instance = await store.open(key, { now, signal: abort });
    const plan = planFeed(
      {
        pack,
        feed,
        options: given,
        now,
        since: undefined,
        until: undefined,
        checkpoint: instance.checkpoint().until,
        clip: false,
      },
      evaluator,
    );
    const ticks = (): number => performance.now();
    const base = { redact: (said: string) => said, clock: () => now, ticks, signal: abort };
    const http = createHttpClient(httpPolicy({ pack, options: given, proxy: undefined, mockOrigin: undefined }, evaluator), {
      ...base,
      sleep: async () => undefined,
      random: () => 0,
    });
    try {
      let runs = 0;
      const row = await runFeed(
        plan,
        { dryRun: false, limit: undefined, ...run },
        {
          ...base,
          http,
          instance,
          sleep,
          addSecret: () => undefined,
          report,
          version,
          ...(shortcuts === undefined ? {} : { shortcuts }),
          id: () => `run-${process.pid}-${performance.now()}-${runs++}`,
        },
        evaluator,
      );
      const objects = [...store.objects({})];
      return {
        row,
        values: objects.map(({ value }) => String(value)),
        expired: objects.filter(({ status }) => status === 'Expired').map(({ value }) => String(value)),
        state: instance.checkpoint().state,
        digest: store.digest(),
      };
    } finally {
      await instance.close();
      await http.close();
    }
  } finally {
    await store.close();
  }
}
