import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import type { HttpPolicy } from './http.ts';
import { checkedLookup } from './look-up.ts';
import { proxyFor } from './proxy.ts';

/** The connections of a client: straight, or through the proxy of an address's scheme. */
export class Dispatchers {
  readonly #policy: HttpPolicy;
  #straight: Dispatcher | undefined;
  readonly #proxies = new Map<string, Dispatcher>();

  constructor(policy: HttpPolicy) {
    this.#policy = policy;
  }

  for(url: URL): Dispatcher {
    const proxy = proxyFor(url, this.#policy.proxy);
    if (proxy === undefined) return (this.#straight ??= new Agent(this.#options()));
    const known = this.#proxies.get(proxy);
    if (known !== undefined) return known;
    const { verifyTls: rejectUnauthorized, timeouts } = this.#policy;
    const made = new ProxyAgent({ ...this.#common(), uri: proxy, requestTls: { rejectUnauthorized, timeout: timeouts.connect }, proxyTls: { timeout: timeouts.connect } });
    this.#proxies.set(proxy, made);
    return made;
  }

  async close(): Promise<void> {
    const all = [...this.#proxies.values(), ...(this.#straight === undefined ? [] : [this.#straight])];
    await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
  }

  #common() {
    const { timeouts } = this.#policy;
    return { headersTimeout: timeouts.headers, bodyTimeout: timeouts.idle, pipelining: 1, allowH2: false };
  }

  #options(): Agent.Options {
    const { timeouts, verifyTls } = this.#policy;
    return { ...this.#common(), connect: { timeout: timeouts.connect, rejectUnauthorized: verifyTls, lookup: checkedLookup as never } };
  }
}
