import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parseBytes } from '../../../language/basics/byte-size.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import type { JsonSchema } from '../../../language/basics/shape.ts';
import { suggest } from '../../../language/basics/nearest.ts';
import { sinks } from '../../../components/sinks/registry.ts';
import type { FileSink, FolderSink, RemoteSink, Sink } from '../../../components/sinks/sink.ts';
import type { Config, DestinationConfig } from '../../config/config.ts';
import { referencesOf } from '../../config/reference-source.ts';
import { type ReferenceSource, resolveAll } from '../../config/references.ts';
import type { World } from '../../world.ts';
import { sharedNames, type RawCommon, type RawFile, type RawFolder, type RawHttp } from './destination-shape.ts';
import { httpWay, type HttpWay } from './http-way.ts';
import { holdBackOf, type HoldBack } from './hold-back.ts';

/** Where objects go, references replaced. */
export interface Destination {
  readonly name: string;
  readonly kind: string;
  readonly place: DestinationConfig['place'] | undefined;
  /** What of an object it gets. */
  readonly holdBack: HoldBack;
  /** Of the sink alone. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What may not be shown. */
  readonly secrets: readonly string[];
  /** Of what is chosen for it. */
  readonly fingerprint: string;
  readonly way: FileWay | FolderWay | RemoteWay;
}

export interface FileWay {
  readonly sink: FileSink;
  /** Complete. */
  readonly path: string;
  readonly mode: 'whole' | 'changes';
  readonly keep: number;
  readonly maxBytes: number;
}

export interface FolderWay {
  readonly sink: FolderSink;
  /** Complete. */
  readonly path: string;
}

export interface RemoteWay {
  readonly sink: RemoteSink;
  readonly http: HttpWay;
}

export const isFile = (way: Destination['way']): way is FileWay => way.sink.reach === 'file';
export const isFolder = (way: Destination['way']): way is FolderWay => way.sink.reach === 'folder';

/** What is written of the destination of that name. Throws UsageError where there is none. */
export const writtenDestination = (config: Config, name: string): DestinationConfig => {
  const found = config.destinations.get(name);
  if (found !== undefined) return found;
  throw new UsageError('usage.unknown-destination', `There is no destination "${name.slice(0, 64)}".`, {
    hint:
      config.destinations.size === 0
        ? 'Write it under `destinations:` in feedwright.yaml, or use `feedwright export`.'
        : suggest(name, config.destinations.keys()),
  });
};

/** The destination of that name. Throws UsageError where there is none, or a reference of it leads nowhere. */
export const readDestination = async (world: World, config: Config, name: string): Promise<Destination> => {
  const found = writtenDestination(config, name);
  return destinationOf(name, found.raw, referencesOf(world, config, found.place));
};

/** `raw` has been held against its shape. */
const destinationOf = async (
  name: string,
  raw: Readonly<Record<string, unknown>>,
  source: ReferenceSource,
): Promise<Destination> => {
  const kind = String(raw['kind']);
  const sink = sinks[kind] as Sink;
  const given = (await resolveAll(raw, source)) as Readonly<Record<string, unknown>>;
  const shared = sharedNames(sink);
  const options = Object.fromEntries(Object.entries(given).filter(([option]) => !shared.has(option)));
  const common = given as RawCommon;
  const { only, tlp } = common;
  const holdBack = holdBackOf(common, `The destination "${name}"`, source.place);
  const { sensitive, hashKey } = holdBack;
  return {
    name,
    kind,
    place: source.place,
    holdBack,
    options,
    secrets: [
      ...secretsIn(sink.options.schema, options),
      ...(hashKey === undefined ? [] : [hashKey]),
      ...[(given['http'] as RawHttp | undefined)?.proxy].filter((proxy) => proxy !== undefined && proxy.includes('@')),
    ].filter((text) => text !== undefined),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([kind, only ?? null, tlp ?? null, sensitive, shownOptions(sink, options)]))
      .digest('hex'),
    way: wayOf(sink, given, source),
  };
};

const wayOf = (
  sink: Sink,
  given: Readonly<Record<string, unknown>>,
  source: Pick<ReferenceSource, 'folder'>,
): Destination['way'] => {
  if (sink.reach === 'file') return fileWay(sink, given as unknown as RawFile, source);
  if (sink.reach === 'remote') return remoteWay(sink, given['http'] as RawHttp, source);
  return { sink, path: resolve(source.folder, (given as unknown as RawFolder).path) };
};

const fileWay = (
  sink: FileSink,
  { path, mode = 'whole', keep = 0, max_bytes: most = '64 MiB' }: RawFile,
  source: Pick<ReferenceSource, 'folder'>,
): FileWay => ({
  sink,
  path: resolve(source.folder, path),
  mode,
  keep,
  maxBytes: parseBytes(most) ?? 0,
});

const remoteWay = (sink: RemoteSink, http: RawHttp | undefined, { folder }: Pick<ReferenceSource, 'folder'>): RemoteWay => ({
  sink,
  http: httpWay(http, folder),
});

/** Options that are for writing only, as JSON Schema calls it. */
const secretsIn = (schema: JsonSchema, options: unknown): readonly string[] => {
  if (typeof options === 'string') return isSecret(schema) ? [options] : [];
  if (typeof options !== 'object' || options === null) return [];
  if (isSecret(schema)) return Object.values(options).flatMap((one) => secretsIn(schema, one));
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const others = schema['additionalProperties'] as JsonSchema | undefined;
  return Object.entries(options).flatMap(([name, value]) =>
    secretsIn((Object.hasOwn(properties, name) ? properties[name] : others) ?? {}, value),
  );
};

/** As a whole: its branches are texts, or lists of them. */
const isSecret = ({ writeOnly, anyOf }: JsonSchema): boolean =>
  writeOnly === true || (Array.isArray(anyOf) && (anyOf as readonly JsonSchema[]).some(isSecret));

const shownOptions = ({ options: { schema } }: Sink, options: Readonly<Record<string, unknown>>): unknown => {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(options).filter(([name]) => !isSecret(properties[name] ?? {}));
};
