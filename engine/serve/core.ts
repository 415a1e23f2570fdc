/** The server without its HTTP: schedules, processes, what it keeps. */
import type { Redactor } from '../api/world.ts';
import type { Database } from '../disk/database.ts';
import { type Clock, realClock } from './clock.ts';
import { Audit } from './desk/audit.ts';
import { FeedDesk, type FeedsDesk } from './desk/feed-desk.ts';
import { openDesk, takeDesk } from './desk/open-desk.ts';
import { startElsewhere } from './elsewhere/elsewhere.ts';
import type { QueueWatch } from './elsewhere/queue-watch.ts';
import { SharedDesk } from './elsewhere/shared-desk.ts';
import { SharedNotices } from './elsewhere/shared-notices.ts';
import { HealthWatch } from './health/health-watch.ts';
import { Hub } from './hub.ts';
import type { Telling } from './log/telling.ts';
import { OwnNotices } from './notices/kept-notices.ts';
import { Notices } from './notices/notices.ts';
import { Pool, type PoolOptions } from './pool/pool.ts';
import { asTold } from './pool/task-error.ts';
import { HeldProject } from './project/project.ts';
import type { Job } from './runs/job.ts';
import { Jobs } from './runs/jobs.ts';
import { Pusher } from './runs/pusher.ts';
import { type Row, runHere, type RunWish } from './runs/run-here.ts';
import { Runner } from './runs/runner.ts';
import type { RunOrder, StartRun } from './runs/start-run.ts';
import type { TaskEvent } from './tasks/task-event.ts';
import type { Settings } from './tasks/notices.ts';
import type { Places } from './tasks/task.ts';

export interface CoreOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since epoch. */
  readonly now: () => number;
  /** Told of secrets that the server reads itself. */
  readonly redactor?: Redactor | undefined;
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
  /** Whose project it is; undefined: nobody's own. */
  readonly tenant?: string | undefined;
  /** Workers do its runs; undefined: processes of this server. */
  readonly watch?: QueueWatch | undefined;
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
  readonly #feeds: FeedsDesk;
  readonly #leave: () => void;
  readonly #ending = new AbortController();

  private constructor(options: CoreOptions, clock: Clock, pools: Pools, project: HeldProject) {
    const { telling } = options;
    const store = project.current.store;
    this.options = options;
    this.clock = clock;
    this.pools = pools;
    this.project = project;
    const { watch, tenant = '' } = options;
    // Where workers do the runs any number of servers may decide them.
    this.#leave = watch === undefined ? takeDesk(store) : () => undefined;
    this.db = openDesk(store);
    const shared = watch === undefined ? undefined : new SharedDesk(watch, tenant);
    this.#feeds = shared ?? new FeedDesk(this.db);
    const isFirst = (): boolean => watch?.isFirst ?? true;
    this.audit = new Audit(this.db, clock.now, (deed) => telling.deed(deed));
    this.jobs = new Jobs(clock.now, (job) => this.#jobChanged(job));
    this.runner = new Runner({
      clock,
      desk: this.#feeds,
      atOnce: watch === undefined ? options.atOnce : AS_MANY_AS_ARE_DUE,
      start: this.#starting(watch, shared),
      onMissed: (name, missed, madeUp) => telling.missed(name, missed, madeUp),
      onChange: (name) => this.hub.tell({ kind: 'feed', name }),
    });
    this.notices = new Notices({
      kept: watch === undefined ? new OwnNotices(this.db) : new SharedNotices(watch, tenant),
      tells: isFirst,
      clock,
      pool: pools.pushes,
      webhooks: () => this.#settings.notices,
      onTold: (changed) => {
        telling.health(changed);
        this.hub.tell({ kind: 'feed', name: changed.name });
      },
      onFailure: (webhook, error) => telling.trouble(`The webhook ${webhook} has not taken a notice`, error),
    });
    this.health = new HealthWatch({ clock, pool: pools.reads, told: this.notices, tells: isFirst });
    this.pusher = new Pusher({
      clock,
      pool: pools.pushes,
      jobs: this.jobs,
      byItself: () => options.pushes && isFirst(),
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
    await this.#takeProject(await this.pools.reads.ask('storedFeeds', {}));
  }

  /** Everything that is under way ends at its next safe point. */
  async close(): Promise<void> {
    if (this.isEnding) return;
    this.#ending.abort();
    this.runner.end();
    this.pusher.end();
    this.health.end();
    this.notices.end();
    await Promise.all(Object.values(this.pools).map((pool) => pool.close()));
    await this.#feeds.flush();
    this.db.close();
    this.#leave();
  }

  async #begin(): Promise<void> {
    await this.#readSettings();
    const stored = await this.pools.reads.ask('storedFeeds', {});
    this.options.telling.loaded(this.project.current, undefined);
    // A mock's time is its own: when its runs began says nothing of turns.
    await this.#takeProject(this.options.places.mock === true ? stored.map((one) => ({ ...one, lastBegun: 0 })) : stored);
  }

  async #takeProject(stored: Parameters<Runner['take']>[1]): Promise<void> {
    const { instances, destinations } = this.project.current;
    await this.#feeds.know(
      instances.map(({ name }) => name),
      this.clock.now(),
    );
    if (this.isEnding) return;
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

  #starting(watch: QueueWatch | undefined, desk: SharedDesk | undefined): StartRun {
    const { jobs, wishes, pools } = this;
    const { telling, tenant = '' } = this.options;
    const onEvent = (job: Job, event: TaskEvent): void => telling.event(job, event);
    const onEnd = (job: Job, order: RunOrder, row: Row | undefined): void => {
      telling.ran(job, order, row);
      if (row !== undefined && hasChanged(row.objects)) this.pusher.changed();
      this.health.soon();
    };
    if (watch === undefined || desk === undefined)
      return runHere({ now: this.clock.now, pool: pools.runs, jobs, wishes, isEnding: () => this.isEnding, onEvent, onEnd });
    const onTurn = (name: string): void => {
      void desk.know([name], this.clock.now()).then(() => this.runner.reread(name));
    };
    const onFirst = (): void => {
      this.pusher.changed();
      void this.health.look();
      this.notices.send();
    };
    return startElsewhere({ watch, tenant, desk, jobs, wishes, onEvent, onEnd, onTurn, onFirst });
  }

  #jobChanged(job: Job): void {
    const { id, state, asked } = job;
    const feed = asked.kind === 'push' ? null : asked.name;
    this.hub.tell({ kind: 'job', job: id, feed, state });
  }
}

/** They wait in the queue, for workers. */
const AS_MANY_AS_ARE_DUE = 1_000_000;

const hasChanged = (objects: Readonly<Record<string, unknown>>): boolean =>
  ['created', 'updated', 'withdrawn'].some((name) => Number(objects[name] ?? 0) > 0);
