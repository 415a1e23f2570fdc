import { createHash, createHmac } from 'node:crypto';
import { parseBytes } from '../../language/basics/byte-size.ts';
import { anyOf, bytes, described, integer, list, map, object, text, type Infer } from '../../language/basics/shape.ts';
import { outboundJson } from '../../object/outbound-json.ts';
import { type Piece, type Sending, sendPieces } from './pieces.ts';
import type { Channel, Delivery, Receipt, RemoteContext, RemoteSink, SinkAnswer } from './sink.ts';

const MAX_BYTES = '256 KiB';
const BATCH = 100;

const secret = () => text({ minLength: 1, writeOnly: true });

const options = object(
  {
    url: described(text({ minLength: 1 }), 'The address that messages are posted to.'),
    secret: described(
      anyOf(secret(), list(secret(), { minItems: 1 })),
      'The secret that messages are signed with, `whsec_` and 24 to 64 bytes in base64; several while it is being changed.',
    ),
  },
  {
    batch: described(integer({ minimum: 1, maximum: 10_000 }), 'Objects in a message, at most.', BATCH),
    max_bytes: described(bytes(), 'Bytes of a message, at most; an object that alone is larger is refused.', MAX_BYTES),
    headers: described(map(text(), { writeOnly: true }), 'Further headers, by name.'),
  },
);

type Options = Infer<typeof options>;

/** Standard Webhooks: message id, time of the attempt and body are signed, so that receivers can use its libraries. */
export const webhook: RemoteSink<Options> = {
  name: 'webhook',
  summary: 'Posts objects as JSON, signed as Standard Webhooks says.',
  options,
  example: "{ kind: webhook, url: 'https://hooks.example/objects', secret: '${env:HOOK_SECRET}' }",
  reach: 'remote',
  relations: 'own',
  addresses: ({ url }) => [url],
  open: async (options, context) => new WebhookChannel(options, context),
};

/** Answers that are read: it wants nothing more, too large, not to be processed. */
const [GONE, TOO_LARGE, UNPROCESSABLE] = [410, 413, 422];
/** A part of a path of such a length is what makes the address a secret. */
const SECRET_PART = 16;

/** What a webhook needs of those who post to it. */
export type WebhookContext = Pick<RemoteContext, 'client' | 'clock' | 'mistake' | 'secret'>;

/** Posts a message, signed, and again as the client sees fit. */
export const postMessage = (
  { url, headers = {}, ...options }: Pick<Options, 'url' | 'secret' | 'headers'>,
  body: string,
  context: WebhookContext,
): Promise<SinkAnswer> => {
  guardAddress(url, context);
  return post({ url, headers: lowerCase(headers), keys: keysOf(options, context), body, expects: [GONE] }, context);
};

class WebhookChannel implements Channel {
  readonly batch: number;
  readonly #url: string;
  readonly #keys: readonly Uint8Array[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #maxBytes: number;
  readonly #context: RemoteContext;

  constructor({ url, secret, batch = BATCH, max_bytes: most = MAX_BYTES, headers = {} }: Options, context: RemoteContext) {
    this.batch = batch;
    this.#url = url;
    this.#keys = keysOf({ secret }, context);
    this.#headers = lowerCase(headers);
    this.#maxBytes = parseBytes(most) ?? 0;
    this.#context = context;
    guardAddress(url, context);
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = batch.map(() => ({ kind: 'confirmed' }));
    const pieces = batch.map(({ object }, index) => ({
      index,
      text: JSON.stringify({ ...outboundJson(object), change: object.change }),
    }));
    const sending: Sending = {
      room: this.#maxBytes - Buffer.byteLength(this.#body([])),
      between: 1,
      send: async (some) => {
        const answer = await this.#send(this.#body(some));
        return answer.status === TOO_LARGE || answer.status === UNPROCESSABLE ? answer : undefined;
      },
    };
    await sendPieces(pieces, sending, receipts);
    return receipts;
  }

  #body(pieces: readonly Piece[]): string {
    return `{"destination":${JSON.stringify(this.#context.name)},"objects":[${pieces.map(({ text }) => text).join(',')}]}`;
  }

  #send(body: string): Promise<SinkAnswer> {
    const [url, headers, keys] = [this.#url, this.#headers, this.#keys];
    return post({ url, headers, keys, body, expects: [GONE, TOO_LARGE, UNPROCESSABLE] }, this.#context);
  }
}

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: readonly Uint8Array[];
  readonly body: string;
  readonly expects: readonly number[];
}

const post = ({ url, headers, keys, body, expects }: Post, { client, clock }: WebhookContext): Promise<SinkAnswer> => {
  // From what it holds: a repeat after a crash is known by it.
  const id = `msg_${createHash('sha256').update(body).digest('base64url').slice(0, 32)}`;
  return client.send({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/json', 'webhook-id': id },
    body,
    label: 'post a message',
    expects,
    prepare: () => ({ headers: signature({ id, body, at: Math.floor(clock() / 1000) }, keys) }),
    judge: ({ status }) =>
      status === GONE
        ? {
            kind: 'failed',
            because: '410 Gone, which means that it wants nothing more',
            code: 'output.stopped',
            hint: 'Nothing more is sent there; take the destination out of the configuration.',
          }
        : undefined,
  });
};

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const guardAddress = (url: string, { secret }: WebhookContext): void => {
  for (const part of new URL(url).pathname.split('/')) if (part.length >= SECRET_PART) secret(part);
};

const keysOf = ({ secret }: Pick<Options, 'secret'>, context: WebhookContext): readonly Uint8Array[] =>
  [secret].flat().map((one) => keyOf(one, context));

const PREFIX = 'whsec_';
const [LEAST, MOST] = [24, 64];

const keyOf = (text: string, { mistake, secret }: WebhookContext): Uint8Array => {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const key = Buffer.from(base64, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && key.length >= LEAST && key.length <= MOST) {
    secret(base64);
    return key;
  }
  throw mistake(
    'The `secret` of a webhook is no secret of Standard Webhooks.',
    `Write \`${PREFIX}\` and ${LEAST} to ${MOST} random bytes in base64, as \`openssl rand -base64 32\` makes them.`,
  );
};

interface Message {
  readonly id: string;
  readonly body: string;
  /** Seconds since epoch. */
  readonly at: number;
}

/** The headers of an attempt: a signature for each key. */
export const signature = ({ id, body, at }: Message, keys: readonly Uint8Array[]): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(at),
  'webhook-signature': keys
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`)
    .join(' '),
});
