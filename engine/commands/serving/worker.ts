import type { Logger } from 'pino';
import { tenantPlaces } from '../../api/tenants/tenant-places.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { storeAddress } from '../../api/store/store-choice.ts';
import { Patience } from '../../jobs/database/away.ts';
import { openProjectQueue } from '../../jobs/project-queue.ts';
import type { Taken } from '../../jobs/job.ts';
import { EventTeller } from '../../jobs/worker/event-teller.ts';
import { rememberedPacks } from '../../jobs/worker/remembered-packs.ts';
import { runTakenHere, workerId } from '../../jobs/worker/run-taken.ts';
import { SharedStores } from '../../jobs/worker/shared-stores.ts';
import { Worker } from '../../jobs/worker/worker.ts';
import { workerTelling } from '../../jobs/worker/worker-telling.ts';
import { lookOn } from '../../serve/tasks/look-on.ts';
import { openLog } from '../../serve/log/open-log.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { mockStoreFlag, projectFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';

interface Flags extends StoreFlags, JsonFlag {
  readonly runs?: number;
}

/** Runs at once; of small feeds so many keep one process busy. */
const USUAL_RUNS = 8;
/** Beyond that another worker is of more use. */
const MOST_RUNS = 256;

const noteIn =
  (log: Logger) =>
  ({ tenant, name, job }: Taken, level: 'info' | 'warning', message: string): void =>
    log[level === 'info' ? 'info' : 'warn']({ event: 'notice', tenant: tenant === '' ? null : tenant, feed: name, job }, message);

export const command = defineCommand<Flags>({
  description:
    'Takes runs that `serve`, or `jobs add`, has queued in the PostgreSQL of the store, as many at once as it may, in fair turns between tenants, until it is interrupted: what is under way then ends at its next safe point and goes on elsewhere. Any number of workers may run, on any number of machines that have the same definitions and secrets.',
  flags: [
    {
      flags: '--runs <n>',
      help: `runs at once (default: ${USUAL_RUNS})`,
      parse: wholeNumber('--runs', { most: MOST_RUNS, example: USUAL_RUNS }),
    },
    mockStoreFlag,
    ...projectFlags,
    { flags: '--json', help: 'log lines as JSON, also to a terminal' },
  ],
  knowsTenants: true,
  examples: ['feedwright worker', 'feedwright worker --runs 16 --store postgres://feedwright@db.example/feeds'],
  exits: { 0: 'it was interrupted, which is how it ends', 1: 'the jobs are of another version', 2: 'the store is no PostgreSQL' },
  async run(io, flags) {
    const { definitions, config, store, mock, runs = USUAL_RUNS } = flags;
    const log = openLog({
      write: io.note,
      now: io.now,
      redact: io.redact,
      isPlain: io.stderr.isTerminal && flags.json !== true,
    });
    const asked = { definitions, config, store, mock, load: rememberedPacks() };
    const { shown } = await storeAddress(io, asked, readConfig(io.cwd, config));
    const telling = workerTelling(log, shown);
    // One that begins while the database is away waits for it as one that is at work.
    const patience = new Patience({ onAway: telling.away, onBack: telling.back });
    const queue = await patience.until(() => openProjectQueue(io, asked, { mayUpgrade: false }), io.signal);
    const id = workerId();
    const stores = new SharedStores();
    try {
      const worker = new Worker({
        queue,
        id,
        runs,
        run: runTakenHere({ world: io, places: (tenant) => tenantPlaces(io, asked, tenant), stores, lookOn, note: noteIn(log) }),
        events: new EventTeller(queue),
        telling,
      });
      log.info({ event: 'started', worker: id, runs, queue: queue.shown }, 'feedwright works');
      await worker.work(io.signal);
      log.info({ event: 'ended', worker: id }, 'feedwright has ended');
    } finally {
      await stores.close();
      await queue.close();
    }
    return EXIT.fine;
  },
});
