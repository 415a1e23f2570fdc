import { EngineError } from '../../language/basics/errors.ts';
import { isLoopbackHost } from './addresses.ts';
import type { HttpPolicy } from '../http.ts';

const portOf = (url: URL): string => (url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80');

/**
 * The proxy for an address: by scheme, never for loopback, never for what `no` lists (names with all below them, `host:port`,
 * `*`). Throws `http.proxy` for one that is no address; its text, which may hold a password, is not shown.
 */
export function proxyFor(url: URL, proxy: HttpPolicy['proxy']): URL | undefined {
  if (proxy === undefined || isLoopbackHost(url.hostname)) return undefined;
  const excluded = (proxy.no ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  if (excluded.some((entry) => covers(entry.toLowerCase(), url))) return undefined;
  const given = url.protocol === 'https:' ? proxy.https : proxy.http;
  if (given === undefined) return undefined;
  const parsed = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`);
  if (parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  throw new EngineError('http.proxy', `The proxy for ${url.protocol.slice(0, -1)} has no http or https address.`, {
    hint: 'Write it as http://host:port in the environment, or use the option that goes without proxies.',
  });
}

function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const suffix = name.replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}
