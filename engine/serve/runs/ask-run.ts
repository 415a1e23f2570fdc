import type { Core } from '../core.ts';
import type { InputOf } from '../tasks/registry.ts';
import type { Job } from './job.ts';
import type { RunWish } from './run-here.ts';

/** Puts a run into the queue for somebody; it begins as soon as there is room. */
export const askRun = (core: Core, name: string, wish: RunWish, by: string): Job => {
  const job = core.jobs.add({ kind: 'run', name, because: 'asked', by, look: wish.look });
  core.wishes.set(job.id, wish);
  core.runner.ask(name, { job: job.id });
  return job;
};

/** Stops what is under way at its next safe point; what has not begun does not begin. */
export const stopJob = (core: Core, job: Job): void => {
  job.stop();
  if (job.state !== 'waiting' || !core.runner.takeBack(job.asked.name, job.id)) return;
  core.wishes.delete(job.id);
  job.fail({ code: 'serve.stopped', message: 'It was stopped before it began.', hint: undefined, place: undefined });
};

/** Does something for a feed that writes nothing: a dry run, a replay. */
export const askTrial = (
  core: Core,
  asked: { readonly kind: 'dry-run' | 'replay'; readonly name: string; readonly by: string },
  input: Omit<InputOf<'runFeed'>, 'look'>,
): Job => {
  const job = core.jobs.add({ ...asked, because: 'asked', look: true });
  void (async () => {
    job.begin();
    try {
      const { row, looked } = await core.pools.work.ask(
        'runFeed',
        { look: true, dryRun: true, ...input },
        { signal: job.signal, onEvent: (event) => job.hear(event as never) },
      );
      job.end(row as unknown as Readonly<Record<string, unknown>>, looked);
    } catch (error) {
      job.fail(error as never);
    }
  })();
  return job;
};
