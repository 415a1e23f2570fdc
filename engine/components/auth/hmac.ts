import { iso } from '../../language/basics/instant.ts';
import { createHash, createHmac } from 'node:crypto';
import { choice, described, treeMap, value, type Infer } from '../../language/basics/shape.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { HttpRequest } from '../../http/http.ts';
import { authOptions, withHeaders, withQuery, type Auth, type AuthContext } from './auth.ts';
import { requiredSecret, requiredText } from './credentials/required.ts';
import { steady } from './credentials/steady.ts';

const options = authOptions(
  {
    secret: described(value(), 'The key to sign with.'),
    sign: described(
      value(),
      'The text to sign, over `$timestamp` and `$request`: `method`, `target` (encoded path and query), `path`, `query`, `host`, `headers`, `body`, `body_hash` (in hex).',
    ),
  },
  {
    headers: described(treeMap(), 'Headers of every request, with `$signature` and `$timestamp`.'),
    query: described(
      treeMap(),
      'Query parameters of every request, with the same; they stand behind its own and are no part of what is signed.',
    ),
    algorithm: described(
      choice('sha256', 'sha1', 'sha384', 'sha512'),
      'The hash of the signature and of `$request.body_hash`.',
      'sha256',
    ),
    encoding: described(choice('hex', 'base64', 'base64url'), 'How the signature is written.', 'hex'),
    secret_encoding: described(choice('text', 'hex', 'base64'), 'How the key is written.', 'text'),
    timestamp: described(choice('seconds', 'milliseconds', 'iso', 'http'), 'How `$timestamp` is written.', 'seconds'),
  },
);

type Options = Infer<typeof options>;

/** RFC 2104; each request is signed just before it is sent, repetitions too. */
export const hmac: Auth<Options> = {
  name: 'hmac',
  summary: 'Signs every request with a shared key (HMAC); the text to sign is a template or an expression.',
  options,
  example: `kind: hmac
secret: !expr $user.secret
sign: !expr "$request.method & '\\\\n' & $request.target & '\\\\n' & $timestamp & '\\\\n' & $request.body_hash"
headers: { Authorization: !tmpl "HMAC {{@user.client_id}}:{{@signature}}", X-Timestamp: !expr $timestamp }`,
  open: (given, context) =>
    steady(context, (shown) => {
      if (given.headers === undefined && given.query === undefined)
        throw new EngineError('auth.unsent', 'The signature is made, but no request carries it.', {
          hint: 'Say where it goes: `headers: { X-Signature: !expr $signature }`, or the same under `query`.',
        });
      const secret = requiredSecret(context, given.secret, 'secret');
      const key =
        given.secret_encoding === undefined || given.secret_encoding === 'text'
          ? Buffer.from(secret)
          : Buffer.from(secret, given.secret_encoding);
      return (request) => signed(request, key, given, context, shown);
    }),
};

function signed(
  request: HttpRequest,
  key: Buffer,
  given: Options,
  context: AuthContext,
  shown: (secret: string) => string,
): HttpRequest {
  const algorithm = given.algorithm ?? 'sha256';
  const timestamp = written(context.now(), given.timestamp ?? 'seconds');
  const variables = { request: facts(request, algorithm), timestamp };
  const text = requiredText({ ...context, plain: (option) => context.plain(option, variables) }, given.sign, 'sign');
  const signature = createHmac(algorithm, key)
    .update(text, 'utf8')
    .digest(given.encoding ?? 'hex');
  const sent = { ...variables, signature: shown(signature) };
  const named = given.headers === undefined ? request : withHeaders(request, context.headers(given.headers, sent));
  return given.query === undefined ? named : withQuery(named, context.texts(given.query, sent));
}

function facts({ method, url, headers, body = '' }: HttpRequest, algorithm: string): Readonly<Record<string, unknown>> {
  return {
    method,
    target: `${url.pathname}${url.search}`,
    path: url.pathname,
    query: url.search.slice(1),
    host: url.host,
    headers,
    body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8'),
    body_hash: createHash(algorithm).update(body).digest('hex'),
  };
}

function written(now: number, how: NonNullable<Options['timestamp']>): string {
  switch (how) {
    case 'seconds':
      return String(Math.floor(now / 1000));
    case 'milliseconds':
      return String(now);
    case 'iso':
      return iso(now);
    case 'http':
      return new Date(now).toUTCString();
    default:
      return how satisfies never;
  }
}
