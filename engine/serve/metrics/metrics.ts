import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Telling } from '../log/telling.ts';
import type { Row } from '../runs/run-here.ts';

/** Seconds. */
const BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 1800];

const counter = <Label extends string>(registry: Registry, name: string, help: string, ...labelNames: readonly Label[]) =>
  new Counter({ name: `feedwright_${name}`, help, labelNames, registers: [registry] });
const gauge = <Label extends string>(registry: Registry, name: string, help: string, ...labelNames: readonly Label[]) =>
  new Gauge({ name: `feedwright_${name}`, help, labelNames, registers: [registry] });

const metersIn = (registry: Registry) => ({
  runs: counter(registry, 'runs_total', 'Runs that have ended.', 'feed', 'status'),
  seconds: new Histogram({
    name: 'feedwright_run_seconds',
    help: 'How long runs took.',
    buckets: BUCKETS,
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
  behind: gauge(registry, 'destination_lag', 'Changes that a destination has not been told of.', 'destination'),
});

export type Meters = ReturnType<typeof metersIn>;

export interface Metrics {
  readonly registry: Registry;
  readonly meters: Meters;
  readonly telling: Telling;
}

/** Numbers among the members. */
const addAll = (to: Counter<'feed' | 'outcome'>, feed: string, figures: Readonly<Record<string, unknown>>): void => {
  for (const [outcome, value] of Object.entries(figures)) {
    const dropped =
      outcome === 'dropped' ? Object.values(value as object).reduce((sum: number, one) => sum + Number(one), 0) : value;
    if (typeof dropped === 'number' && dropped > 0) to.inc({ feed, outcome }, dropped);
  }
};

const ran = ({ runs, seconds, records, objects }: Meters, feed: string, row: Row | undefined): void => {
  runs.inc({ feed, status: row?.status ?? 'failed' });
  if (row === undefined) return;
  seconds.observe(row.duration_ms / 1000);
  addAll(records, feed, row.records);
  addAll(objects, feed, row.objects);
};

/** What the server counts. A host that is asked once is a label for good: those of redirects that vendors make up are not counted. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const meters = metersIn(registry);
  const nothing = (): void => undefined;
  return {
    registry,
    meters,
    telling: {
      loaded: nothing,
      event: (_, event) => {
        if (event.kind === 'answered') meters.requests.inc({ host: event.host, status: String(event.status ?? 'none') });
        // That of a page is told twice: once it has been answered, and once it is known what came with it.
        else if (event.kind === 'request' && event.request.page === null)
          meters.requests.inc({ host: URL.parse(event.request.url)?.host ?? '', status: String(event.request.status ?? 'none') });
      },
      ran: (job, _, row) => ran(meters, job.asked.name, row),
      missed: (feed, { count }) => meters.missed.inc({ feed }, count),
      pushed: (destination, row, error) => {
        meters.pushes.inc({ destination, status: error === undefined ? (row?.status ?? 'failed') : 'failed' });
        meters.sent.inc({ destination, what: 'sent' }, row?.sent ?? 0);
        meters.sent.inc({ destination, what: 'taken back' }, row?.taken_back ?? 0);
      },
      deed: nothing,
      health: nothing,
      trouble: nothing,
    },
  };
};
