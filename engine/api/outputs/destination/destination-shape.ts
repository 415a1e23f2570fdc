/** `destinations:` of feedwright.yaml: what every destination may say, beside the options of its sink. */
import {
  anyOf,
  boolean,
  bytes,
  choice,
  described,
  duration,
  integer,
  list,
  map,
  object,
  text,
  withExamples,
  type Infer,
  type JsonSchema,
} from '../../../language/basics/shape.ts';
import { tlpColours } from '../../../language/basics/tlp.ts';
import { reachOptions } from '../../config/reach.ts';
import type { Sink } from '../../../components/sinks/sink.ts';

const oneOrMore = (description: string) => described(anyOf(text({ minLength: 1 }), list(text({ minLength: 1 }))), description);
const colour = () => choice(...tlpColours, 'clear');

export const onlyShape = object(
  {},
  {
    type: oneOrMore('Object types, such as indicator.'),
    subtype: oneOrMore('Their subtypes, such as IP Address.'),
    feed: oneOrMore('Feeds that list it, as pack/feed, or a pack for all of its feeds.'),
    status: oneOrMore('Statuses, such as Active, in any case.'),
    tag: oneOrMore('Tags, one of which it has.'),
    attribute: withExamples(
      described(
        map(anyOf(text(), list(text()))),
        'Attributes by name, with a value of which it has one; all of the names must be there. A blank text stands for any value.',
      ),
      { Severity: ['High', 'Critical'] },
    ),
  },
);

/** What of the store goes out. */
export const heldBackOptions = {
  only: described(onlyShape, 'Which objects go there; without it all.'),
  tlp: described(
    object(
      { at_most: described(colour(), 'Nothing that is marked more strictly goes there.') },
      { unmarked: described(colour(), 'What an object without a mark counts as.', 'clear') },
    ),
    'Which marks of the traffic light protocol it may have. Of several sources the strictest mark counts.',
  ),
  sensitive: described(
    choice('drop', 'hash', 'send'),
    'What becomes of attributes that their definition calls sensitive: left out, replaced by a keyed hash (HMAC-SHA-256 in hex, the same for the same value), or sent as they are.',
    'drop',
  ),
  hash_key: described(text({ minLength: 16, writeOnly: true }), 'The key of `sensitive: hash`, of at least 16 characters.'),
};

const file = {
  mode: described(
    choice('whole', 'changes'),
    '`whole`: the file holds everything, and is replaced as a whole once something has changed. `changes`: each push writes what has changed since the one before into a new file, its name made from that of `path` and the number of the first change.',
    'whole',
  ),
  keep: described(
    integer({ minimum: 0, maximum: 1000 }),
    'Earlier files that are kept: of `whole` as PATH.1 and so on; of `changes` the newest so many, where 0 keeps all.',
    0,
  ),
  max_bytes: described(bytes(), 'With `changes`: a new file begins once one is larger.', '64 MiB'),
};

/** How a tool is reached. */
export const httpShape = object(
  {},
  {
    ...reachOptions,
    verify_tls: described(boolean(), "Whether the server's certificate is checked.", true),
    allow_http: described(boolean(), 'Plain `http` elsewhere than on this machine.', false),
    timeout: described(duration(), 'How long an exchange may take.', 'PT2M'),
  },
);

const commonShape = object({}, heldBackOptions);
const fileShape = object(
  { path: described(text({ minLength: 1 }), 'The file; a relative path counts from the configuration.') },
  file,
);
const folderShape = object(
  {
    path: described(
      text({ minLength: 1 }),
      'The folder, for this destination alone; a relative path counts from the configuration.',
    ),
  },
  {},
);
const remoteShape = object({}, { http: described(httpShape, 'How it is reached.') });

export type RawOnly = Infer<typeof onlyShape>;
export type RawCommon = Infer<typeof commonShape>;
export type RawFile = Infer<typeof fileShape>;
export type RawFolder = Infer<typeof folderShape>;
export type RawHttp = Infer<typeof httpShape>;

type Members = { readonly properties: Readonly<Record<string, JsonSchema>>; readonly required: readonly string[] };

const members = ({ schema }: { readonly schema: JsonSchema }): Members => ({
  properties: (schema['properties'] ?? {}) as Members['properties'],
  required: (schema['required'] ?? []) as readonly string[],
});

const shapes = { file: fileShape, folder: folderShape, remote: remoteShape };

/** What destinations may say beside the options of their sinks. */
export const sharedShapes = () => ({ common: commonShape, ...shapes });

/** The names of options that every sink of this reach has. */
export const sharedNames = ({ reach }: Pick<Sink, 'reach'>): ReadonlySet<string> =>
  new Set(['kind', ...[commonShape, shapes[reach]].flatMap((one) => Object.keys(members(one).properties))]);

/** One branch for each sink, told apart by `kind`. */
export const destinationSchema = (sinks: Readonly<Record<string, Sink>>): JsonSchema => {
  const kinds = Object.keys(sinks).toSorted();
  return {
    type: 'object',
    description: 'A tool, or a file, that objects go to.',
    properties: { kind: { enum: kinds, description: 'Which sink.' } },
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    oneOf: kinds.map((kind) => branch(kind, sinks[kind] as Sink)),
  };
};

const branch = (kind: string, sink: Sink): JsonSchema => {
  const parts = [members(sink.options), members(shapes[sink.reach]), members(commonShape)];
  return {
    type: 'object',
    title: kind,
    description: sink.summary,
    properties: Object.assign({ kind: { const: kind, description: sink.summary } }, ...parts.map(({ properties }) => properties)),
    required: ['kind', ...parts.flatMap(({ required }) => required)],
    additionalProperties: false,
  };
};
