/** The server without its HTTP: schedules, processes, what it keeps. */
import type { Database } from '../disk/database.ts';
import { type Clock, realClock } from './clock.ts';
import { Audit } from './desk/audit.ts';
import { FeedDesk } from './desk/feed-desk.ts';
import { openDesk, takeDesk } from './desk/open-desk.ts';
import { HealthWatch } from './health/health-watch.ts';
import { Hub } from './hub.ts';
import type { Telling } from './log/telling.ts';
import { Notices } from './notices/notices.ts';
import { Pool, type PoolOptions } from './pool/pool.ts';
import { asTold } from './pool/task-error.ts';
import { HeldProject } from './project/project.ts';
import type { Job } from './runs/job.ts';
import { Jobs } from './runs/jobs.ts';
import { Pusher } from './runs/pusher.ts';
import { runHere, type RunWish } from './runs/run-here.ts';
import { Runner } from './runs/runner.ts';
import type { Settings } from './tasks/notices.ts';
import type { Places } from './tasks/task.ts';

export interface CoreOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since epoch. */
  readonly now: () => number;
  /** By default real time passes. */
  readonly clock?: Clock | undefined;
  readonly places: Places;
  /** Runs at once. */
  readonly atOnce: number;
  /** False: destinations are pushed only when somebody asks. */
  readonly pushes: boolean;
  readonly telling: Telling;
  /** Told of what the configuration keeps secret of the server itself: it is to be masked wherever it stands. */
  readonly onSecret?: ((secret: string) => void) | undefined;
}

/** Processes by what they are for: nothing that takes long holds up what is quick. */
interface Pools {
  readonly runs: Pool;
  readonly reads: Pool;
  readonly work: Pool;
  readonly pushes: Pool;
}

export class Core {
  readonly options: CoreOptions;
  readonly clock: Clock;
  readonly hub = new Hub();
  readonly pools: Pools;
  readonly project: HeldProject;
  readonly jobs: Jobs;
  readonly wishes = new Map<string, RunWish>();
  readonly db: Database;
  readonly audit: Audit;
  readonly runner: Runner;
  readonly pusher: Pusher;
  readonly health: HealthWatch;
  readonly notices: Notices;
  #settings: Settings = { notices: [] };
  readonly #feeds: FeedDesk;
  readonly #leave: () => void;
  readonly #ending = new AbortController();

