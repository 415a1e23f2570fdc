import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Telling } from '../log/telling.ts';
import type { Row } from '../runs/run-here.ts';

/** Seconds. */
const BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 1800];

/** Whose figures: those of the project itself have no such label. */
const OF = 'tenant';

const counter = <Label extends string>(registry: Registry, name: string, help: string, ...labels: readonly Label[]) =>
  new Counter({ name: `feedwright_${name}`, help, labelNames: [OF, ...labels] as const, registers: [registry] });
const gauge = <Label extends string>(registry: Registry, name: string, help: string, ...labels: readonly Label[]) =>
  new Gauge({ name: `feedwright_${name}`, help, labelNames: [OF, ...labels] as const, registers: [registry] });

const metersIn = (registry: Registry) => ({
  runs: counter(registry, 'runs_total', 'Runs that have ended.', 'feed', 'status'),
  seconds: new Histogram({
    name: 'feedwright_run_seconds',
    help: 'How long runs took.',
    buckets: BUCKETS,
    labelNames: [OF] as const,
    registers: [registry],
  }),
  records: counter(registry, 'records_total', 'Records, by what became of them.', 'feed', 'outcome'),
  objects: counter(registry, 'objects_total', 'Objects, by what became of them.', 'feed', 'outcome'),
  requests: counter(registry, 'requests_total', 'Requests to vendors, by status; "none" had no answer.', 'host', 'status'),
  missed: counter(registry, 'turns_missed_total', 'Turns that had no run of their own.', 'feed'),
  sent: counter(registry, 'pushed_total', 'Objects that were sent to destinations, or taken back there.', 'destination', 'what'),
  pushes: counter(registry, 'pushes_total', 'Pushes that have ended.', 'destination', 'status'),
  running: gauge(registry, 'runs_under_way', 'Runs that are under way.'),
  waiting: gauge(registry, 'runs_waiting', 'Runs that are due and wait for room.'),
  age: gauge(registry, 'feed_age_seconds', 'Time since the last good run.', 'feed'),
  lag: gauge(registry, 'feed_lag_seconds', 'Time since the newest record that ever came.', 'feed'),
  acts: gauge(registry, 'feed_needs_somebody', '1 where somebody has to act on a feed.', 'feed', 'state'),
  quarantined: gauge(registry, 'quarantined', 'Records that are set aside.', 'feed'),
  refused: gauge(registry, 'dead_letters', 'Objects that a destination has refused.', 'destination'),
  jobs: gauge(registry, 'jobs', 'Jobs of workers, by state; "dead" ones wait for somebody.', 'state'),
  behind: gauge(registry, 'destination_lag', 'Changes that a destination has not been told of.', 'destination'),
});

export type Meters = ReturnType<typeof metersIn>;

export interface Metrics {
  readonly registry: Registry;
  readonly meters: Meters;
  /** Counts what is told of a project; '': the one of the server itself. */
  readonly tellingOf: (tenant: string) => Telling;
}

/** The label of a project. */
export type Own = { readonly [OF]?: string };

export const ownOf = (tenant: string): Own => (tenant === '' ? {} : { tenant });

/** Numbers among the members. */
const addAll = (
  to: Counter<typeof OF | 'feed' | 'outcome'>,
  labels: Own & { readonly feed: string },
  figures: Readonly<Record<string, unknown>>,
): void => {
  for (const [outcome, value] of Object.entries(figures)) {
    const dropped =
      outcome === 'dropped' ? Object.values(value as object).reduce((sum: number, one) => sum + Number(one), 0) : value;
    if (typeof dropped === 'number' && dropped > 0) to.inc({ ...labels, outcome }, dropped);
  }
};

const ran = ({ runs, seconds, records, objects }: Meters, own: Own, feed: string, row: Row | undefined): void => {
  runs.inc({ ...own, feed, status: row?.status ?? 'failed' });
  if (row === undefined) return;
  seconds.observe(own, row.duration_ms / 1000);
  addAll(records, { ...own, feed }, row.records);
  addAll(objects, { ...own, feed }, row.objects);
};

const tellingIn = (meters: Meters, own: Own): Telling => {
  const nothing = (): void => undefined;
  return {
    loaded: nothing,
    event: (_, event) => {
      if (event.kind === 'answered') meters.requests.inc({ ...own, host: event.host, status: String(event.status ?? 'none') });
      // That of a page is told twice: once it has been answered, and once it is known what came with it.
      else if (event.kind === 'request' && event.request.page === null) {
        const { url, status } = event.request;
        meters.requests.inc({ ...own, host: URL.parse(url)?.host ?? '', status: String(status ?? 'none') });
      }
    },
    ran: (job, _, row) => ran(meters, own, job.asked.name, row),
    missed: (feed, { count }) => meters.missed.inc({ ...own, feed }, count),
    pushed: (destination, row, error) => {
      meters.pushes.inc({ ...own, destination, status: error === undefined ? (row?.status ?? 'failed') : 'failed' });
      meters.sent.inc({ ...own, destination, what: 'sent' }, row?.sent ?? 0);
      meters.sent.inc({ ...own, destination, what: 'taken back' }, row?.taken_back ?? 0);
    },
    deed: nothing,
    health: nothing,
    trouble: nothing,
  };
};

/** What the server counts. A host that is asked once is a label for good: those of redirects that vendors make up are not counted. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const meters = metersIn(registry);
  return { registry, meters, tellingOf: (tenant) => tellingIn(meters, ownOf(tenant)) };
};
