import { isLoopbackHost } from '../http/connection/addresses.ts';
import { EngineError, UsageError } from '../language/basics/errors.ts';
import { packageVersion } from '../api/runs/package-version.ts';
import { Approvals } from './access/approvals.ts';
import { Oidc } from './access/oidc.ts';
import { OneTimeToken } from './access/one-time-token.ts';
import { Sessions } from './access/sessions.ts';
import { Throttle } from './access/throttle.ts';
import { Users } from './access/users.ts';
import { Core, type CoreOptions } from './core.ts';
import { openWatch } from './elsewhere/open-watch.ts';
import { createApp } from './http/app.ts';
import type { Serving } from './http/env.ts';
import { listen } from './http/listener.ts';
import { tenantApps } from './http/tenant-apps.ts';
import { tellAll, type Telling } from './log/telling.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { scraper } from './metrics/scrape.ts';
import { Reloading } from './project/reloading.ts';
import { Tenants } from './tenants.ts';

export interface ServeOptions extends CoreOptions {
  readonly host: string;
  readonly port: number;
  /** Names under which browsers come, beside the host itself, such as `https://feeds.example`: of a proxy in front of it. */
  readonly names: readonly string[];
  /** The folder of the console's files; undefined: there is none. */
  readonly files: string | undefined;
  readonly onMistake: (error: unknown) => void;
  /** Tells of a tenant's runs; by default as of all others. */
  readonly tellingOf?: ((tenant: string) => Telling) | undefined;
}

export interface RunningServe {
  readonly core: Core;
  /** What runs of a tenant; undefined where there is none of that name, or its project has mistakes. */
  tenant(name: string): Core | undefined;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** Lets one browser in, once; undefined where there are users. */
  readonly login: string | undefined;
  /** Looks at definitions and configuration anew. */
  reload(): void;
  close(): Promise<void>;
}

/** Begins to serve. Throws what keeps it from doing so. */
export const openServe = async (options: ServeOptions): Promise<RunningServe> => {
  const given = options.names.map(hostIn);
  const metrics = createMetrics();
  const watch = await openWatch(options);
  try {
    const core = await Core.open({ ...options, watch, telling: tellAll([options.telling, metrics.tellingOf('')]) });
    try {
      return await serveCore(core, metrics, given, { ...options, watch });
    } catch (error) {
      await core.close();
      throw error;
    }
  } catch (error) {
    await watch?.close();
    throw error;
  }
};

/** `given`: the hosts of names that browsers have. */
const serveCore = async (
  core: Core,
  metrics: Metrics,
  given: readonly string[],
  options: ServeOptions,
): Promise<RunningServe> => {
  const { host, onMistake, watch } = options;
  const tellingOf = (tenant: string): Telling =>
    tellAll([options.tellingOf?.(tenant) ?? options.telling, metrics.tellingOf(tenant)]);
  const scrape = scraper(metrics, () => [['', core], ...tenants.all()]);
  const { serving, token } = servingOf(core, scrape, options);
  const main = createApp(serving, onMistake);
  const tenants = new Tenants({ ...options, tellingOf }, (own, tenant) =>
    createApp({ ...serving, core: own, tenant, approvals: approvalsOf(own) }, onMistake),
  );
  const front = tenantApps(serving, (tenant) => (tenant === '' ? main : tenants.appOf(tenant)));
  const begun = tenants.look().then(() => listen(front, options));
  const listening = await begun.catch(async (error: unknown) => {
    await tenants.close();
    throw error;
  });
  serving.hosts.push(...hostsOf(host, listening.port, given));
  const reloading = new Reloading(core);
  const lookAgain = (): void =>
    void tenants.look().catch((error: unknown) => {
      if (error instanceof EngineError) options.telling.trouble('The tenants of the configuration can not be looked at', error);
      else onMistake(error);
    });
  core.hub.listen(({ kind }) => {
    if (kind === 'definitions') lookAgain();
  });
  const origin = `http://${shownHost(host)}:${listening.port}`;
  let closing: Promise<void> | undefined;
  return {
    core,
    tenant: (name) => tenants.coreOf(name),
    origin,
    login: token === undefined ? undefined : `${origin}/login?token=${token.text}`,
    reload: () => {
      reloading.look();
      lookAgain();
    },
    close: () => {
      closing ??= (async () => {
        reloading.end();
        await Promise.all([core.close(), tenants.close(), listening.close()]);
        await watch?.close();
      })();
      return closing;
    },
  };
};

const approvalsOf = ({ clock, hub, audit }: Core): Approvals =>
  new Approvals(
    clock.now,
    () => hub.tell({ kind: 'actions' }),
    ({ request: { action, objects }, askedBy }) =>
      audit.write({ user: askedBy, role: null, address: null, what: 'lapsed', on: action, details: { objects } }),
  );

const servingOf = (
  core: Core,
  scrape: Serving['scrape'],
  { host, names, files, now }: ServeOptions,
): { readonly serving: Serving & { readonly hosts: string[] }; readonly token: OneTimeToken | undefined } => {
  const isLocal = isLoopbackHost(host);
  const users = new Users(core.db);
  const oidc = new Oidc(() => core.settings.oidc, now);
  if (!isLocal && users.list().length === 0 && !oidc.isThere) throw openToAll(host);
  const token = isLocal ? new OneTimeToken() : undefined;
  const serving = {
    core,
    tenant: '',
    sessions: new Sessions(core.db, core.clock.now),
    signIns: { token, users, oidc, throttle: new Throttle(now) },
    approvals: approvalsOf(core),
    version: packageVersion(),
    hosts: [],
    files,
    isOpen: isLocal,
    scrape,
    isSecure: names.some((name) => name.startsWith('https://')),
  };
  return { serving, token };
};

const shownHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** What a browser may call it in its Host header. */
const hostsOf = (host: string, port: number, given: readonly string[]): readonly string[] => {
  const own = isLoopbackHost(host) ? ['localhost', '127.0.0.1', '[::1]', shownHost(host)] : [shownHost(host)];
  return [...own.map((name) => `${name}:${port}`), ...own.filter(() => port === 80), ...given];
};

/** `https://feeds.example` and `feeds.example` are meant alike. */
const hostIn = (name: string): string => {
  const host = URL.parse(name.includes('://') ? name : `http://${name}`)?.host;
  if (host !== undefined && host !== '') return host;
  throw new UsageError('usage.name', `"${name.slice(0, 64)}" is no name of a host.`, {
    hint: 'Write --name https://feeds.example, as browsers have it.',
  });
};

const openToAll = (host: string): UsageError =>
  new UsageError('serve.open', `Whoever reaches ${host} could run and read everything: the server has no users.`, {
    hint: 'Add one with `feedwright user add NAME --role admin`, name a provider under `serve: { oidc: … }`, or leave --host out.',
  });
