import { parseBytes } from '../../language/basics/byte-size.ts';
import { boolean, bytes, choice, described, integer, object, text, type Infer } from '../../language/basics/shape.ts';
import { eventOptions } from './misp/events.ts';
import type { RemoteSink } from './sink.ts';

const MAX_BYTES = '4 MiB';
const BATCH = 200;

const options = object(
  {
    url: described(text({ minLength: 1 }), 'The address of the instance.'),
    key: described(text({ minLength: 1, writeOnly: true }), 'The key of a user who may add and change events and tags.'),
  },
  {
    ...eventOptions,
    expired: described(
      choice('delete', 'sighting'),
      'What becomes of the attribute of an object that has expired: it is deleted, or a sighting says that it has expired. Of an object that is withdrawn it is always deleted. It can be restored.',
      'delete',
    ),
    publish: described(
      boolean(),
      'Whether events are published at the end of a push: all of this destination that are not, so that one which was cut off is made good for.',
      false,
    ),
    batch: described(integer({ minimum: 1, maximum: 10_000 }), 'Attributes in a request, at most.', BATCH),
    max_bytes: described(bytes(), 'Bytes of a request, at most; an object that alone is larger is refused.', MAX_BYTES),
  },
);

type Options = Infer<typeof options>;

/** The REST API: an attribute for each object, with an id that follows from what the object is. */
export const misp: RemoteSink<Options> = {
  name: 'misp',
  summary: 'Keeps an attribute for each object in events of MISP, over its REST API.',
  options,
  example: "{ kind: misp, url: 'https://misp.example', key: '${env:MISP_KEY}', only: { type: indicator }, publish: true }",
  reach: 'remote',
  relations: 'own',
  addresses: ({ url }) => [url],
  async open({ url, key, ...given }, context) {
    const [{ MispApi }, { MispChannel }] = await Promise.all([import('./misp/api.ts'), import('./misp/channel.ts')]);
    const api = new MispApi(url, key, context.client);
    await api.ask();
    const { batch = BATCH, expired = 'delete', publish = false, max_bytes: most = MAX_BYTES } = given;
    return new MispChannel(api, { ...given, batch, expired, publish, maxBytes: parseBytes(most) ?? 0 }, context);
  },
};
