import {
  anyOf,
  boolean,
  bytes,
  described,
  duration,
  expr,
  integer,
  list,
  object,
  readPlain,
  reference,
  text,
  treeMap,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, TreeMap, Value } from '../basics/value.ts';
import { authScope, envelopeScope, requestScope, settingScope } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readOptionalTreeMap, readOptionalValue, readSource, readValue } from '../reading/values.ts';
import type { UserField } from '../user-field/user-field-model.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import { userFieldsOf } from '../user-field/read-user-fields.ts';
import { errorSamples } from '../endpoint/sample-shapes.ts';
import { samplesOf, type Sample } from '../check/samples.ts';
import { itemsOf, placeOf, placeOfValue } from '../yaml/positions.ts';
import { answerRules, outcomes, successTest } from './answer-rules.ts';
import type { Outcome, SuccessTest } from './answer-rules.ts';
import { readComponent } from './component.ts';
import type { ComponentUse, RawComponent } from './component.ts';
import { loginsOf, type Login } from './logins.ts';

const timeoutsShape = object(
  {},
  {
    connect: described(duration(), 'Until the connection stands.', defaults.timeouts.connect),
    headers: described(duration(), "Until the answer's headers are there.", defaults.timeouts.headers),
    idle: described(duration(), 'The longest pause within a body.', defaults.timeouts.idle),
    call: described(duration(), 'The whole exchange, body included.', defaults.timeouts.call),
  },
);

const limitsShape = object(
  {},
  {
    response: described(bytes(), 'The largest body, as it is sent.', defaults.limits.response),
    decompressed: described(bytes(), 'The largest body after decompression.', defaults.limits.decompressed),
    record: described(
      bytes(),
      'The largest record, as it stands in the body; a larger one is set aside in the quarantine and never held in memory. Also the most that is held of a document around its records, or of one from which an expression picks, if it is more than 8 MiB.',
      defaults.limits.record,
    ),
  },
);

const retryShape = object(
  {},
  {
    attempts: described(
      integer({ minimum: 1, maximum: 20 }),
      'How often a request is sent at most, the first time included.',
      defaults.retry.attempts,
    ),
    first_delay: described(
      duration(),
      'The pause before the first repetition; it doubles from then on.',
      defaults.retry.first_delay,
    ),
    max_delay: described(duration(), 'The longest such pause.', defaults.retry.max_delay),
    max_retry_after: described(duration(), 'The longest `Retry-After` that is waited for.', defaults.retry.max_retry_after),
  },
);

const httpShape = object(
  {
    base_url: withExamples(
      described(value(), 'The address that all paths follow; its host is the only one reached unless `hosts` names more.'),
      'https://api.example.com/v2',
    ),
  },
  {
    hosts: withExamples(
      described(
        list(anyOf(text({ minLength: 1, maxLength: 255 }), expr())),
        'Further hosts (`name`, `name:port`, or `*.name.example` for all below it) that requests, redirects and next addresses may reach. An expression over `$user` is decided once a run: it gives a host or its address, and names none where it gives nothing. The credentials of `auth` go to the base address alone, unless it says otherwise.',
        [],
      ),
      ['files.example.com'],
      ['!expr $user.token_host'],
    ),
    allow_http: described(boolean(), 'Plain `http` elsewhere than on this machine.', false),
    verify_tls: described(anyOf(boolean(), expr()), "Whether the server's certificate is checked.", true),
    client_certificate: described(
      object(
        {
          cert: described(expr(), 'The certificate, with its chain where it has one, as PEM text.'),
          key: described(expr(), 'Its private key as PEM text.'),
        },
        { passphrase: described(expr(), 'What the key is encrypted with.') },
      ),
      'What this side shows to a server that asks for it (mutual TLS). Where certificate and key are missing, nothing is shown.',
    ),
    use_proxy: described(anyOf(boolean(), expr()), 'Whether the proxy of the environment is used.', true),
    auth: withExamples(described(reference<RawComponent>('auth'), 'How requests are authenticated.'), {
      kind: 'bearer',
      token: '!expr $user.token',
    }),
    headers: described(
      treeMap(),
      'Headers of every request, whatever host it goes to: a secret that is for the base address alone belongs to `auth`.',
    ),
    rate_limit: withExamples(
      described(
        object(
          {
            requests: described(
              anyOf(integer({ minimum: 1 }), expr()),
              'So many requests; an expression that gives nothing lifts the limit.',
            ),
            per: described(anyOf(duration(), expr()), 'In such a stretch of time.'),
          },
          {},
        ),
        'At most so many requests in such a stretch of time: of all processes with one store together, for each account (address and secrets). An expression sees `$user` and is decided once a run.',
      ),
      { requests: 10, per: 'PT1S' },
      { requests: '!expr $user.requests_per_minute', per: 'PT1M' },
    ),
    concurrency: described(
      integer({ minimum: 1, maximum: 256 }),
      'Requests under way at once, in one process.',
      defaults.concurrency,
    ),
    timeouts: described(timeoutsShape, 'How long the parts of an exchange may take.'),
    limits: described(limitsShape, 'How large an answer may be.'),
    retry: described(retryShape, 'How failed requests are repeated.'),
    success_when: successTest(),
    outcomes: outcomes(),
    samples: errorSamples(),
  },
);

export const connectionShape = object(
  { http: described(httpShape, "The vendor's API.") },
  { user_fields: described(userFields(), 'Options that every pack with this connection has.') },
  { description: "How a vendor's API is reached; may be shared by several packs." },
);

