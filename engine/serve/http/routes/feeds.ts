import { checkRange } from '../../../api/options/range.ts';
import type { Hono } from 'hono';
import { iso, isoOr } from '../../../language/basics/instant.ts';
import { dueAfter } from '../../../api/config/schedule.ts';
import type { FeedDetail, FeedsView, FeedView, RunAsked, RunBrief } from '../../contract/feeds.ts';
import type { Core } from '../../core.ts';
import type { ProjectInstance } from '../../tasks/load-project.ts';
import { bodyOf, type Env, notFound, queryOf, readBody, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';
import { askRun } from '../../runs/ask-run.ts';

const TURNS = 10;

type Runs = Readonly<Record<string, readonly RunBrief[]>>;

const keyOf = ({ feed, instance }: ProjectInstance): string => JSON.stringify([feed, instance ?? '']);

const viewOf = (core: Core, instance: ProjectInstance, runs: Runs): FeedView => {
  const { name, feed, title, pack, schedule } = instance;
  const standing = core.runner.of(name);
  const kept = standing?.kept;
  const job = core.jobs.open.find(({ asked }) => asked.kind === 'run' && asked.name === name);
  const isWaiting = core.runner.waiting.includes(name) || job?.state === 'waiting';
  const still = kept?.paused !== undefined ? 'paused' : schedule === null ? 'unscheduled' : 'scheduled';
  const definition = core.project.current.definitions.find((one) => one.pack === pack);
  const missed = kept?.missed;
  return {
    name,
    feed,
    instance: instance.instance,
    title,
    pack,
    schedule:
      schedule === null
        ? null
        : { text: schedule.text, zone: schedule.zone, jitter: schedule.jitter, catch_up: schedule.catchUp },
    state: standing?.isUnderWay === true ? 'running' : isWaiting ? 'waiting' : still,
    paused: kept?.paused === undefined ? null : { since: iso(kept.paused.since), by: kept.paused.by },
    hold: kept?.hold === true || instance.hold,
    job: job?.id ?? null,
    next_at: isoOr(standing?.next, null),
    missed:
      missed === undefined
        ? null
        : { count: missed.count, first: iso(missed.first), last: iso(missed.last), made_up: missed.madeUp },
    health: core.health.of(name),
    runs: runs[keyOf(instance)] ?? [],
    findings: definition?.is_old === true ? definition.findings : [],
  };
};

const instanceOf = (core: Core, name: string): ProjectInstance => {
  const found = core.project.current.instances.find((one) => one.name === name);
  if (found === undefined) throw notFound(`feed or instance "${name.slice(0, 64)}"`);
  return found;
};

const feedsOf = async (core: Core): Promise<FeedsView> => {
  const runs = await core.pools.reads.ask('feedRuns', {});
  return {
    now: iso(core.clock.now()),
    feeds: core.project.current.instances.map((instance) => viewOf(core, instance, runs)),
    running: core.runner.running,
    waiting: core.runner.waiting.length,
    at_once: core.options.atOnce,
  };
};

const detailOf = async (core: Core, name: string): Promise<FeedDetail> => {
  const instance = instanceOf(core, name);
  const only = { feed: instance.feed, instance: instance.instance ?? '' };
  const [runs, checkpoints] = await Promise.all([
    core.pools.reads.ask('feedRuns', { only }),
    core.pools.reads.ask('checkpoints', only),
  ]);
  return {
    ...viewOf(core, instance, runs),
    description: instance.description,
    checkpoints,
    turns: turnsOf(core, instance),
  };
};

const turnsOf = (core: Core, { schedule }: ProjectInstance): readonly string[] => {
  const turns: string[] = [];
  let next = schedule === null ? undefined : dueAfter(schedule, core.clock.now());
  while (schedule !== null && next !== undefined && turns.length < TURNS) {
    turns.push(iso(next));
    next = dueAfter(schedule, next);
  }
  return turns;
};

const RUN = { name: 'string', look: 'boolean?', hold: 'boolean?', since: 'string?', until: 'string?' } as const;

export const feedRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  app.get('/api/feeds', async (asked) => asked.json(await feedsOf(core)));
  app.get('/api/feed', async (asked) => asked.json(await detailOf(core, queryOf(asked, 'name').name ?? '')));
  app.post('/api/feed/run', asks('operator'), async (asked) => {
    const { name, ...wish } = readBody<RunAsked>(await bodyOf(asked), RUN);
    instanceOf(core, name);
    checkRange(wish, core.clock.now(), { flags: { since: 'since', until: 'until' } });
    noted(serving, asked, { what: 'run', on: name, details: wish });
    const { user } = asked.var.who;
    return asked.json({ job: askRun(core, name, { ...wish, look: wish.look === true }, user).id });
  });
  app.post('/api/feed/pause', asks('operator'), async (asked) => {
    const { name, paused } = readBody<{ name: string; paused: boolean }>(await bodyOf(asked), {
      name: 'string',
      paused: 'boolean',
    });
    instanceOf(core, name);
    noted(serving, asked, { what: paused ? 'pause' : 'resume', on: name });
    core.runner.pause(name, paused ? asked.var.who.user : undefined);
    return asked.json({ done: true });
  });
  app.post('/api/feed/hold', asks('operator'), async (asked) => {
    const { name, hold } = readBody<{ name: string; hold: boolean }>(await bodyOf(asked), { name: 'string', hold: 'boolean' });
    instanceOf(core, name);
    noted(serving, asked, { what: hold ? 'hold' : 'unhold', on: name });
    core.runner.hold(name, hold);
    return asked.json({ done: true });
  });
};
