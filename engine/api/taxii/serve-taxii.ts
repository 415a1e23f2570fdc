import { tellsAgain } from '../store/tells-again.ts';
import { mapperOptions, stixMapper } from '../../components/sinks/stix/mapper.ts';
import { defaultStixOptions } from '../../components/sinks/stix/objects/stix-object.ts';
import { sharedOf } from '../../components/sinks/stix/objects/shared-objects.ts';
import { isLoopbackHost } from '../../http/connection/addresses.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { openStoreAt, type StoreAddress } from '../../store/open.ts';
import type { AskedStore } from '../asked.ts';
import type { DestinationConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { referencesOf } from '../config/reference-source.ts';
import { resolveAll } from '../config/references.ts';
import { holdBackOf } from '../outputs/destination/hold-back.ts';
import { bindTables, type Tables } from '../packs/bind-tables.ts';
import { listenAt } from '../serving/listen-at.ts';
import { storeAddress } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import type { TaxiiService } from './answer.ts';
import { collectionId, type Collection } from './collection.ts';
import { listenerOf } from './listener.ts';
import { ServedStore } from './served-store.ts';
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
  const raw = (await resolveAll(config.taxii?.raw ?? {}, referencesOf(world, config, config.taxii?.place))) as RawTaxii;
  const { users = {}, tokens = [], title = 'Feedwright', empty_objects: emptyObjects = false } = raw;
  const secrets = [...Object.values(users), ...tokens];
  if (secrets.length === 0 && !isLoopbackHost(serving.host))
    throw new UsageError('taxii.open', `Whoever reaches ${serving.host} could read the store: the server has no users.`, {
      place: config.taxii?.place,
      hint: 'Write `taxii_server: { users: { NAME: ${env:PASSWORD} } }` in feedwright.yaml, or leave --host out.',
    });
  for (const secret of secrets) world.redactor.add(secret);
  const store = await openReady(world, await storeAddress(world, serving, config));
  const service: TaxiiService = {
    store,
    title,
    collections: collectionsOf(raw.collections ?? { all: {} }, bindTables(world, serving, config), config.taxii?.place),
    users: new Map(Object.entries(users)),
    tokens,
    emptyObjects,
    now: world.now,
  };
  const server = listenerOf(service, world, serving);
  let port: number;
  try {
    port = await listenAt(server, serving);
  } catch (error) {
    store.close();
    throw error;
  }
  const origin = `http://${serving.host.includes(':') ? `[${serving.host}]` : serving.host}:${port}`;
  return {
    discovery: `${origin}/taxii2/`,
    apiRoot: `${origin}/api/`,
    collections: service.collections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      store.close();
    },
  };
};

/** Opened once for writing, so that the order of changes can be read along an index, where that may be. */
const openReady = async (world: World, address: StoreAddress): Promise<ServedStore> => {
  const served = new ServedStore(address);
  // What can't be read from the start is told whoever starts it.
  await served.read(() => undefined);
  try {
    const store = await openStoreAt(address, { onAgain: tellsAgain(world.warn) });
    await store.outbox.prepare();
    await store.close();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    world.warn(`the store can't be written, so that each answer looks through all of it: ${error.message.replace(/\.$/, '')}`);
  }
  return served;
};

const collectionsOf = (
  raw: Readonly<Record<string, RawCollection>>,
  table: Tables,
  place: DestinationConfig['place'] | undefined,
): readonly Collection[] =>
  Object.entries(raw).map(([name, given]) => {
    const { title = name, description, only: _, tlp: __, sensitive: ___, hash_key: ____, ...stix } = given;
    const options = { ...defaultStixOptions, ...mapperOptions(stix), relations: 'later' as const };
    return {
      id: collectionId(name),
      title,
      description,
      holdBack: holdBackOf(given, `The collection "${name}"`, place),
      map: stixMapper(options, table('stix')),
      shared: sharedOf(options),
    };
  });
