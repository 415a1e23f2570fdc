import { worldIn } from './crowd/crowd-stores.ts';
import { openProjectQueue } from '../../engine/jobs/project-queue.ts';
import { EventTeller } from '../../engine/jobs/worker/event-teller.ts';
import { rememberedPacks } from '../../engine/jobs/worker/remembered-packs.ts';
import { runTakenHere, workerId } from '../../engine/jobs/worker/run-taken.ts';
import { SharedStores } from '../../engine/jobs/worker/shared-stores.ts';
import { Worker } from '../../engine/jobs/worker/worker.ts';
import { tenantPlaces } from '../../engine/api/tenants/tenant-places.ts';
import { lookOn } from '../../engine/serve/tasks/look-on.ts';

/** A worker over a folder, in this process. Gives what ends it. `now`: its time, ms since epoch. */
export const startWorker = async (cwd: string, runs = 4, now: () => number = Date.now): Promise<() => Promise<void>> => {
  const world = { ...worldIn(cwd), now };
  const asked = { isFleeting: true, load: rememberedPacks() };
  const queue = await openProjectQueue(world, asked, { mayUpgrade: false });
  const stores = new SharedStores();
  const nothing = (): void => undefined;
  const worker = new Worker({
    queue,
    id: workerId(),
    runs,
    run: runTakenHere({ world, places: (tenant) => tenantPlaces(world, asked, tenant), stores, lookOn, note: nothing }),
    events: new EventTeller(queue),
    telling: { begun: nothing, ended: nothing, fallen: nothing, away: nothing, back: nothing },
  });
  const end = new AbortController();
  const working = worker.work(end.signal);
  return async () => {
    end.abort();
    await working;
    await stores.close();
    await queue.close();
  };
};
