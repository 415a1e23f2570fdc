import { EngineError } from '../language/errors.ts';
import type { HttpRequest } from './http.ts';

/** A failure of the way to the vendor, told apart by whether the request can have reached it. */
export class TransportError extends EngineError {
  /** The request was not sent: it may be repeated whatever it does. */
  readonly beforeSent: boolean;
  /** Worth another try. */
  readonly retryable: boolean;

  constructor(code: string, message: string, details: { readonly beforeSent: boolean; readonly retryable: boolean; readonly request: HttpRequest; readonly hint?: string | undefined; readonly cause?: unknown }) {
    super(code, message, { place: details.request.place, hint: details.hint, cause: details.cause });
    this.beforeSent = details.beforeSent;
    this.retryable = details.retryable;
  }
}

interface Known {
  readonly code: string;
  readonly says: string;
  readonly hint?: string;
  readonly beforeSent: boolean;
  readonly retryable: boolean;
}

const proxyHint = 'Check the host, the network and the proxy settings.';
const tlsHint = "Check the host's certificate, or NODE_EXTRA_CA_CERTS for a private authority; the option for certificate verification switches the check off.";

const known: Readonly<Record<string, Known>> = {
  ECONNREFUSED: { code: 'http.refused', says: 'the connection was refused', hint: 'Check the host and port, and that the server is running.', beforeSent: true, retryable: true },
  ENOTFOUND: { code: 'http.dns', says: 'the host name is unknown', hint: 'Check the spelling of the host and the name server.', beforeSent: true, retryable: false },
  EAI_AGAIN: { code: 'http.dns', says: 'the host name could not be looked up', hint: 'Check the name server and the network.', beforeSent: true, retryable: true },
  EHOSTUNREACH: { code: 'http.refused', says: 'the host cannot be reached', hint: proxyHint, beforeSent: true, retryable: true },
  ENETUNREACH: { code: 'http.refused', says: 'the network cannot be reached', hint: proxyHint, beforeSent: true, retryable: true },
  UND_ERR_CONNECT_TIMEOUT: { code: 'http.timeout', says: 'the connection did not stand in time', hint: proxyHint, beforeSent: true, retryable: true },
  ETIMEDOUT: { code: 'http.timeout', says: 'the connection timed out', hint: proxyHint, beforeSent: false, retryable: true },
  UND_ERR_HEADERS_TIMEOUT: { code: 'http.timeout', says: 'no answer came in time', beforeSent: false, retryable: true },
  UND_ERR_BODY_TIMEOUT: { code: 'http.timeout', says: 'the body stopped coming', beforeSent: false, retryable: true },
  UND_ERR_SOCKET: { code: 'http.reset', says: 'the server closed the connection', beforeSent: false, retryable: true },
  ECONNRESET: { code: 'http.reset', says: 'the connection was reset', beforeSent: false, retryable: true },
  EPIPE: { code: 'http.reset', says: 'the connection was closed', beforeSent: false, retryable: true },
  UND_ERR_HEADERS_OVERFLOW: { code: 'http.protocol', says: 'the headers of the answer are too large', beforeSent: false, retryable: false },
  FEEDWRIGHT_FORBIDDEN_ADDRESS: { code: 'http.host-not-allowed', says: 'its name leads to an address of this machine or its own network segment', hint: 'Check the host name and the name server.', beforeSent: true, retryable: false },
};

const TLS = /^(ERR_TLS_|CERT_|ERR_SSL_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** undici's and Node's errors in plain words; `what` is `label: METHOD address` without secrets. */
export function transportError(error: unknown, what: string, request: HttpRequest): TransportError {
  const cause = innermost(error);
  const code = codeOf(cause) ?? codeOf(error) ?? '';
  const found = Object.hasOwn(known, code) ? known[code] : undefined;
  if (found !== undefined) return new TransportError(found.code, `${what}: ${found.says}.`, { ...found, request, cause: error });
  if (TLS.test(code)) {
    return new TransportError('http.tls', `${what}: the encrypted connection could not be made (${code}).`, { beforeSent: true, retryable: false, request, hint: tlsHint, cause: error });
  }
  if (code.startsWith('HPE_')) {
    return new TransportError('http.protocol', `${what}: the answer is no valid HTTP (${code}).`, { beforeSent: false, retryable: true, request, cause: error });
  }
  return new TransportError('http.reset', `${what}: the exchange failed${code === '' ? '' : ` (${code})`}.`, { beforeSent: false, retryable: true, request, cause: error });
}

function innermost(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth++) {
    if (inner instanceof AggregateError && inner.errors.length > 0) inner = inner.errors[0];
    else if (codeOf(inner) === undefined && inner.cause !== undefined) inner = inner.cause;
    else break;
  }
  return inner;
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
