import type { Evaluator } from '../expression/evaluator.ts';
import type { HttpPolicy } from '../http/http.ts';
import { EngineError, UsageError } from '../language/errors.ts';
import type { Connection, Pack } from '../language/model.ts';
import type { Value } from '../language/value.ts';

export interface PolicyRequest {
  readonly pack: Pack;
  /** Every declared option has its value. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly proxy: HttpPolicy['proxy'];
  readonly mockOrigin: URL | undefined;
}

/** The connection of a pack; a pack without one can't call anything. */
export function connectionOf(pack: Pack): Connection {
  if (pack.connection !== undefined) return pack.connection;
  throw new UsageError('plan.no-connection', `The pack "${pack.name}" has no connection.`, { hint: 'Add "connection:" with an address.' });
}

/** The base address under these options. */
export function baseAddress(pack: Pack, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): URL {
  const { baseUrl } = connectionOf(pack);
  const text = evaluator.value(baseUrl).evaluate(undefined, { user: options });
  const url = typeof text === 'string' ? URL.parse(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '') return url;
  throw new UsageError('plan.base-url', 'The base address is no http or https address.', {
    place: baseUrl.place,
    hint: 'Write it as https://host, without user name, query or fragment.',
  });
}

/** How the client behaves for this connection: settings are decided once, over the options alone. */
export function httpPolicy(request: PolicyRequest, evaluator: Evaluator): HttpPolicy {
  const connection = connectionOf(request.pack);
  const base = baseAddress(request.pack, request.options, evaluator);
  const flag = (value: Value | undefined): boolean => value === undefined || setting(value, request.options, evaluator);
  return {
    hosts: [base.host, ...connection.hosts],
    allowHttp: connection.allowHttp,
    verifyTls: flag(connection.verifyTls),
    proxy: flag(connection.useProxy) ? request.proxy : undefined,
    timeouts: connection.timeouts,
    sizes: connection.sizes,
    retry: connection.retry,
    rateLimit: connection.rateLimit,
    concurrency: connection.concurrency,
    mockOrigin: request.mockOrigin,
  };
}

function setting(value: Value, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): boolean {
  const given = evaluator.value(value).evaluate(undefined, { user: options });
  if (typeof given === 'boolean') return given;
  throw new EngineError('plan.setting', 'The setting gave neither true nor false.', { place: value.place });
}
