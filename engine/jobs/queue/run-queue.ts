import { openDatabase } from '../database/jobs-database.ts';
import { Lead } from '../database/lead.ts';
import { prepareJobs, stopBoss } from '../database/prepare.ts';
import { type Hearing, Listener } from '../database/listener.ts';
import type { InstanceOf, JobEnd, JobError, JobRow, Order, Queued, Taken } from '../job.ts';
import { beat, type Fallen, type Heard, leave, type Living, supervise } from './beat.ts';
import { enqueue } from './enqueue.ts';
import {
  again,
  type Cancelled,
  type CancelHow,
  takeBackTurn,
  takeLooked,
  cancelJob,
  countJobs,
  endOf,
  forgetDead,
  type JobCounts,
  jobsLike,
  type JobsQuery,
  listJobs,
} from './listing.ts';
import { makeTenant } from './make-tenant.ts';
import { keepTold, type NewNotice, nextNotice, noticeTaken, type ToldChange, toldStates, type WaitingNotice } from './notices.ts';
import { type QueueParts, tell, toldChannel, workChannel } from './queue-parts.ts';
import { bury, complete, giveBack, type Held } from './settle.ts';
import { take } from './take.ts';
import { changeTurn, meetTurns, type Turn, type TurnChange } from './turns.ts';

export interface QueueOptions {
  /** The project's store, as `postgres://…`: the jobs lie beside it. */
  readonly address: string;
  /** True: what an older Feedwright has left is brought up; whoever only works refuses it. */
  readonly mayUpgrade: boolean;
  /** Connections at most. */
  readonly connections?: number | undefined;
}

type Where = InstanceOf & { readonly job: string };

/**
 * The runs that wait, over all servers and workers of a project. Whatever asks the database may throw EngineError `store.away`, and may
 * then have been done nevertheless: each may be asked again.
 */
export class RunQueue {
  readonly #parts: QueueParts;
  readonly #tenants = new Set<string>();
  #making: Promise<void> = Promise.resolve();

  private constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** Makes what is missing. Throws `jobs.…` and `store.…`. */
  static async open({ address, mayUpgrade, connections }: QueueOptions): Promise<RunQueue> {
    const db = openDatabase(address, connections);
    try {
      return new RunQueue({ db, boss: await prepareJobs(db, { mayUpgrade }) });
    } catch (error) {
      await db.pool.close();
      throw error;
    }
  }

  /** The database, as it may be shown. */
  get shown(): string {
    return this.#parts.db.shown;
  }

  async enqueue(orders: readonly Order[]): Promise<readonly Queued[]> {
    await this.know(orders.map(({ tenant }) => tenant));
    return enqueue(this.#parts, orders);
  }

  /** Tenants whose runs may be queued and taken. */
  async know(tenants: readonly string[]): Promise<void> {
    if (tenants.every((tenant) => this.#tenants.has(tenant))) return;
    const making = this.#making.then(async () => {
      for (const tenant of new Set(tenants)) {
        if (!this.#tenants.has(tenant)) await makeTenant(this.#parts, tenant);
        this.#tenants.add(tenant);
      }
    });
    this.#making = making.catch(() => undefined);
    await making;
  }

  readonly take = (room: number): Promise<readonly Taken[]> => take(this.#parts, room);
  readonly complete = (taken: Held & Pick<Taken, 'serves'>, end: JobEnd): Promise<boolean> => complete(this.#parts, taken, end);
  /** `after`: not before so many seconds. */
  readonly giveBack = (taken: Taken, after: number): Promise<boolean> => giveBack(this.#parts, taken, after);
  readonly bury = (taken: Taken, error: JobError): Promise<boolean> => bury(this.#parts, taken, error);

  readonly beat = (living: Living): Promise<Heard> => beat(this.#parts, living);
  readonly leave = (id: string): Promise<void> => leave(this.#parts, id);
  readonly supervise = (since: number): Promise<readonly Fallen[]> => supervise(this.#parts, since);

  readonly list = (query: JobsQuery = {}): Promise<readonly JobRow[]> => listJobs(this.#parts, query);
  readonly like = (beginning: string, tenant?: string): Promise<readonly JobRow[]> => jobsLike(this.#parts, beginning, tenant);
  readonly counts = (): Promise<readonly JobCounts[]> => countJobs(this.#parts);
  readonly cancel = (where: Where, how?: CancelHow): Promise<Cancelled> => cancelJob(this.#parts, where, how);
  readonly takeBackTurn = (instance: InstanceOf): Promise<void> => takeBackTurn(this.#parts, instance);
  readonly again = (where: Where): Promise<string | undefined> => again(this.#parts, where);
  readonly forgetDead = (where: Where): Promise<boolean> => forgetDead(this.#parts, where);
  readonly endOf = (where: Omit<Where, 'name'>): Promise<JobEnd | undefined> => endOf(this.#parts, where);
  readonly takeLooked = (where: Omit<Where, 'name'>): Promise<unknown> => takeLooked(this.#parts, where);

  readonly meetTurns = (tenant: string, names: readonly string[], now: number): Promise<readonly Turn[]> =>
    meetTurns(this.#parts, tenant, names, now);
  readonly changeTurn = (instance: InstanceOf, change: TurnChange): Promise<void> => changeTurn(this.#parts, instance, change);

  readonly told = (tenant: string): Promise<ReadonlyMap<string, string>> => toldStates(this.#parts, tenant);
  readonly keepTold = (tenant: string, change: ToldChange, notice: NewNotice): Promise<boolean> =>
    keepTold(this.#parts, tenant, change, notice);
  readonly nextNotice = (tenant: string, webhook: string, since: number): Promise<WaitingNotice | undefined> =>
    nextNotice(this.#parts, tenant, webhook, since);
  readonly noticeTaken = (id: number): Promise<void> => noticeTaken(this.#parts, id);

  /** Tells those who look on; nobody waits for it. */
  readonly tell = (message: object): Promise<void> => tell(this.#parts.db.pool, toldChannel(this.#parts.db.schema), message);

  /** Hears what is told to workers, or to those who look on. */
  listen(whom: 'workers' | 'watchers', hearing: Hearing): Listener {
    const { db } = this.#parts;
    return new Listener(db, whom === 'workers' ? workChannel(db.schema) : toldChannel(db.schema), hearing);
  }

  /** Asks to be the first of all servers. */
  lead(onFirst: () => void): Lead {
    return new Lead(this.#parts.db, onFirst);
  }

  async close(): Promise<void> {
    await stopBoss(this.#parts.boss);
    await this.#parts.db.pool.close();
  }
}
