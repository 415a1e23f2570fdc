import type { Evaluator } from '../../expression/definition/evaluator.ts';
import { isUsableCertificate } from '../../http/connection/client-certificate.ts';
import type { ClientCertificate, HttpPolicy } from '../../http/http.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Connection, Pack } from '../../language/model.ts';
import { normalizeUrl } from '../../language/user-field/option-values.ts';
import type { Expr, Value } from '../../language/basics/value.ts';
import { rateLimitOf } from '../../plan/rate-limit.ts';

export interface PolicyRequest {
  readonly pack: Pack;
  /** Every declared option has its value. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly proxy: HttpPolicy['proxy'];
  readonly ca?: HttpPolicy['ca'];
  readonly mockOrigin: URL | undefined;
}

/** The connection of a pack; a pack without one can't call anything. */
export function connectionOf(pack: Pack): Connection {
  if (pack.connection !== undefined) return pack.connection;
  throw new UsageError('plan.no-connection', `The pack "${pack.name}" has no connection.`, {
    hint: 'Add "connection:" with an address.',
  });
}

/** The base address under these options. */
export function baseAddress(pack: Pack, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): URL {
  const { baseUrl } = connectionOf(pack);
  const text = evaluator.value(baseUrl).evaluate(undefined, { user: options });
  const url = typeof text === 'string' ? URL.parse(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '')
    return url;
  throw new UsageError('plan.base-url', 'The base address is no http or https address.', {
    place: baseUrl.place,
    hint: 'Write it as https://host, without user name, query or fragment.',
  });
}

/** The further hosts under these options. What an option gives is held to the rules of a base address, and means that one host. */
export function furtherHosts(pack: Pack, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): readonly string[] {
  return connectionOf(pack).hosts.flatMap((host) => {
    if (typeof host === 'string') return [host];
    const given = evaluator.expr(host).evaluate(undefined, { user: options });
    if (given === undefined) return [];
    const address = typeof given === 'string' && !given.includes('*') ? normalizeUrl(given) : undefined;
    if (address !== undefined) return [new URL(address).host];
    throw new UsageError('plan.host', 'An entry of `hosts` gives no host under these options.', {
      place: host.place,
      hint: 'Let it give a name such as login.example.com, or an https address without user name and password; a star can not come from an option.',
    });
  });
}

/** How the client behaves for this connection: settings are decided once, over the options alone. */
export function httpPolicy(request: PolicyRequest, evaluator: Evaluator): HttpPolicy {
  const connection = connectionOf(request.pack);
  const base = baseAddress(request.pack, request.options, evaluator);
  const flag = (value: Value | undefined): boolean => value === undefined || setting(value, request.options, evaluator);
  return {
    hosts: [base.host, ...furtherHosts(request.pack, request.options, evaluator)],
    allowHttp: connection.allowHttp,
    verifyTls: flag(connection.verifyTls),
    ca: request.ca,
    clientCertificate: clientCertificate(connection, request.options, evaluator),
    proxy: flag(connection.useProxy) ? request.proxy : undefined,
    timeouts: connection.timeouts,
    sizes: connection.sizes,
    retry: connection.retry,
    rateLimit: rateLimitOf(connection, request.options, evaluator),
    concurrency: connection.concurrency,
    mockOrigin: request.mockOrigin,
  };
}

/** Checked before anything is sent. What is wrong with a key is not told: it could be a part of it. */
function clientCertificate(
  { clientCertificate: given }: Connection,
  options: Readonly<Record<string, unknown>>,
  evaluator: Evaluator,
): ClientCertificate | undefined {
  if (given === undefined) return undefined;
  const read = (expr: Expr | undefined): string | undefined => {
    const text = expr && evaluator.expr(expr).evaluate(undefined, { user: options });
    return typeof text === 'string' && text.trim() !== '' ? text : undefined;
  };
  const [cert, key, passphrase] = [read(given.cert), read(given.key), read(given.passphrase)];
  if (cert === undefined && key === undefined) return undefined;
  const refuse = (message: string, hint: string): UsageError =>
    new UsageError('plan.client-certificate', message, { place: given.place, hint });
  if (cert === undefined || key === undefined)
    throw refuse(`The client certificate has no ${cert === undefined ? 'certificate' : 'key'}.`, 'Give both, or neither.');
  const certificate = { cert, key, ...(passphrase === undefined ? {} : { passphrase }) };
  if (isUsableCertificate(certificate)) return certificate;
  throw refuse(
    'The client certificate and its key can not be used.',
    'Both must be PEM texts that belong together, and an encrypted key needs its passphrase.',
  );
}

function setting(value: Value, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): boolean {
  const given = evaluator.value(value).evaluate(undefined, { user: options });
  if (typeof given === 'boolean') return given;
  throw new EngineError('plan.setting', 'The setting gave neither true nor false.', { place: value.place });
}
