import { lineOf } from '../../../http/answer/vendor-words.ts';
import { EngineError, UsageError } from '../../../language/basics/errors.ts';
import type { HttpClient, HttpRequest, StatusVerdict } from '../../../http/http.ts';
import { MAX_ANSWER, wayPolicy } from '../../outputs/push/way-policy.ts';
import { connectionClient } from '../../runs/connection-client.ts';
import type { World } from '../../world.ts';
import type { S3Settings } from './s3-settings.ts';
import { textOf } from './s3-xml.ts';
import { signRequest, strictlyEncoded } from './sign-request.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Of the object, its prefix left out; empty: of the bucket. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** What it is for, in messages. */
  readonly label: string;
  /** Statuses that are answers as well, beside 200 to 299. */
  readonly expects?: readonly number[];
}

export interface S3Answer {
  readonly status: number;
  header(name: string): string | undefined;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/** What S3 says of itself, by its code, and what to do about it. */
const KNOWN: Readonly<Record<string, readonly [code: string, says: string, hint: string]>> = {
  NoSuchBucket: ['store.attachments-missing', 'there is no such bucket', 'Make the bucket, or name another one.'],
  AccessDenied: [
    'store.attachments-denied',
    'this key may not do that',
    'Let it get, put, delete and list objects and uploads under the prefix.',
  ],
  InvalidAccessKeyId: ['store.attachments-denied', 'it does not know the access key', 'Check `access_key`.'],
  SignatureDoesNotMatch: ['store.attachments-denied', 'the secret of the access key is another', 'Check `secret_key`.'],
  ExpiredToken: ['store.attachments-denied', 'the credentials that were lent have ended', 'Give new ones.'],
  RequestTimeTooSkewed: ['store.attachments-denied', 'its clock and that of this machine differ', 'Set the clock.'],
  AuthorizationHeaderMalformed: ['store.attachments-denied', 'the bucket is in another region', 'Give its `region`.'],
  PermanentRedirect: ['store.attachments-denied', 'the bucket is elsewhere', 'Give its `region` and `endpoint`.'],
};

/** Asks a bucket, each request signed anew and repeated where that may help. */
export class S3Client {
  readonly #world: World;
  readonly #settings: S3Settings;
  readonly #http: HttpClient;

  constructor(world: World, settings: S3Settings) {
    const { secretKey, sessionToken } = settings.credentials;
    for (const secret of [secretKey, sessionToken]) if (secret !== undefined) world.redactor.add(secret);
    const policy = wayPolicy(world, settings.http, [settings.bucket], { name: 'attachments', place: settings.place });
    this.#world = world;
    this.#settings = settings;
    this.#http = connectionClient(world, policy, world.note);
  }

  /** Throws EngineError `store.attachments-…`. */
  async send(asked: S3Request): Promise<S3Answer> {
    const { expects = [] } = asked;
    const answer = await this.#exchange(asked);
    if ((answer.status >= 200 && answer.status < 300) || expects.includes(answer.status)) return answer;
    throw this.#refusal(asked, answer.status, Buffer.from(answer.bytes).toString('utf8'));
  }

  /** `xml`: of an answer that is an error, whatever its status. */
  refusal(asked: Pick<S3Request, 'label'>, xml: string): EngineError {
    return this.#refusal(asked, 200, xml);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #exchange({ method, key, query = {}, headers = {}, body = NOTHING, label }: S3Request): Promise<S3Answer> {
    const { bucket, prefix, region, credentials, place } = this.#settings;
    const url = new URL(`${bucket}/${key === '' ? '' : prefix}${key}`);
    url.search = Object.entries(query)
      .map(([name, value]) => `${strictlyEncoded(name)}=${strictlyEncoded(value)}`)
      .join('&');
    const request: HttpRequest = {
      method,
      url,
      headers,
      body: method === 'PUT' || method === 'POST' ? body : undefined,
      idempotent: true,
      place,
      label: `attachments: ${label}`,
    };
    try {
      return await this.#http.exchange({
        request,
        redirects: 'answer',
        prepare: async (one) => ({
          ...one,
          headers: signRequest({ method, url, headers, body }, credentials, { region, now: this.#world.now() }),
        }),
        onStatus: ({ status }) => verdictOf(status),
        consume: async (response) => ({
          status: response.status,
          header: (name) => response.header(name),
          bytes: method === 'HEAD' ? NOTHING : await response.bytes(MAX_ANSWER),
        }),
      });
    } catch (error) {
      if (!(error instanceof EngineError) || error instanceof UsageError || this.#world.signal.aborted) throw error;
      throw new EngineError('store.attachments-away', `The attachments can't be reached: ${error.message}`, {
        place,
        hint: error.hint ?? 'Run again later: what is not there is fetched again.',
        cause: error,
      });
    }
  }

  #refusal({ label }: Pick<S3Request, 'label'>, status: number, xml: string): EngineError {
    const { shown, place } = this.#settings;
    const redact = this.#world.redact;
    const [code, says, hint] = KNOWN[textOf(xml, 'Code') ?? ''] ?? byStatus(status);
    const words = textOf(xml, 'Message');
    const quoted = words === undefined ? '' : ` (it says: ${lineOf(words, redact)})`;
    return new EngineError(code, redact(`The attachments in ${shown} refuse to ${label}: ${says}${quoted}.`), { place, hint });
  }
}

/** What was not done by its fault is asked again; all else is looked into. */
const verdictOf = (status: number): StatusVerdict => (status === 429 || status >= 500 ? 'retry' : 'consume');

const byStatus = (status: number): readonly [string, string, string] => {
  if (status === 401 || status === 403) return KNOWN['AccessDenied'] as readonly [string, string, string];
  if (status >= 300 && status < 400) return KNOWN['PermanentRedirect'] as readonly [string, string, string];
  return ['store.attachments-refused', `the answer is ${status}`, 'Look at `attachments:` in feedwright.yaml.'];
};
