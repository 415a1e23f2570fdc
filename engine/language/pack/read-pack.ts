import { readPlain } from '../basics/shape.ts';
import { builtInObjectTypes } from './object-types.ts';
import type { RawEndpoint } from '../endpoint/endpoint.ts';
import type { RawFeed } from '../feed/feed.ts';
import { packShape } from './pack.ts';
import type { Pack, RawPack } from './pack.ts';
import { declaredKeys, entriesOf, placeOfKey } from '../yaml/positions.ts';
import { actionOf } from '../action/action.ts';
import { checkCode } from '../check/object-type.ts';
import { connectionSamples } from '../check/samples.ts';
import { settingScope } from '../check/scope.ts';
import { connectionOf, type RawConnection } from '../connection/connection.ts';
import type { Context, EndpointSignature, RawMap } from '../reading/context.ts';
import type { PackParts } from './pack-parts.ts';
import { knownWords } from './known-values.ts';
import { customObjects, rawConnection } from './includes.ts';
import { endpointOf } from '../endpoint/endpoint.ts';
import { endpointOptions } from '../endpoint/endpoint-options.ts';
import { feedOf } from '../feed/feed.ts';
import { packFormats } from '../format-table/pack-formats.ts';
import { packTables } from './tables.ts';
import { textsIn } from '../endpoint/sample-shapes.ts';
import { changesOf } from './changes.ts';
import { userFieldsOf } from '../user-field/read-user-fields.ts';

/** The model of a raw pack whose shape has been checked; what is missing at its root was reported. */
export const packOf = (raw: RawPack, file: string, parts: PackParts): Pack => {
  const outer = rawConnection(raw, file, parts);
  const objectTypes = customObjects(raw, file, parts);
  const context = contextOf(raw, objectTypes, parts);
  checkCustomWords(raw, context);
  const shared = [...declaredKeys(outer?.raw.user_fields), ...declaredKeys(raw.user_fields)];
  const layers = (more?: RawPack['user_fields']) =>
    userFieldsOf([outer?.raw.user_fields, raw.user_fields, more], settingScope([...shared, ...declaredKeys(more)]), parts);
  const feeds = raw.feeds ?? none<RawFeed>();
  const endpoints = raw.endpoints ?? none<RawEndpoint>();
  const options = endpointOptions(feeds, shared);
  const actions = raw.actions ?? none();
  return {
    ...readPlain(packShape, raw),
    name: raw.name ?? '',
    title: raw.title ?? '',
    version: raw.version ?? '',
    file,
    connection:
      // Of one whose address could not be read there is nothing left.
      (outer?.raw as Partial<RawConnection> | undefined)?.http === undefined || outer === undefined
        ? undefined
        : connectionOf(outer.raw, shared, connectionAt(outer.file, raw, file, parts), context),
    prerequisites: textsIn(raw.prerequisites),
    knownLimits: textsIn(raw.known_limits),
    changes: changesOf(raw, parts),
    userFields: layers(),
    tables: context.tables,
    objectTypes,
    words: context.words,
    formats: packFormats(raw.formats, raw.name ?? '', objectTypes, parts),
    endpoints: new Map(
      entries(endpoints).map(([name]) => [name, endpointOf(endpoints, name, options(name), raw.name ?? '', context)]),
    ),
    feeds: new Map(
      entries(feeds).map(([name, feed]) => [
        name,
        feedOf(feeds, name, layers(feed.user_fields), [...shared, ...declaredKeys(feed.user_fields)], context),
      ]),
    ),
    actions: new Map(
      entries(actions).map(([name]) => [
        name,
        actionOf(
          actions,
          name,
          { userFields: layers(), user: shared, let: raw.let as RawMap | undefined, pack: raw.name ?? '' },
          context,
        ),
      ]),
    ),
    hash: parts.files.hash(),
  };
};

/** `file`: of the connection; `own`: of the pack. */
const connectionAt = (file: string, { name = '' }: Partial<RawPack>, own: string, { files }: PackParts) => ({
  file,
  fixtures: connectionSamples({ file: own, name }, file, files.root),
});

const none = <T>(): Readonly<Record<string, T>> => Object.create(null) as Readonly<Record<string, T>>;

const entries = <T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.keys(map).length === 0 ? [] : entriesOf(map);

const contextOf = (raw: RawPack, objectTypes: Pack['objectTypes'], parts: PackParts): Context => ({
  ...parts,
  tables: packTables(raw.tables, parts),
  tableNames: declaredKeys(raw.tables as RawMap | undefined),
  endpoints: signatures(raw.endpoints),
  objectTypes: new Set([...builtInObjectTypes, ...objectTypes].map((one) => one.code)),
  words: knownWords(raw, objectTypes),
});

/** What a pack adds belongs to an object type that there is. */
const checkCustomWords = ({ custom_subtypes: subtypes, custom_statuses: statuses }: RawPack, context: Context): void => {
  for (const own of [subtypes, statuses])
    if (own !== undefined) for (const type of declaredKeys(own)) checkCode(type, placeOfKey(own, type), context);
};

const signatures = (raw: RawPack['endpoints']): ReadonlyMap<string, EndpointSignature> =>
  new Map(
    [...declaredKeys(raw)].map((name) => [
      name,
      {
        args: declaredKeys(raw?.[name]?.args),
        known: raw?.[name] !== undefined,
        keyed: raw?.[name] === undefined || raw[name].key !== undefined,
      },
    ]),
  );
