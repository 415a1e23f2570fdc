import { EngineError } from '../language/errors.ts';
import { isLoopbackHost } from './addresses.ts';
import type { HttpPolicy, HttpRequest } from './http.ts';

export const MOST_REDIRECTS = 10;
/** All that goes along to another origin: any other header may be a credential. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'content-encoding', 'user-agent']);

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** May this address be reached at all? Throws `http.host-not-allowed`. */
export function checkAddress(url: URL, policy: HttpPolicy, request: HttpRequest): void {
  const allowed = policy.hosts.some((host) => host.toLowerCase() === url.host || (host.toLowerCase() === url.hostname && url.port === ''));
  if (!allowed) {
    throw new EngineError('http.host-not-allowed', `${request.label}: the host ${url.host} is not one of the connection's.`, {
      place: request.place,
      hint: `Only ${policy.hosts.join(', ')} may be reached; add the host under "hosts:" of the connection if it belongs to the vendor.`,
    });
  }
  if (url.protocol === 'http:' && !policy.allowHttp && !isLoopbackHost(url.hostname)) {
    throw new EngineError('http.host-not-allowed', `${request.label}: plain http to ${url.host} would show the credentials to the network.`, {
      place: request.place,
      hint: 'Use https, or set allow_http on the connection.',
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new EngineError('http.host-not-allowed', `${request.label}: ${url.protocol} is no http.`, { place: request.place });
}

/** The request that follows a redirect: checked again, without credentials where the origin changes. */
export function followRedirect(request: HttpRequest, status: number, location: string | undefined, policy: HttpPolicy): HttpRequest {
  const target = location === undefined ? null : URL.parse(location, request.url.href);
  if (target === null) throw new EngineError('http.redirect', `${request.label}: the answer ${status} says to go elsewhere but not where.`, { place: request.place });
  const toGet = status === 303 || ((status === 301 || status === 302) && request.method === 'POST');
  if (!request.idempotent && !isSafe(request.method)) {
    throw new EngineError('http.redirect', `${request.label}: ${request.url.host} redirects a ${request.method}, which is not repeated elsewhere.`, { place: request.place, hint: 'Correct the address in the definition.' });
  }
  checkAddress(target, policy, request);
  if (request.url.protocol === 'https:' && target.protocol === 'http:') throw new EngineError('http.redirect', `${request.label}: ${request.url.host} redirects to plain http.`, { place: request.place });
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => (target.origin === request.url.origin || HARMLESS.has(name)) && !(toGet && name.startsWith('content-'))),
  );
  return { ...request, url: target, headers, ...(toGet && !isSafe(request.method) ? { method: 'GET', body: undefined } : {}) };
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';
