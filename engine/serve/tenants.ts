import { worldOf } from './elsewhere/server-world.ts';
import { readConfig } from '../api/config/read-config.ts';
import { tenantPlaces } from '../api/tenants/tenant-places.ts';
import { EngineError, UsageError } from '../language/basics/errors.ts';
import { Core, type CoreOptions } from './core.ts';
import type { Telling } from './log/telling.ts';
import { Reloading } from './project/reloading.ts';

export interface TenantsOptions extends CoreOptions {
  /** Tells of a tenant's runs, by its name. */
  readonly tellingOf: (tenant: string) => Telling;
}

interface Open<App> {
  readonly core: Core;
  readonly reloading: Reloading;
  readonly app: App;
}

/** The projects of tenants that a server runs, each with what is its own. */
export class Tenants<App> {
  readonly #options: TenantsOptions;
  readonly #appOf: (core: Core, tenant: string) => App;
  readonly #all = new Map<string, Open<App>>();
  #looking: Promise<void> = Promise.resolve();
  #isEnding = false;

  constructor(options: TenantsOptions, appOf: (core: Core, tenant: string) => App) {
    this.#options = options;
    this.#appOf = appOf;
  }

  appOf(tenant: string): App | undefined {
    return this.#all.get(tenant)?.app;
  }

  coreOf(tenant: string): Core | undefined {
    return this.#all.get(tenant)?.core;
  }

  all(): readonly (readonly [tenant: string, core: Core])[] {
    return [...this.#all].map(([tenant, { core }]) => [tenant, core]);
  }

  /** Opens those that the configuration has, and closes those that it has no more. One with mistakes is told, and tried again later. */
  look(): Promise<void> {
    const looked = this.#looking.then(() => this.#look());
    this.#looking = looked.catch(() => undefined);
    return looked;
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    await this.#looking;
    await Promise.all([...this.#all.keys()].map((name) => this.#close(name)));
  }

  async #look(): Promise<void> {
    const wanted = this.#wanted();
    if (this.#isEnding || wanted === undefined) return;
    const { watch } = this.#options;
    try {
      await watch?.ask((queue) => queue.know(wanted));
    } catch (error) {
      if (watch?.signal.aborted === true) return;
      throw error;
    }
    for (const name of this.#all.keys()) if (!wanted.includes(name)) await this.#close(name);
    for (const name of wanted) if (!this.#all.has(name)) await this.#open(name);
  }

  /** Undefined where the configuration has mistakes: those stay that there are, and the project itself tells of it. */
  #wanted(): readonly string[] | undefined {
    const { cwd, places } = this.#options;
    try {
      return [...readConfig(cwd, places.config).tenants.keys()];
    } catch (error) {
      if (error instanceof UsageError) return undefined;
      throw error;
    }
  }

  async #open(name: string): Promise<void> {
    const { tellingOf, ...options } = this.#options;
    const telling = tellingOf(name);
    try {
      const { cwd, asked } = await tenantPlaces(worldOf(options), options.places, name);
      const core = await Core.open({ ...options, cwd, places: asked, tenant: name, telling });
      this.#all.set(name, { core, reloading: new Reloading(core), app: this.#appOf(core, name) });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      telling.trouble(`The project of the tenant ${name} can not be opened: its feeds do not run`, error);
    }
  }

  async #close(name: string): Promise<void> {
    const open = this.#all.get(name);
    this.#all.delete(name);
    open?.reloading.end();
    await open?.core.close();
  }
}