export type RawConnection = Infer<typeof connectionShape>;

export interface Connection extends PlainOf<typeof httpShape> {
  readonly file: string;
  readonly userFields: readonly UserField[];
  readonly baseUrl: Value;
  /** Further hosts that requests and redirects may reach, beside the base address's own. */
  readonly hosts: readonly (string | Expr)[];
  readonly verifyTls: Value | undefined;
  readonly useProxy: Value | undefined;
  /** PEM texts, over `$user`. */
  readonly clientCertificate:
    { readonly cert: Expr; readonly key: Expr; readonly passphrase: Expr | undefined; readonly place: Place } | undefined;
  readonly auth: ComponentUse | undefined;
  readonly headers: TreeMap | undefined;
  /** Settings, over `$user`; a literal is a whole number, and a duration. */
  readonly rateLimit: { readonly requests: Value; readonly per: Value } | undefined;
  readonly timeouts: Timeouts;
  readonly sizes: SizeLimits;
  readonly retry: RetryPolicy;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  /** Bodies of answers with a status, which any endpoint may give. */
  readonly samples: readonly Sample[];
  /** What is known of the answers of logins. */
  readonly logins: readonly Login[];
}

/** Decided for a run. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** Milliseconds. `call` is over the whole exchange, body included. */
export type Timeouts = PlainOf<typeof timeoutsShape>;

/** Bytes, as sent and after decompression. `record`: of one record; a larger one is set aside. */
export type SizeLimits = PlainOf<typeof limitsShape>;

/** Pauses in milliseconds; a `Retry-After` beyond `maxRetryAfter` fails the call at once. */
export type RetryPolicy = PlainOf<typeof retryShape>;

type RawHttp = RawConnection['http'];

/** A star stands for what is below a name that someone can own: `*.example` alone would be half the world. */
const hostsOf = ({ hosts }: RawHttp, setting: Scope, context: Context): Connection['hosts'] =>
  (hosts === undefined ? [] : itemsOf(hosts)).map(([index, host]) => {
    if (typeof host !== 'string') return readSource(host, setting, context);
    if (host.includes('*') && !/^\*\.[^*.]+\.[^*]*[^*.]$/.test(host))
      context.findings.error(
        'connection.host',
        placeOfValue(hosts as readonly unknown[], index),
        `\`${host.slice(0, 80)}\` does not say which hosts may be reached.`,
        'A star stands at the beginning, before a name of at least two parts: `*.files.example.com`.',
      );
    else if (/[/@?#\s]|^[a-z+]+:\/\//i.test(host))
      context.findings.error(
        'connection.host',
        placeOfValue(hosts as readonly unknown[], index),
        `\`${host.slice(0, 80)}\` is no host, so that nothing would be reached by it.`,
        'Write the name alone, with a port where it has one: `files.example.com`, `files.example.com:8443`.',
      );
    return host;
  });

/** `user`: the options that the connection may use; `file`: where it stands; `fixtures`: where its samples lie. */
export const connectionOf = (
  raw: RawConnection,
  user: Iterable<string>,
  { file, fixtures }: { readonly file: string; readonly fixtures: string | undefined },
  context: Context,
): Connection => {
  const http = raw.http;
  const setting = settingScope(user);
  const auth = http.auth === undefined ? undefined : readComponent(http.auth, context.vocabulary.auth, authScope(user), context);
  return {
    ...readPlain(httpShape, http),
    file,
    userFields: userFieldsOf([raw.user_fields], setting, context),
    baseUrl: readValue(http as unknown as RawMap, 'base_url', setting, context),
    hosts: hostsOf(http, setting, context),
    verifyTls: readOptionalValue(http as unknown as RawMap, 'verify_tls', setting, context),
    useProxy: readOptionalValue(http as unknown as RawMap, 'use_proxy', setting, context),
    clientCertificate: clientCertificateOf(http, setting, context),
    auth,
    headers: readOptionalTreeMap(http.headers, setting, context),
    rateLimit: rateLimitOf(http, setting, context),
    timeouts: readPlain(timeoutsShape, http.timeouts ?? {}),
    sizes: readPlain(limitsShape, http.limits ?? {}),
    retry: readPlain(retryShape, http.retry ?? {}),
    ...answerRules(http, envelopeScope(connectionRequestScope(user)), context),
    samples: samplesOf(http.samples, fixtures, context),
    logins: http.auth === undefined || auth === undefined ? [] : loginsOf(http.auth, auth, fixtures, context),
  };
};

const rateLimitOf = ({ rate_limit: raw }: RawHttp, setting: Scope, context: Context): Connection['rateLimit'] =>
  raw === undefined
    ? undefined
    : {
        requests: readValue(raw as unknown as RawMap, 'requests', setting, context),
        per: readValue(raw as unknown as RawMap, 'per', setting, context),
      };

const clientCertificateOf = (
  { client_certificate: raw }: RawHttp,
  setting: Scope,
  context: Context,
): Connection['clientCertificate'] =>
  raw === undefined
    ? undefined
    : {
        cert: readSource(raw.cert, setting, context),
        key: readSource(raw.key, setting, context),
        passphrase: readOptionalSource(raw.passphrase, setting, context),
        place: placeOf(raw as unknown as RawMap),
      };

/** A connection's outcomes are for every endpoint's answers: what a request sees, but no endpoint's arguments. */
const connectionRequestScope = (user: Iterable<string>): Scope => ({ ...requestScope(user, []), label: 'an answer' });
