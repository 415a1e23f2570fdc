import { parseBytes } from '../../language/basics/byte-size.ts';
import { bytes, choice, described, integer, object, text, type Infer } from '../../language/basics/shape.ts';
import type { RemoteContext, RemoteSink } from './sink.ts';

/** That many are consumed at once, and no more. */
const BATCH = 500;
const MAX_FILE = '32 MiB';

const options = object(
  {
    url: described(text({ minLength: 1 }), 'The address of the platform, without `/api`.'),
    client_id: described(text({ minLength: 1, writeOnly: true }), 'The id of the OAuth client, as the platform shows it.'),
  },
  {
    email: described(text({ minLength: 1 }), 'The e-mail address of a user.'),
    password: described(text({ minLength: 1, writeOnly: true }), 'The password of that user.'),
    client_secret: described(text({ minLength: 1, writeOnly: true }), 'In the place of a user: the secret of the client.'),
    gone: described(
      choice('status', 'delete'),
      'What becomes of an object that is withdrawn or has expired: an indicator gets the status Expired and all others an attribute `Status` that says so, or it is deleted.',
      'status',
    ),
    batch: described(integer({ minimum: 1, maximum: BATCH }), 'Objects in a request, at most.', BATCH),
    max_file: described(bytes(), 'Bytes of a file, at most; a larger one is refused.', MAX_FILE),
  },
);

type Options = Infer<typeof options>;

/** The REST API of the platform: its objects are known by value, name or title. */
export const threatq: RemoteSink<Options> = {
  name: 'threatq',
  summary: 'Keeps objects, relations and files in ThreatQ, over its REST API.',
  options,
  example:
    "{ kind: threatq, url: 'https://threatq.example', client_id: '${env:TQ_CLIENT}', email: feeds@example.com, password: '${env:TQ_PASSWORD}' }",
  reach: 'remote',
  addresses: ({ url }) => [url],
  async open(given, context) {
    mustBeWhole(given, context);
    const [{ ThreatqApi }, { ThreatqChannel }] = await Promise.all([import('./threatq/api.ts'), import('./threatq/channel.ts')]);
    const { url, batch = BATCH, gone = 'status', max_file: maxFile = MAX_FILE } = given;
    const api = new ThreatqApi(url, given, context);
    return new ThreatqChannel(api, { batch, gone, maxFile: parseBytes(maxFile) ?? 0 }, context);
  },
};

const mustBeWhole = ({ email, password, client_secret: secret }: Options, { mistake }: RemoteContext): void => {
  const isUser = email !== undefined && password !== undefined;
  const isHalf = (email === undefined) !== (password === undefined);
  if (isHalf || isUser === (secret !== undefined))
    throw mistake(
      'The destination must log in as a user or as a client.',
      'Give `email` and `password`, or `client_secret`, beside `client_id`.',
    );
};
