import { type ReadonlySignal } from '@preact/signals';
import type { JobEvent, JobView } from '../../../serve/contract/runs.ts';
import { ask, failureOf, now, useEffect, useSignal, type Failure } from '../../base.ts';

export interface Speed {
  /** Seconds since 1970; records are those of the window that is under way, requests those of the run. */
  readonly at: number;
  readonly records: number;
  readonly mapped: number;
  readonly requests: number;
}

export interface Followed {
  readonly job: ReadonlySignal<JobView | undefined>;
  readonly failure: ReadonlySignal<Failure | undefined>;
  readonly speed: ReadonlySignal<readonly Speed[]>;
}

const MOST_REQUESTS = 200;
const MOST_POINTS = 600;

const withRequest = (requests: JobView['requests'], next: JobView['requests'][number]): JobView['requests'] => {
  const at = requests.findLastIndex(({ number }) => number === next.number);
  return at < 0 ? [...requests.slice(1 - MOST_REQUESTS), next] : requests.with(at, next);
};

const changed = (job: JobView, event: Exclude<JobEvent, { kind: 'job' }>): JobView => {
  if (event.kind === 'progress') return { ...job, progress: event.progress };
  if (event.kind === 'window') return { ...job, windows: [...job.windows, event.window] };
  if (event.kind === 'request') return { ...job, requests: withRequest(job.requests, event.request) };
  return { ...job, notices: [...job.notices, event.notice] };
};

/** Follows a job while it is under way. What comes within one frame is drawn once. */
export const useJob = (id: string | null): Followed => {
  const job = useSignal<JobView | undefined>(undefined);
  const failure = useSignal<Failure | undefined>(undefined);
  const speed = useSignal<readonly Speed[]>([]);
  useEffect(() => {
    job.value = undefined;
    failure.value = undefined;
    speed.value = [];
    if (id === null) return undefined;
    let latest: JobView | undefined;
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      job.value = latest;
    };
    const source = new EventSource(`/api/jobs/${encodeURIComponent(id)}/events`);
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as JobEvent;
      latest = event.kind === 'job' ? event.job : latest && changed(latest, event);
      if (event.kind === 'progress') {
        const { records, mapped, requests } = event.progress;
        speed.value = [...speed.value.slice(1 - MOST_POINTS), { at: now() / 1000, records, mapped, requests }];
      }
      if (latest?.state === 'ended') source.close();
      if (frame === 0) frame = requestAnimationFrame(draw);
    });
    source.addEventListener('error', () => {
      if (latest !== undefined) return;
      source.close();
      ask('GET /api/jobs/ID', { at: [id] }).then(
        (known) => (job.value = known),
        (error: unknown) => (failure.value = failureOf(error)),
      );
    });
    return () => {
      source.close();
      cancelAnimationFrame(frame);
    };
  }, [id]);
  return { job, failure, speed };
};
