/**
 * The parts of undici that are used. Its entry also loads its fetch, web sockets and caches: half the time of a start and
 * a dozen megabytes that no feed needs. The version is pinned; the contract tests of the client run on these parts.
 */
import { createRequire } from 'node:module';
import type { Agent as AnyAgent, buildConnector as AnyConnector, Pool as AnyPool, ProxyAgent as AnyProxyAgent } from 'undici';

const load = createRequire(import.meta.url);

// As the entry does it: `request` and the like are methods of every dispatcher.
const dispatcher = load('undici/lib/dispatcher/dispatcher.js') as { readonly prototype: object };
Object.assign(dispatcher.prototype, load('undici/lib/api/index.js') as object);

export const Agent = load('undici/lib/dispatcher/agent.js') as typeof AnyAgent;
export const buildConnector = load('undici/lib/core/connect.js') as typeof AnyConnector;

export const Pool = load('undici/lib/dispatcher/pool.js') as typeof AnyPool;
/** Where a client keeps its socket, a socket its parser, and a client the number of its requests that are under way. */
export const { kSocket, kParser, kRunning } = load('undici/lib/core/symbols.js') as Readonly<
  Record<'kSocket' | 'kParser' | 'kRunning', symbol>
>;

/** Loaded where there is a proxy. */
export const proxyAgent = (options: AnyProxyAgent.Options): AnyProxyAgent =>
  new (load('undici/lib/dispatcher/proxy-agent.js') as typeof AnyProxyAgent)(options);
