import type { Failure } from './failure.ts';

const reach = 'Check the host, the network and the proxy settings.';
const repeat = 'Run it again; if it stays so, the vendor or something in between breaks connections off.';
const certificate =
  'Give a private authority with NODE_EXTRA_CA_CERTS; only if you know whom you talk to, switch the option for certificate verification off.';

type Facts = Omit<Failure, 'says'> & { readonly says: string };

const before = (code: string, says: string, hint: string, retryable = true): Facts => ({
  code,
  says,
  hint,
  beforeSent: true,
  retryable,
});
const after = (code: string, says: string, hint: string, retryable = true): Facts => ({
  code,
  says,
  hint,
  beforeSent: false,
  retryable,
});
const badCertificate = (says: string): Facts => before('http.tls', says, certificate, false);

const refused = 'Check the host and the port, and that the server is running.';
const name = 'Check the spelling of the host, and the name server.';

const known: Readonly<Record<string, Facts>> = {
  ECONNREFUSED: before('http.refused', 'the connection was refused', refused),
  EHOSTUNREACH: before('http.refused', 'there is no way to the host', reach),
  ENETUNREACH: before('http.refused', 'there is no way to the network', reach),
  EADDRNOTAVAIL: before('http.refused', 'this machine has no free address or port left', reach),
  ENOTFOUND: before('http.dns', 'the host name is unknown', name, false),
  EAI_AGAIN: before('http.dns', 'the host name could not be looked up', 'Check the name server and the network.'),
  UND_ERR_CONNECT_TIMEOUT: before('http.timeout', 'the connection did not stand in time', reach),
  ETIMEDOUT: after('http.timeout', 'the connection timed out', reach),
  UND_ERR_HEADERS_TIMEOUT: after(
    'http.timeout',
    'no answer came in time',
    'Raise timeouts.headers of the connection if the vendor really takes this long.',
  ),
  UND_ERR_BODY_TIMEOUT: after(
    'http.timeout',
    'the answer stopped coming',
    'Raise timeouts.idle of the connection if the vendor really pauses this long.',
  ),
  UND_ERR_SOCKET: after('http.reset', 'the connection was closed', repeat),
  ECONNRESET: after('http.reset', 'the connection was reset', repeat),
  ECONNABORTED: after('http.reset', 'the connection was reset', repeat),
  EPIPE: after('http.reset', 'the connection was closed', repeat),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: after('http.reset', 'the answer is not as long as it says', repeat),
  FEEDWRIGHT_UPGRADE: after(
    'http.protocol',
    'the server switched to another protocol (101), which was not asked for',
    'Check that the host and the port are those of the API.',
  ),
  UND_ERR_HEADERS_OVERFLOW: after('http.protocol', 'the headers of the answer are too large', 'Tell the vendor.', false),
  UND_ERR_INVALID_ARG: before(
    'http.request',
    'the request cannot be sent as it is',
    'Look for characters in it that HTTP does not allow.',
    false,
  ),
  UND_ERR_PRX_TLS: before('http.proxy', "the proxy's certificate is for another name", 'Check the address of the proxy.', false),
  UND_ERR_PRX_CONN: before(
    'http.proxy',
    'the proxy closed the connection',
    'Check the address of the proxy, and that it lets you reach this host.',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: badCertificate('its certificate is signed by itself'),
  SELF_SIGNED_CERT_IN_CHAIN: badCertificate('its certificate comes from an authority that this machine does not know'),
  UNABLE_TO_GET_ISSUER_CERT: badCertificate('its certificate comes from an authority that this machine does not know'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: badCertificate('its certificate comes from an authority that this machine does not know'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: badCertificate('its certificate comes without the authority that signed it'),
  CERT_HAS_EXPIRED: badCertificate('its certificate has expired'),
  CERT_NOT_YET_VALID: badCertificate('its certificate is not valid yet'),
  ERR_TLS_CERT_ALTNAME_INVALID: badCertificate('its certificate is for another name'),
  FEEDWRIGHT_FORBIDDEN_ADDRESS: before(
    'http.host-not-allowed',
    'the host name leads to an address of this machine or its network segment',
    name,
    false,
  ),
};

const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

export interface Circumstances {
  /** It is known that the connection did not stand yet. */
  readonly connecting: boolean;
  /** The host of the proxy that was asked, if one was. */
  readonly proxy: string | undefined;
}

/** undici's and Node's errors in plain words. */
export function transportFailure(error: unknown, { connecting, proxy }: Circumstances): Failure {
  const code = codeOf(innermost(error)) ?? codeOf(error) ?? '';
  const facts = factsOf(code, error);
  const via = proxy === undefined ? '' : `, on the way through the proxy ${proxy}`;
  return { ...facts, says: `${facts.says}${via}.`, beforeSent: facts.beforeSent || connecting };
}

function factsOf(code: string, error: unknown): Facts {
  const tunnel = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  if (tunnel !== undefined) return before('http.proxy', `the proxy answered ${tunnel}`, proxyHint(tunnel), Number(tunnel) >= 500);
  if (error instanceof Error && error.message.startsWith('Proxy Authentication Required'))
    return before('http.proxy', 'the proxy answered 407', proxyHint('407'), false);
  const facts = Object.hasOwn(known, code) ? known[code] : undefined;
  if (facts !== undefined) return facts;
  if (TLS.test(code))
    return before(
      'http.tls',
      `the encrypted connection could not be made (${code})`,
      'Check that the host speaks https at this port, and its certificate.',
      false,
    );
  const broken = brokenHttp(error);
  if (broken !== undefined)
    return after(
      'http.protocol',
      `the answer is no valid HTTP (${broken})`,
      'Check that the host and the port are those of the API, and that nothing in between changes answers.',
    );
  return after('http.reset', `the exchange broke off${code === '' ? '' : ` (${code})`}`, repeat);
}

/** What the parser found wrong, in its own words: they hold nothing of the answer. */
function brokenHttp(error: unknown): string | undefined {
  const inner = innermost(error);
  if (!(inner instanceof Error) || inner.name !== 'HTTPParserError') return undefined;
  return /\((.+)\)$/s.exec(inner.message)?.[1] ?? codeOf(inner) ?? 'it breaks off';
}

const proxyHint = (status: string): string =>
  status === '407' ? "Put user name and password into the proxy's address." : 'Check that the proxy lets you reach this host.';

/** The first of several addresses' errors, the cause of one that only wraps it. */
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
