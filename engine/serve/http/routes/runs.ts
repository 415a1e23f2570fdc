import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { DryRun } from '../../contract/definitions.ts';
import type { Core } from '../../core.ts';
import type { Job } from '../../runs/job.ts';
import { askTrial, stopJob } from '../../runs/ask-run.ts';
import { type Asked, bodyOf, type Env, notFound, queryOf, readBody, RequestError, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';
import { follow } from '../follow.ts';

const jobOf = (core: Core, asked: Asked): Job => {
  const found = core.jobs.get(asked.req.param('id') ?? '');
  if (found === undefined) throw notFound('such job: it was long ago, or before the server was started');
  return found;
};

export const runRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  app.get('/api/runs', async (asked) =>
    asked.json(await core.pools.reads.ask('runs', { query: queryOf(asked, 'feed', 'limit') })),
  );
  app.get('/api/runs/:id', async (asked) => {
    const id = asked.req.param('id');
    return asked.json({ ...(await core.pools.reads.ask('run', { id })), job: core.jobs.ofRun(id)?.id ?? null });
  });
  app.get('/api/runs/:id/review', async (asked) =>
    asked.json(await core.pools.reads.ask('review', { id: asked.req.param('id') })),
  );
  app.post('/api/runs/:id/replay', asks('operator'), async (asked) => {
    const { window } = readBody<{ window: number }>(await bodyOf(asked), { window: 'number' });
    const run = await core.pools.reads.ask('run', { id: asked.req.param('id') });
    const found = run.windows.find(({ number }) => number === window);
    if (found === undefined || found.since === null || found.until === null)
      throw new RequestError(409, 'serve.no-range', 'This window has no range of time that could be asked for again.');
    const name = run.instance === '' ? run.feed : run.instance;
    noted(serving, asked, { what: 'replay', on: name, details: { run: run.run, window } });
    const input = { name, since: found.since, until: found.until };
    return asked.json({ job: askTrial(core, { kind: 'replay', name, by: asked.var.who.user }, input).id });
  });
  for (const how of ['apply', 'discard', 'undo'] as const)
    app.post(`/api/runs/:id/${how}`, asks('operator'), async (asked) => {
      const id = asked.req.param('id');
      noted(serving, asked, { what: how, on: id });
      const done = await core.pools.work.ask('decideRun', { id, how });
      core.pusher.changed();
      core.health.soon();
      return asked.json(done);
    });
  jobRoutes(app, serving);
};

interface WithAttributes {
  readonly attributes?: readonly { readonly sensitive?: boolean }[];
}

/** Of a sensitive value only that there is one. */
const withoutSensitive = (object: unknown): unknown => {
  const { attributes = [] } = object as WithAttributes;
  return { ...(object as object), attributes: attributes.map((one) => (one.sensitive === true ? { ...one, value: null } : one)) };
};

const dryRunOf = (job: Job): DryRun => {
  const { looked } = job;
  if (looked === undefined) throw notFound('record that is kept of this job');
  return {
    result: job.view().result,
    records: looked.records.map(({ key, objects }) => ({ key, objects: objects.map(withoutSensitive) })),
  };
};

const jobRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  app.get('/api/jobs', (asked) => asked.json({ jobs: core.jobs.list() }));
  app.get('/api/jobs/:id', (asked) => asked.json(jobOf(core, asked).view()));
  app.get('/api/jobs/:id/dry-run', (asked) => asked.json(dryRunOf(jobOf(core, asked))));
  app.get('/api/jobs/:id/events', (asked) => {
    const job = jobOf(core, asked);
    return streamSSE(asked, (stream) => follow(stream, core, (tell) => job.follow(tell)));
  });
  app.post('/api/jobs/:id/stop', asks('operator'), (asked) => {
    const job = jobOf(core, asked);
    noted(serving, asked, { what: 'stop', on: job.asked.name, details: { job: job.id } });
    stopJob(core, job);
    return asked.json({ done: true });
  });
  app.post('/api/jobs/:id/pages/:number', asks('operator'), (asked) => {
    const job = jobOf(core, asked);
    const number = Number(asked.req.param('number'));
    const page = job.page(number);
    if (page === undefined) throw notFound('such page: only a run that is looked at keeps what came');
    noted(serving, asked, { what: 'reveal', on: job.asked.name, details: { job: job.id, request: number } });
    return asked.json(page);
  });
};
