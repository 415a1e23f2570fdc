/** What is in the stores of a crowd, and what would be in them had the runs been made one after the other. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFeed } from '../../../engine/api/runs/run-feed.ts';
import { withStore } from '../../../engine/api/store/store-choice.ts';
import { tenantPlaces } from '../../../engine/api/tenants/tenant-places.ts';
import { createRedactor, type World } from '../../../engine/api/world.ts';
import { rememberedPacks } from '../../../engine/jobs/worker/remembered-packs.ts';
import type { CrowdProject } from './crowd-project.ts';

/** Where a test's commands are. */
export const worldIn = (cwd: string): World => {
  const redactor = createRedactor();
  return {
    cwd,
    env: {},
    signal: new AbortController().signal,
    now: Date.now,
    ticks: () => performance.now(),
    note: () => undefined,
    warn: () => undefined,
    redactor,
    redact: (text) => redactor.redact(text),
  };
};

export interface FoundStore {
  readonly digest: string;
  /** Of each instance: its runs by status. */
  readonly runs: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const lookIntoStore = async ({ folder }: CrowdProject, tenant: string): Promise<FoundStore> => {
  const { cwd, asked } = await tenantPlaces(worldIn(folder), {}, tenant);
  return withStore(worldIn(cwd), asked, 'read', async (store) => {
    const runs: Record<string, Record<string, number>> = {};
    for await (const { instance, status } of store.runs({})) {
      const own = (runs[instance] ??= {});
      own[status] = (own[status] ?? 0) + 1;
    }
    return { digest: await store.digest(), runs };
  });
};

/** The digest of a tenant's store whose instances each had so many runs, one after the other, in a file of its own. */
export const digestOneByOne = async (
  { folder, instances }: CrowdProject,
  tenant: string,
  turns: number,
  load = rememberedPacks(),
): Promise<string> => {
  const cwd = join(folder, tenant);
  const file = join(cwd, 'one-by-one.db');
  const asked = { store: `sqlite:${file}`, isFleeting: true, load };
  for (const { name } of instances.filter((one) => one.tenant === tenant))
    for (let turn = 0; turn < turns; turn++) {
      const { status } = await fetchFeed(worldIn(cwd), asked, name, () => undefined);
      if (status !== 'succeeded') throw new Error(`a run for comparison has ${status}`);
    }
  const digest = await withStore(worldIn(cwd), asked, 'read', (store) => store.digest());
  rmSync(file);
  return digest;
};
