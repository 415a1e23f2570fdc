import { parseDuration } from '../../language/basics/duration.ts';
import { described, duration, integer, object, text, type Infer } from '../../language/basics/shape.ts';
import type { RemoteContext, RemoteSink } from './sink.ts';
import { stixOptions } from './stix.ts';

const BATCH = 500;
const MAX_WAIT = 'PT5M';

const options = object(
  {
    api_root: described(text({ minLength: 1 }), 'The address of the API root; the discovery of a server lists them.'),
    collection: described(
      text({ pattern: '^(?:[A-Za-z0-9][A-Za-z0-9_.-]*|\\$\\{.*\\})$' }),
      'The id of the collection, or its alias.',
    ),
  },
  {
    user: described(text({ minLength: 1 }), 'A user name.'),
    password: described(text({ minLength: 1, writeOnly: true }), 'The password of `user`.'),
    token: described(text({ minLength: 1, writeOnly: true }), 'In the place of a user: a bearer token.'),
    batch: described(
      integer({ minimum: 1, maximum: 10_000 }),
      'Objects that are sent and confirmed together, at most; a server that takes less gets them in several envelopes.',
      BATCH,
    ),
    max_wait: described(
      duration(),
      'How long an envelope may be pending: it is asked about until then, and sent again with the next push after that.',
      MAX_WAIT,
    ),
    ...stixOptions,
  },
);

type Options = Infer<typeof options>;

/** Adds objects as STIX 2.1, and reads the status of each. */
export const taxii: RemoteSink<Options> = {
  name: 'taxii',
  summary: 'Adds objects to a collection of a TAXII 2.1 server, as STIX 2.1.',
  options,
  example:
    "{ kind: taxii, api_root: 'https://taxii.example/api/', collection: 91a7b528-80eb-42ed-a74d-c6fbd5a26116, user: feedwright, password: '${env:TAXII_PASSWORD}' }",
  reach: 'remote',
  relations: 'all',
  addresses: ({ api_root: root }) => [root],
  async open(given, context) {
    const { TaxiiChannel } = await import('./taxii/channel.ts');
    const { WritableCollection } = await import('./taxii/writable-collection.ts');
    const { stixMapper, mapperOptions } = await import('./stix/mapper.ts');
    const {
      api_root: root,
      collection: id,
      user: _,
      password: __,
      token: ___,
      batch = BATCH,
      max_wait: wait = MAX_WAIT,
      ...stix
    } = given;
    if (/[?#]/.test(root))
      throw context.mistake('The `api_root` has a query.', 'Write the address alone, such as https://taxii.example/api/.');
    const collection = new WritableCollection(
      {
        root: `${root.replace(/\/+$/, '')}/`,
        id,
        authorization: authorizationOf(given, context),
        maxWait: parseDuration(wait) ?? 0,
      },
      context,
    );
    const maxBytes = await collection.look();
    return new TaxiiChannel(
      { collection, maxBytes, batch, map: stixMapper({ ...mapperOptions(stix), relations: 'own' }, context.table('stix')) },
      context,
    );
  },
};

const authorizationOf = (
  { user, password, token }: Pick<Options, 'user' | 'password' | 'token'>,
  { mistake, secret }: RemoteContext,
): string | undefined => {
  if (token !== undefined && (user !== undefined || password !== undefined))
    throw mistake('The destination gives a token and a user.', 'Give `token`, or `user` and `password`.');
  if (token !== undefined) return `Bearer ${token}`;
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined || password === undefined)
    throw mistake('The destination gives a user without a password, or the other way round.', 'Give both `user` and `password`.');
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  secret(basic);
  return `Basic ${basic}`;
};
