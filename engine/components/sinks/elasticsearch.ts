import { parseBytes } from '../../language/basics/byte-size.ts';
import { boolean, bytes, choice, described, integer, object, text, type Infer } from '../../language/basics/shape.ts';
import type { RemoteContext, RemoteSink } from './sink.ts';

const MAX_BYTES = '8 MiB';
const BATCH = 500;

const options = object(
  {
    url: described(text({ minLength: 1 }), 'The address of the cluster.'),
    index: described(
      text({ pattern: '^(?:[a-z0-9][a-z0-9_.-]*|\\$\\{.*\\})$', maxLength: 255 }),
      'The index, or an alias of one, that is for this destination alone: it is written to, and no data stream, which takes no changes.',
    ),
  },
  {
    api_key: described(text({ minLength: 1, writeOnly: true }), 'An API key, as it is created in base64.'),
    user: described(text({ minLength: 1 }), 'In the place of a key: a user name.'),
    password: described(text({ minLength: 1, writeOnly: true }), 'The password of `user`.'),
    gone: described(
      choice('delete', 'mark'),
      'What becomes of the document of an object that is withdrawn or has expired: it is deleted, or stays without what rules find it by, with the reason in `feedwright.gone`.',
      'delete',
    ),
    create_index: described(boolean(), 'Whether an index that is missing is made, with the types of ECS.', true),
    versions: described(
      boolean(),
      'Whether documents carry the number of the change as their version, so that a late repeat never takes the place of what came after it.',
      true,
    ),
    batch: described(integer({ minimum: 1, maximum: 10_000 }), 'Documents in a request, at most.', BATCH),
    max_bytes: described(bytes(), 'Bytes of a request, at most; an object that alone is larger is refused.', MAX_BYTES),
  },
);

type Options = Infer<typeof options>;

/** The bulk API, with ids that follow from what an object is. */
export const elasticsearch: RemoteSink<Options> = {
  name: 'elasticsearch',
  summary: 'Keeps a document for each object in Elasticsearch or OpenSearch, in the fields of ECS.',
  options,
  example: "{ kind: elasticsearch, url: 'https://search.example:9200', index: threat-intel, api_key: '${env:SEARCH_KEY}' }",
  reach: 'remote',
  relations: 'own',
  addresses: ({ url }) => [url],
  async open(given, context) {
    const { BulkChannel } = await import('./elasticsearch/channel.ts');
    const { url, index, gone = 'delete', create_index: creates = true, versions = true, batch = BATCH } = given;
    const channel = new BulkChannel(
      {
        url: `${url.replace(/\/+$/, '')}/${encodeURIComponent(index)}`,
        headers: authorization(given, context),
        batch,
        maxBytes: parseBytes(given.max_bytes ?? MAX_BYTES) ?? 0,
        gone,
        versions,
      },
      context,
    );
    if (creates) await channel.ensureIndex();
    return channel;
  },
};

const authorization = (
  { api_key: key, user, password }: Options,
  { mistake, secret }: RemoteContext,
): Readonly<Record<string, string>> => {
  if (key !== undefined && (user !== undefined || password !== undefined))
    throw mistake('The destination gives an API key and a user.', 'Give `api_key`, or `user` and `password`.');
  if (key !== undefined) return { authorization: `ApiKey ${key}` };
  if (user === undefined && password === undefined) return {};
  if (user === undefined || password === undefined)
    throw mistake('The destination gives a user without a password, or the other way round.', 'Give both `user` and `password`.');
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  secret(basic);
  return { authorization: `Basic ${basic}` };
};
