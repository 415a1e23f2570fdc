import { isLoopbackHost } from './addresses.ts';
import type { HttpPolicy } from './http.ts';

const defaultPort = (url: URL): string => (url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80');

/** The proxy for an address: by scheme, never for loopback, never for what `no` lists (names, suffixes, `host:port`, `*`). */
export function proxyFor(url: URL, proxy: HttpPolicy['proxy']): string | undefined {
  if (proxy === undefined || isLoopbackHost(url.hostname)) return undefined;
  const excluded = (proxy.no ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  if (excluded.some((entry) => matches(entry.toLowerCase(), url))) return undefined;
  return url.protocol === 'https:' ? proxy.https : proxy.http;
}

function matches(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && port !== defaultPort(url)) return false;
  const suffix = name.replace(/^\*?\./, '');
  return url.hostname === suffix || url.hostname.endsWith(`.${suffix}`);
}
