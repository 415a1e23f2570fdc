import { authScope, envelopeScope, requestScope, settingScope } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import { parseBytes } from '../basics/byte-size.ts';
import { defaults } from '../basics/defaults.ts';
import type { Connection, Outcome, SuccessTest } from '../model.ts';
import type { RawConnection, RawOutcome } from './connection-shape.ts';
import type { Expr } from '../basics/value.ts';
import { itemsOf, placeOf, placeOfValue } from '../yaml/positions.ts';
import { component } from './read-component.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { userFieldsOf } from '../user-field/read-user-fields.ts';
import { ms, optionalSource, optionalTreeMap, optionalValue, source, value } from '../reading/values.ts';

type RawHttp = RawConnection['http'];

/** A star stands for what is below a name that someone can own: `*.example` alone would be half the world. */
const hostsOf = (http: RawHttp, { findings }: Context): readonly string[] => {
  (http.hosts ?? []).forEach((host, index) => {
    if (!host.includes('*') || /^\*\.[^*.]+\.[^*]*[^*.]$/.test(host)) return;
    findings.error(
      'connection.host',
      placeOfValue(http.hosts as readonly string[], index),
      `\`${host.slice(0, 80)}\` does not say which hosts may be reached.`,
      'A star stands at the beginning, before a name of at least two parts: `*.files.example.com`.',
    );
  });
  return http.hosts ?? [];
};

/** `user`: the options that the connection may use; `file`: where it stands. */
export const connectionOf = (raw: RawConnection, user: Iterable<string>, file: string, context: Context): Connection => {
  const http = raw.http;
  const setting = settingScope(user);
  return {
    file,
    userFields: userFieldsOf([raw.user_fields], context),
    baseUrl: value(http as unknown as RawMap, 'base_url', setting, context),
    hosts: hostsOf(http, context),
    allowHttp: http.allow_http ?? false,
    verifyTls: optionalValue(http as unknown as RawMap, 'verify_tls', setting, context),
    useProxy: optionalValue(http as unknown as RawMap, 'use_proxy', setting, context),
    clientCertificate: clientCertificateOf(http, setting, context),
    auth: http.auth === undefined ? undefined : component(http.auth, context.vocabulary.auth, authScope(user), context),
    headers: optionalTreeMap(http.headers, setting, context),
    rateLimit: rateLimitOf(http, setting, context),
    concurrency: http.concurrency ?? defaults.concurrency,
    ...limitsOf(http),
    ...answerRules(http, envelopeScope(connectionRequestScope(user)), context),
  };
};

const rateLimitOf = ({ rate_limit: raw }: RawHttp, setting: Scope, context: Context): Connection['rateLimit'] =>
  raw === undefined
    ? undefined
    : {
        requests: value(raw as unknown as RawMap, 'requests', setting, context),
        per: value(raw as unknown as RawMap, 'per', setting, context),
      };

const clientCertificateOf = (
  { client_certificate: raw }: RawHttp,
  setting: Scope,
  context: Context,
): Connection['clientCertificate'] =>
  raw === undefined
    ? undefined
    : {
        cert: source(raw.cert, setting, context),
        key: source(raw.key, setting, context),
        passphrase: optionalSource(raw.passphrase, setting, context),
        place: placeOf(raw as unknown as RawMap),
      };

const limitsOf = (http: RawHttp): Pick<Connection, 'timeouts' | 'sizes' | 'retry'> => {
  const timeouts = { ...defaults.timeouts, ...http.timeouts };
  const limits = { ...defaults.limits, ...http.limits };
  const retry = { ...defaults.retry, ...http.retry };
  return {
    timeouts: { connect: ms(timeouts.connect), headers: ms(timeouts.headers), idle: ms(timeouts.idle), call: ms(timeouts.call) },
    sizes: {
      response: parseBytes(limits.response) ?? 0,
      decompressed: parseBytes(limits.decompressed) ?? 0,
      record: parseBytes(limits.record) ?? 0,
    },
    retry: {
      attempts: retry.attempts,
      firstDelay: ms(retry.first_delay),
      maxDelay: ms(retry.max_delay),
      maxRetryAfter: ms(retry.max_retry_after),
    },
  };
};

/** A connection's outcomes are for every endpoint's answers: what a request sees, but no endpoint's arguments. */
const connectionRequestScope = (user: Iterable<string>): Scope => ({ ...requestScope(user, []), label: 'an answer' });

interface RawRules {
  readonly success_when?: 'status' | Expr;
  readonly outcomes?: readonly RawOutcome[];
}

export const answerRules = (
  raw: RawRules,
  envelope: Scope,
  context: Context,
): { readonly successWhen: SuccessTest | undefined; readonly outcomes: readonly Outcome[] } => ({
  successWhen:
    raw.success_when === undefined
      ? undefined
      : raw.success_when === 'status'
        ? { kind: 'status' }
        : { kind: 'body', test: source(raw.success_when, envelope, context) },
  outcomes: raw.outcomes === undefined ? [] : itemsOf(raw.outcomes).map(([, one]) => outcome(one, envelope, context)),
});

const outcome = (raw: RawOutcome, envelope: Scope, context: Context): Outcome => {
  const place = placeOf(raw as unknown as RawMap);
  if (raw.status === undefined && raw.when === undefined) {
    context.findings.error(
      'outcome.no-condition',
      place,
      'An outcome needs `status` or `when`.',
      "Add `status: 404`, or `when: !expr …` over the answer's body.",
    );
  }
  return {
    status: raw.status === undefined ? undefined : ([raw.status].flat() as number[]),
    when: optionalSource(raw.when, envelope, context),
    do: raw.do,
    because: raw.because,
    message: optionalSource(raw.message, envelope, context),
    place,
  };
};
