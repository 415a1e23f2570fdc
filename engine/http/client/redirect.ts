import { isForbiddenAddress, isLoopbackHost } from '../connection/addresses.ts';
import type { Wording } from './failure.ts';
import type { HttpPolicy, HttpRequest } from '../http.ts';

export const MOST_REDIRECTS = 10;

/** All that goes along to another origin: any other header may be a credential, whatever its name. */
const HARMLESS = new Set(['accept', 'accept-language', 'user-agent', 'if-none-match', 'if-modified-since']);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const isRedirect = (status: number): boolean => REDIRECTS.has(status);

/** `name`: the scheme's own port; `name:port`: that one; `*.name`: every host below that. */
const isNamed = (url: URL, host: string): boolean => {
  const named = host.toLowerCase();
  return named.startsWith('*.') ? url.host.endsWith(named.slice(1)) && url.host.length >= named.length : named === url.host;
};

/** May this address be reached at all? Throws `http.host-not-allowed`. */
export function checkAddress(url: URL, request: HttpRequest, policy: HttpPolicy, wording: Wording, by = ''): void {
  const refuse = (says: string, hint: string) => wording.error('http.host-not-allowed', request, says, { hint });
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refuse(`${by}${url.protocol}// is neither http nor https.`, 'Correct the address.');
  if (url.username !== '' || url.password !== '')
    throw refuse(`${by}the address holds a user name or password.`, 'Give them under auth instead.');
  if (!policy.hosts.some((host) => isNamed(url, host))) {
    throw refuse(
      `${by}the host ${url.host} is none that this connection may reach.`,
      `Only ${policy.hosts.join(', ')} may be reached; if the vendor's guide names the host, add it under http.hosts of the connection.`,
    );
  }
  const local = isLoopbackHost(url.hostname);
  if (!local && isForbiddenAddress(url.hostname))
    throw refuse(`${by}${url.hostname} is an address of this machine's network segment.`, "Use the vendor's host name.");
  if (!local && url.protocol === 'http:' && !policy.allowHttp) {
    throw refuse(
      `${by}plain http to ${url.host} would show the credentials to the network.`,
      'Use https, or set allow_http on the connection.',
    );
  }
}

/** The request that follows a redirect, without anything secret where the origin changes. Throws `http.redirect`, `http.host-not-allowed`. */
export function followRedirect(
  request: HttpRequest,
  status: number,
  location: string | undefined,
  policy: HttpPolicy,
  wording: Wording,
): HttpRequest {
  const refuse = (says: string, hint: string) => wording.error('http.redirect', request, says, { hint });
  if (!request.idempotent)
    throw refuse(
      `redirected (${status}), and a request that changes something is not sent elsewhere.`,
      'Correct the address in the definition.',
    );
  const target = location === undefined ? null : URL.parse(location, request.url.href);
  if (target === null)
    throw refuse(`redirected (${status}), but not to any address.`, 'Correct the address in the definition, or tell the vendor.');
  target.hash = '';
  if (request.url.protocol === 'https:' && target.protocol === 'http:')
    throw refuse(`redirected (${status}) from https to plain http at ${target.host}.`, 'Tell the vendor.');
  checkAddress(target, request, policy, wording, `redirected (${status}): `);
  const away = target.origin !== request.url.origin;
  const toGet = request.method !== 'HEAD' && (status === 303 || (status <= 302 && request.method === 'POST'));
  const method = toGet ? 'GET' : request.method;
  const body = toGet ? undefined : request.body;
  if (away && body !== undefined)
    throw refuse(
      `redirected (${status}) to ${target.host}, and a body that may hold secrets is not sent to another host.`,
      'Correct the address in the definition.',
    );
  if (away && wording.redact(target.href) !== target.href)
    throw refuse(`redirected (${status}) to ${target.host} with a secret in the address.`, 'Tell the vendor.');
  const headers = Object.entries(request.headers).filter(
    ([name]) => (!away || HARMLESS.has(name)) && (body !== undefined || !name.startsWith('content-')),
  );
  return { ...request, url: target, method, body, headers: Object.fromEntries(headers) };
}
