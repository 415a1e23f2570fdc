import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '../../../engine/jobs/database/away.ts';
import type { InstanceOf } from '../../../engine/jobs/job.ts';
import type { RunQueue } from '../../../engine/jobs/queue/run-queue.ts';

/** ms between two looks, and until what was not queued is asked for again. */
const LOOKS = 200;
const AGAIN = 1000;

/** Decides turn after turn of each instance, as a server does, until each has had all of its own. What is refused is asked again. */
export class CrowdDecider {
  readonly #queue: RunQueue;
  readonly #instances: readonly InstanceOf[];
  readonly #turns: number;
  /** When each was asked for last, by `tenant/name turn`. */
  readonly #asked = new Map<string, number>();
  readonly #patience = new Patience({ onAway: () => undefined, onBack: () => undefined });
  /** Orders that were queued by this one. */
  queued = 0;
  /** Orders that were not queued, since another run of the instance was. */
  refused = 0;

  constructor(queue: RunQueue, instances: readonly InstanceOf[], turns: number) {
    this.#queue = queue;
    this.#instances = instances;
    this.#turns = turns;
  }

  /** `onProgress`: turns of all instances that have had their run. */
  async decide(onProgress: (served: number) => void): Promise<void> {
    for (;;) {
      const served = await this.#served();
      onProgress(served.reduce((sum, one) => sum + one.served, 0));
      const due = served.filter((one) => one.served < this.#turns);
      if (due.length === 0) return;
      const now = performance.now();
      const orders = due
        .filter((one) => this.#isToBeAsked(one, now))
        .map(({ tenant, name, served: last }) => ({
          tenant,
          name,
          because: 'turn' as const,
          serves: last + 1,
          by: null,
        }));
      if (orders.length > 0)
        for (const { kind } of await this.#patience.until(() => this.#queue.enqueue(orders))) {
          if (kind === 'queued') this.queued += 1;
          if (kind === 'refused') this.refused += 1;
        }
      await sleep(LOOKS);
    }
  }

  #isToBeAsked({ tenant, name, served }: InstanceOf & { readonly served: number }, now: number): boolean {
    const key = `${tenant}/${name} ${served}`;
    if ((this.#asked.get(key) ?? -Infinity) > now - AGAIN) return false;
    this.#asked.set(key, now);
    return true;
  }

  async #served(): Promise<readonly (InstanceOf & { readonly served: number })[]> {
    const byTenant = [...Map.groupBy(this.#instances, ({ tenant }) => tenant)];
    const all = byTenant.map(async ([tenant, own]) => {
      const names = own.map(({ name }) => name);
      const turns = await this.#patience.until(() => this.#queue.meetTurns(tenant, names, 1));
      return turns.map(({ name, served }) => ({ tenant, name, served }));
    });
    return (await Promise.all(all)).flat();
  }
}
