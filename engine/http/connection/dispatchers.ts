import type { Dispatcher } from 'undici';
import type { HttpPolicy } from '../http.ts';
import { connectionPool } from './interim-answers.ts';
import { checkedLookup } from './look-up.ts';
import { proxyFor } from './proxy.ts';
import { Agent, buildConnector, proxyAgent } from './undici-parts.ts';

/** Errors of connections that never stood: nothing was sent on them. */
const neverConnected = new WeakSet<object>();

export const failedToConnect = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && neverConnected.has(error);

export interface Way {
  readonly dispatcher: Dispatcher;
  /** `host:port` of the proxy; undefined: straight. */
  readonly proxy: string | undefined;
}

/** The connections of a client: straight, or through the proxy of an address's scheme. */
export class Dispatchers {
  readonly #policy: HttpPolicy;
  #straight: Dispatcher | undefined;
  readonly #proxies = new Map<string, Way>();

  constructor(policy: HttpPolicy) {
    this.#policy = policy;
  }

  for(url: URL): Way {
    const proxy = proxyFor(url, this.#policy.proxy);
    if (proxy === undefined) return { dispatcher: (this.#straight ??= this.#agent()), proxy: undefined };
    // A proxy looks names up itself: what they may lead to is in its hands, and in those of who runs it.
    const known = this.#proxies.get(proxy.href);
    if (known !== undefined) return known;
    const { verifyTls: rejectUnauthorized, ca, clientCertificate, timeouts } = this.#policy;
    const made: Way = {
      proxy: proxy.host,
      dispatcher: proxyAgent({
        ...this.#common(),
        uri: proxy.href,
        requestTls: { ...(ca === undefined ? {} : { ca }), ...clientCertificate, rejectUnauthorized, timeout: timeouts.connect },
        proxyTls: { timeout: timeouts.connect },
        connectTimeout: timeouts.connect,
      }),
    };
    this.#proxies.set(proxy.href, made);
    return made;
  }

  async close(): Promise<void> {
    const all = [
      ...[...this.#proxies.values()].map(({ dispatcher }) => dispatcher),
      ...(this.#straight === undefined ? [] : [this.#straight]),
    ];
    await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
  }

  #common() {
    const { timeouts } = this.#policy;
    return {
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.idle,
      pipelining: 1,
      allowH2: false,
      factory: connectionPool,
    };
  }

  #agent(): Dispatcher {
    const { timeouts, verifyTls, ca, clientCertificate } = this.#policy;
    const connect = buildConnector({
      ...(ca === undefined ? {} : { ca }),
      ...clientCertificate,
      timeout: timeouts.connect,
      rejectUnauthorized: verifyTls,
      allowH2: false,
      lookup: checkedLookup as never,
    });
    return new Agent({
      ...this.#common(),
      connect: (options, callback) =>
        connect(options, (...[error, socket]) => {
          if (error === null) return callback(null, socket);
          neverConnected.add(error);
          callback(error, null);
        }),
    });
  }
}