  private constructor(options: CoreOptions, clock: Clock, pools: Pools, project: HeldProject) {
    const { telling } = options;
    const store = project.current.store;
    this.options = options;
    this.clock = clock;
    this.pools = pools;
    this.project = project;
    this.#leave = takeDesk(store);
    this.db = openDesk(store);
    this.#feeds = new FeedDesk(this.db);
    this.audit = new Audit(this.db, clock.now, (deed) => telling.deed(deed));
    this.jobs = new Jobs(clock.now, (job) => this.#jobChanged(job));
    this.runner = new Runner({
      clock,
      desk: this.#feeds,
      atOnce: options.atOnce,
      start: runHere({
        now: clock.now,
        pool: pools.runs,
        jobs: this.jobs,
        wishes: this.wishes,
        isEnding: () => this.isEnding,
        onEvent: (job, event) => telling.event(job, event),
        onEnd: (job, order, row) => {
          telling.ran(job, order, row);
          if (row !== undefined && hasChanged(row.objects)) this.pusher.changed();
          this.health.soon();
        },
      }),
      onMissed: (name, missed, madeUp) => telling.missed(name, missed, madeUp),
      onChange: (name) => this.hub.tell({ kind: 'feed', name }),
    });
    this.notices = new Notices({
      db: this.db,
      clock,
      pool: pools.pushes,
      webhooks: () => this.#settings.notices,
      onTold: (changed) => {
        telling.health(changed);
        this.hub.tell({ kind: 'feed', name: changed.name });
      },
      onFailure: (webhook, error) => telling.trouble(`The webhook ${webhook} has not taken a notice`, error),
    });
    this.health = new HealthWatch({ clock, pool: pools.reads, told: this.notices });
    this.pusher = new Pusher({
      clock,
      pool: pools.pushes,
      jobs: this.jobs,
      byItself: options.pushes,
      onEnd: (name, row, error) => {
        telling.pushed(name, row, error);
        this.hub.tell({ kind: 'destination', name });
      },
    });
  }

  /** Loads definitions and configuration, takes the store, and begins. Throws what keeps it from doing so. */
  static async open(options: CoreOptions): Promise<Core> {
    const clock = options.clock ?? realClock(options.now);
    const project = new HeldProject(options.places, clock.now);
    const { cwd, env, atOnce } = options;
    const shared: Omit<PoolOptions, 'size'> = { cwd, env, now: clock.now, surroundings: project.surroundings };
    const pools = {
      runs: new Pool({ ...shared, size: atOnce }),
      reads: new Pool({ ...shared, size: 1, letsGo: false }),
      work: new Pool({ ...shared, size: 1 }),
      pushes: new Pool({ ...shared, size: 1 }),
    };
    try {
      await project.load(pools.work);
      const core = new Core(options, clock, pools, project);
      await core.#begin();
      return core;
    } catch (error) {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      throw asTold(error);
    }
  }

  /** What the configuration says of the server itself. */
  get settings(): Settings {
    return this.#settings;
  }

  get isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Calls once the server is ending; gives what takes that back. */
  onEnd(call: () => void): () => void {
    const { signal } = this.#ending;
    signal.addEventListener('abort', call, { once: true });
    return () => signal.removeEventListener('abort', call);
  }

  /** Looks at definitions and configuration anew. What has mistakes stays as it was, and that is told. */
  async reload(): Promise<void> {
    const before = this.project.current;
    const project = await this.project.load(this.pools.work);
    if (this.isEnding) return;
    this.options.telling.loaded(project, before);
    await this.#readSettings();
    this.#takeProject(await this.pools.reads.ask('storedFeeds', {}));
  }

  /** Everything that is under way ends at its next safe point. */
  async close(): Promise<void> {
    if (this.isEnding) return;
    this.#ending.abort();
    this.runner.end();
    this.pusher.end();
    this.health.end();
    await Promise.all(Object.values(this.pools).map((pool) => pool.close()));
    this.#feeds.flush();
    this.db.close();
    this.#leave();
  }

  async #begin(): Promise<void> {
    await this.#readSettings();
    const stored = await this.pools.reads.ask('storedFeeds', {});
    this.options.telling.loaded(this.project.current, undefined);
    // A mock's time is its own: when its runs began says nothing of turns.
    this.#takeProject(this.options.places.mock === true ? stored.map((one) => ({ ...one, lastBegun: 0 })) : stored);
  }

  #takeProject(stored: Parameters<Runner['take']>[1]): void {
    const { instances, destinations } = this.project.current;
    this.runner.take(instances, stored);
    this.pusher.take(destinations);
    this.hub.tell({ kind: 'definitions' });
    void this.health.look();
    this.notices.send();
  }

  async #readSettings(): Promise<void> {
    this.#settings = await this.pools.reads.ask('settings', {});
    const { metrics_token: token, oidc } = this.#settings;
    for (const secret of [token, oidc?.client_secret]) if (secret !== undefined) this.options.onSecret?.(secret);
  }

  #jobChanged(job: Job): void {
    const { id, state, asked } = job;
    const feed = asked.kind === 'push' ? null : asked.name;
    this.hub.tell({ kind: 'job', job: id, feed, state });
  }
}

const hasChanged = (objects: Readonly<Record<string, unknown>>): boolean =>
  ['created', 'updated', 'withdrawn'].some((name) => Number(objects[name] ?? 0) > 0);
