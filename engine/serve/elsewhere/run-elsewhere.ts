import type { Because, JobEnd, Order, Queued } from '../../jobs/job.ts';
import type { Job } from '../runs/job.ts';
import type { Jobs } from '../runs/jobs.ts';
import type { Row, RunWish } from '../runs/run-here.ts';
import type { Ended, RunOrder, StartRun } from '../runs/start-run.ts';
import type { Looked } from '../tasks/looking.ts';
import type { TaskEvent } from '../tasks/task-event.ts';
import type { FollowedJobs } from './followed-jobs.ts';
import type { OrderBatch } from './order-batch.ts';
import type { QueueWatch } from './queue-watch.ts';

/** What somebody asks for goes before turns. */
const ASKED_PRIORITY = 10;

export interface RunElsewhereParts {
  readonly watch: QueueWatch;
  readonly tenant: string;
  readonly batch: OrderBatch;
  readonly followed: FollowedJobs;
  readonly jobs: Jobs;
  readonly wishes: Map<string, RunWish>;
  readonly onEvent: (job: Job, event: TaskEvent) => void;
  readonly onEnd: (job: Job, order: RunOrder, row: Row | undefined) => void;
  /** Turns up to here have had their run: it is known already. */
  readonly onServed: (name: string, until: number) => void;
}

const STOPPED = { code: 'serve.stopped', message: 'It was stopped before it began.' };

/** Queues runs for workers, and waits for their end. */
export const runElsewhere = (parts: RunElsewhereParts): StartRun => {
  const { jobs, wishes } = parts;
  return async (order) => {
    const [wish, ...again] = order.wishes;
    const { instance, start } = order;
    const asked = wish === undefined ? undefined : wishes.get(wish.job);
    const because: Because = start.because;
    const job =
      (wish === undefined ? undefined : jobs.get(wish.job)) ??
      jobs.add({ kind: 'run', name: instance.name, because: because === 'asked' ? 'turn' : because, by: null, look: false });
    const serves = asked?.since === undefined && asked?.until === undefined;
    const how = await runJob(parts, order, job, { ...asked, look: asked?.look === true });
    const retried = how === 'held' && wish !== undefined && !job.signal.aborted ? [wish] : [];
    if (retried.length === 0 && wish !== undefined) wishes.delete(wish.job);
    return { how, serves, again: [...retried, ...again] };
  };
};

const orderOf = ({ instance, start, hold }: RunOrder, tenant: string, job: Job, wish: RunWish): Order => {
  const isAsked = start.because === 'asked';
  return {
    tenant,
    name: instance.name,
    because: start.because,
    serves: wish.since === undefined && wish.until === undefined ? start.serves : 0,
    by: job.asked.by,
    since: wish.since,
    until: wish.until,
    hold: hold || wish.hold === true,
    look: wish.look,
    priority: isAsked ? ASKED_PRIORITY : 0,
  };
};

const runJob = async (parts: RunElsewhereParts, run: RunOrder, job: Job, wish: RunWish): Promise<Ended['how']> => {
  const { batch, tenant, followed, watch } = parts;
  const order = orderOf(run, tenant, job, wish);
  let queued: Queued;
  try {
    queued = await batch.add(order);
  } catch (error) {
    if (!watch.signal.aborted) throw error;
    return left(job);
  }
  switch (queued.kind) {
    case 'queued':
      return follow(parts, run, job, queued.job);
    case 'refused': {
      // Not queued: what is on the way ends first. Another server may have decided the same turn.
      const end = await followed.follow(queued.job, () => undefined);
      if (end === undefined) return left(job);
      if (order.because === 'asked' || queued.serves < order.serves || end.how === 'stopped') return held(job, run);
      return elsewhere(parts, job, run);
    }
    case 'decided':
      return elsewhere(parts, job, run);
    case 'paused':
      return held(job, run);
    default:
      throw queued satisfies never;
  }
};

/** Another server has had it run. */
const elsewhere = ({ onServed }: RunElsewhereParts, job: Job, { instance, start }: RunOrder): 'ran' => {
  onServed(instance.name, start.serves);
  job.fail({
    code: 'serve.elsewhere',
    message: 'Another server has queued these turns: it shows their run.',
    hint: null,
    place: null,
  });
  return 'ran';
};

/** Nobody waits for it who would see it again: what was not asked for is another job the next time. */
const held = (job: Job, { wishes }: RunOrder): 'held' => {
  if (wishes.length > 0) job.wait();
  else job.fail({ code: 'serve.later', message: 'Another run of the feed came first.', hint: null, place: null });
  return 'held';
};

const left = (job: Job): 'left' => {
  job.fail({ code: 'serve.ending', message: 'The server is ending: the run stays queued.', hint: null, place: null });
  return 'left';
};

const follow = async (parts: RunElsewhereParts, run: RunOrder, job: Job, id: string): Promise<Ended['how']> => {
  const { watch, tenant, followed, onEvent } = parts;
  const where = { tenant, name: run.instance.name, job: id };
  const cancel = (): void => void watch.ask((queue) => queue.cancel(where)).catch(() => undefined);
  job.signal.addEventListener('abort', cancel);
  if (job.signal.aborted) cancel();
  const end = await followed.follow(id, (event) => {
    if (job.state === 'waiting') job.begin();
    job.hear(event as TaskEvent);
    onEvent(job, event as TaskEvent);
  });
  job.signal.removeEventListener('abort', cancel);
  if (end === undefined) return left(job);
  // Given to the one who asked alone, and only once.
  const looked = job.asked.look ? await watch.askWhileHere((queue) => queue.takeLooked(where)) : undefined;
  return ended(parts, run, job, { ...end, looked });
};

const ended = ({ onEnd, onServed }: RunElsewhereParts, run: RunOrder, job: Job, end: JobEnd): Ended['how'] => {
  const row = (end.row ?? undefined) as Row | undefined;
  if (end.how === 'stopped' && row === undefined) {
    job.fail({ ...STOPPED, hint: null, place: null });
    // Somebody else took it back, most often by a pause: its turn is still to come.
    return job.signal.aborted ? 'ran' : 'held';
  }
  if (job.state === 'waiting') job.begin();
  if (end.how !== 'stopped') onServed(run.instance.name, run.start.serves);
  const { error } = end;
  if (error !== null)
    job.fail({ code: error.code, message: error.message, hint: error.hint ?? null, place: error.place ?? null });
  else job.end((row ?? null) as Parameters<Job['end']>[0], end.looked as Looked | undefined);
  onEnd(job, run, row);
  return 'ran';
};
