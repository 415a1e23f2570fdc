import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mapperOptions, stixMapper } from '../../components/sinks/stix/mapper.ts';
import { defaultStixOptions } from '../../components/sinks/stix/objects/stix-object.ts';
import { sharedOf } from '../../components/sinks/stix/objects/shared-objects.ts';
import { isLoopbackHost } from '../../http/connection/addresses.ts';
import { createRedactor } from '../../http/redactor/redactor.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import type { AskedStore } from '../asked.ts';
import type { DestinationConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { resolveAll } from '../config/references.ts';
import { holdBackOf } from '../outputs/destination/hold-back.ts';
import { bindTables, type Tables } from '../packs/bind-tables.ts';
import { storePath } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import { answerTaxii, type TaxiiService } from './answer.ts';
import { collectionId, type Collection } from './collection.ts';
import type { RawCollection, RawTaxii } from './taxii-shape.ts';

export interface Serving extends AskedStore {
  readonly host: string;
  readonly port: number;
  readonly onAnswer: (status: number, method: string, path: string) => void;
}

export interface TaxiiServer {
  /** With a slash at its end. */
  readonly discovery: string;
  readonly apiRoot: string;
  readonly collections: readonly Pick<Collection, 'id' | 'title'>[];
  close(): Promise<void>;
}

/** Serves the store as a TAXII 2.1 server, for reading. Throws UsageError where it would be open to others without a password. */
export const serveTaxii = async (world: World, serving: Serving): Promise<TaxiiServer> => {
  const config = readConfig(world.cwd, serving.config);
  const raw = resolveAll(config.taxii?.raw ?? {}, {
    env: world.env,
    folder: config.folder,
    place: config.taxii?.place,
  }) as RawTaxii;
  const { users = {}, tokens = [], title = 'Feedwright', empty_objects: emptyObjects = false } = raw;
  const secrets = [...Object.values(users), ...tokens];
  if (secrets.length === 0 && !isLoopbackHost(serving.host))
    throw new UsageError('taxii.open', `Whoever reaches ${serving.host} could read the store: the server has no users.`, {
      place: config.taxii?.place,
      hint: 'Write `taxii_server: { users: { NAME: ${env:PASSWORD} } }` in feedwright.yaml, or leave --host out.',
    });
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  world.protect(redactor.redact);
  const store = openReady(world, storePath(world, serving, config));
  try {
    const service: TaxiiService = {
      outbox: store.outbox,
      title,
      collections: collectionsOf(raw.collections ?? { all: {} }, bindTables(world, serving, config), config.taxii?.place),
      users: new Map(Object.entries(users)),
      tokens,
      emptyObjects,
      now: world.now,
    };
    const server = createServer((request, response) => {
      void answer(service, request).then(({ status, headers, body }) => {
        serving.onAnswer(status, request.method ?? '', request.url ?? '');
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
    await listen(server, serving);
    const { port } = server.address() as AddressInfo;
    const origin = `http://${serving.host.includes(':') ? `[${serving.host}]` : serving.host}:${port}`;
    return {
      discovery: `${origin}/taxii2/`,
      apiRoot: `${origin}/api/`,
      collections: service.collections,
      close: async () => {
        server.closeAllConnections();
        server.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
};

const answer = async (service: TaxiiService, request: IncomingMessage): ReturnType<typeof answerTaxii> => {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  // Nothing that is sent is wanted.
  request.resume();
  try {
    return await answerTaxii(service, {
      method: request.method ?? '',
      path: url?.pathname ?? '',
      query: url?.searchParams ?? new URLSearchParams(),
      accept: request.headers.accept,
      authorization: request.headers.authorization,
    });
  } catch (error) {
    const message = error instanceof EngineError ? error.message : 'The server met a mistake of its own.';
    return {
      status: 500,
      headers: { 'content-type': 'application/taxii+json;version=2.1' },
      body: JSON.stringify({ title: message, http_status: '500' }),
    };
  }
};

/** Opened once for writing, so that the order of changes can be read along an index, where that may be. */
const openReady = (world: World, path: string): SqliteStore => {
  void openStore({ path, readOnly: true }).close();
  try {
    const store = openStore({ path });
    store.outbox.prepare();
    void store.close();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    world.warn(`the store can't be written, so that each answer looks through all of it: ${error.message.replace(/\.$/, '')}`);
  }
  return openStore({ path, readOnly: true });
};

const listen = async (server: Server, { host, port }: Serving): Promise<void> => {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new UsageError('usage.port', `The server can't listen at ${host}:${port}.`, {
      cause,
      hint: 'Give another --port, or a --host of this machine.',
    });
  }
};

const collectionsOf = (
  raw: Readonly<Record<string, RawCollection>>,
  table: Tables,
  place: DestinationConfig['place'] | undefined,
): readonly Collection[] =>
  Object.entries(raw).map(([name, given]) => {
    const { title = name, description, only: _, tlp: __, sensitive: ___, hash_key: ____, ...stix } = given;
    const options = { ...defaultStixOptions, ...mapperOptions(stix) };
    return {
      id: collectionId(name),
      title,
      description,
      holdBack: holdBackOf(given, `The collection "${name}"`, place),
      map: stixMapper(options, table('stix')),
      shared: sharedOf(options),
    };
  });
