import { UsageError } from '../../language/basics/errors.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import { findFeed } from '../../api/packs/target.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { tenantPlaces } from '../../api/tenants/tenant-places.ts';
import { checkRange } from '../../api/options/range.ts';
import { instant, iso, isoOr } from '../../api/wording/units.ts';
import type { Feed } from '../../language/model.ts';
import type { JobRow } from '../../jobs/job.ts';
import { openProjectQueue } from '../../jobs/project-queue.ts';
import type { RunQueue } from '../../jobs/queue/run-queue.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { type AnyCommand, defineCommand, EXIT, type Command, type Flag } from '../shell/command.ts';
import { jsonFlag, projectFlags, wholeNumber, type JsonFlag, type StoreFlags, type TenantFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

type Flags = StoreFlags & JsonFlag & TenantFlag;

const tenantFlag: Flag = { flags: '--tenant <name>', help: 'of this tenant alone' };
const flags: readonly Flag[] = [jsonFlag, tenantFlag, ...projectFlags];

const withQueue = async <T>(io: Io, asked: Flags, use: (queue: RunQueue) => Promise<T>): Promise<T> => {
  // A tenant that is misspelt has no jobs either.
  if (asked.tenant !== undefined) await tenantPlaces(io, asked, asked.tenant);
  const queue = await openProjectQueue(io, asked, { mayUpgrade: false, connections: 2 });
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
};

const json = ({ queuedAt, startsAfter, since, tenant, ...row }: JobRow) => ({
  ...row,
  tenant: tenant === '' ? null : tenant,
  queued_at: iso(queuedAt),
  starts_after: iso(startsAfter),
  since: isoOr(since ?? undefined, null),
});

const cells = ({ job, tenant, name, state, because, by, queuedAt, since, worker, error }: JobRow): readonly string[] => [
  job.slice(0, 8),
  tenant,
  name,
  state,
  by === null ? because : `${because} by ${by}`,
  instant(since ?? queuedAt),
  error === null ? (worker ?? '') : `${error.message} [${error.code}]`,
];

const columns = [
  { title: 'job' },
  { title: 'tenant' },
  { title: 'feed' },
  { title: 'state' },
  { title: 'because' },
  { title: 'since' },
  { title: 'worker, or why', wide: true },
];

const list = defineCommand<Flags>({
  description:
    'Shows the runs that are queued (`waiting`: not before their time), under way with the worker that has each, and dead letters with the reason.',
  flags,
  knowsTenants: true,
  examples: ['feedwright jobs list', 'feedwright jobs list --tenant acme --json'],
  async run(io, asked) {
    const rows = await withQueue(io, asked, (queue) => queue.list({ tenant: asked.tenant }));
    if (asked.json === true) for (const row of rows) io.print(JSON.stringify(json(row)));
    else if (rows.length === 0) io.note('nothing is queued or under way, and there are no dead letters');
    else printTable(io, columns, rows.map(cells));
    return EXIT.fine;
  },
});

interface AddFlags extends Flags {
  readonly priority?: number;
  readonly since?: string;
  readonly until?: string;
  readonly hold?: boolean;
}

const add = defineCommand<AddFlags, [string]>({
  description: 'Queues a run of a feed or an instance, for any worker to take.',
  args: [{ name: '<feed>', help: "pack/feed, or an instance's name" }],
  flags: [
    {
      flags: '--priority <n>',
      help: "higher ones go first among the tenant's own (default: 10; turns of schedules have 0)",
      parse: wholeNumber('--priority', { least: 0, most: 1_000_000, example: 20 }),
    },
    { flags: '--since <time>', help: 'start, in the forms of `run --since`' },
    { flags: '--until <time>', help: 'end, in the same forms' },
    { flags: '--hold', help: 'seal what comes and do not apply it' },
    ...flags,
  ],
  knowsTenants: true,
  examples: ['feedwright jobs add PACK/FEED', 'feedwright jobs add PACK/FEED --priority 50'],
  exits: { 1: 'a run of it is queued or under way already' },
  async run(io, asked, name) {
    const { tenant = '', since, until, hold, priority = 10 } = asked;
    const feed = await mustBeThere(io, asked, tenant, name);
    // As text it goes to the worker, to which "P2D" is two days before its run; what is no time would be a dead letter there.
    checkRange({ since, until }, io.now(), { feed });
    const order = { tenant, name, because: 'asked', serves: 0, by: 'terminal', since, until, hold, priority } as const;
    const [queued] = await withQueue(io, asked, (queue) => queue.enqueue([order]));
    if (queued?.kind === 'queued') {
      io.print(asked.json === true ? JSON.stringify({ job: queued.job }) : `queued ${queued.job.slice(0, 8)}`);
      return EXIT.fine;
    }
    const other = queued?.kind === 'refused' ? ` (${queued.job.slice(0, 8)})` : '';
    io.note(`error: a run of ${harmless(name)} is queued or under way already${other}: it is not queued a second time`);
    io.note('  hint: wait until it has ended, or take it back with `feedwright jobs cancel`.');
    return EXIT.failed;
  },
});

/** What no worker could run is not queued. */
const mustBeThere = async (io: Io, asked: Flags, tenant: string, name: string): Promise<Feed> => {
  const { cwd, asked: places } = await tenantPlaces(io, asked, tenant);
  const world = { ...io, cwd };
  const config = readConfig(cwd, places.config);
  return findFeed(world, name, places, config, openCatalog(world, places, config)).feed;
};

/** The one job that is meant. */
const oneOf = async (queue: RunQueue, beginning: string, tenant: string | undefined): Promise<JobRow> => {
  const [first, ...more] = /^[0-9a-f-]{4,36}$/.test(beginning) ? await queue.like(beginning, tenant) : [];
  if (first !== undefined && more.length === 0) return first;
  throw new UsageError(
    'usage.unknown-job',
    first === undefined
      ? `There is no job "${harmless(beginning.slice(0, 64))}" that is queued, under way or dead.`
      : `More than one job begins with "${harmless(beginning)}".`,
    { hint: first === undefined ? '`feedwright jobs list` shows them.' : 'Write more of its id.' },
  );
};

const onJob = (
  command: Pick<Command<Flags, [string]>, 'description' | 'examples'>,
  /** Gives what became of it, and the job, where that is another by now. */
  act: (queue: RunQueue, job: JobRow) => Promise<string | { readonly done: string; readonly job: string }>,
) =>
  defineCommand<Flags, [string]>({
    ...command,
    args: [{ name: '<job>', help: 'as `feedwright jobs list` shows it; its beginning is enough' }],
    flags,
    knowsTenants: true,
    exits: { 2: 'there is no such job' },
    async run(io, asked, id) {
      const done = await withQueue(io, asked, async (queue) => {
        const { job, ...row } = await oneOf(queue, id, asked.tenant);
        const became = await act(queue, { job, ...row });
        return typeof became === 'string' ? { job, done: became } : { job: became.job, done: became.done };
      });
      io.print(asked.json === true ? JSON.stringify(done) : `${done.done} ${done.job.slice(0, 8)}`);
      return EXIT.fine;
    },
  });

const cancel = onJob(
  {
    description:
      'Takes a job back: one that is queued never begins, one that is under way ends at its next safe point, a dead letter is forgotten.',
    examples: ['feedwright jobs cancel 1f0c2a9b'],
  },
  async (queue, job) => {
    if (job.state === 'dead') return (await queue.forgetDead(job)) ? 'forgotten' : 'gone';
    return queue.cancel(job);
  },
);

const again = onJob(
  {
    description: 'Queues a dead letter once more, as a new job, once its reason is gone.',
    examples: ['feedwright jobs again 1f0c2a9b'],
  },
  async (queue, job) => {
    if (job.state !== 'dead')
      throw new UsageError('usage.not-dead', `The job ${job.job.slice(0, 8)} is ${job.state}: it needs no second start.`, {
        hint: '`feedwright jobs list` shows which are dead letters.',
      });
    const queued = await queue.again(job);
    return queued === undefined ? 'not queued, since another run of its feed is:' : { done: 'queued', job: queued };
  },
);

export const command: AnyCommand = defineCommand({
  description: 'Looks after the queue of runs in the PostgreSQL of the store, from which workers take them.',
  examples: ['feedwright jobs list', 'feedwright jobs add PACK/FEED', 'feedwright jobs again 1f0c2a9b'],
  subcommands: { list, add, cancel, again },
});
