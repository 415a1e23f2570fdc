import type { Hono } from 'hono';
import type { DestinationsView } from '../../contract/destinations.ts';
import type { Core } from '../../core.ts';
import { bodyOf, type Env, readBody, RequestError, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

const viewOf = async (core: Core): Promise<DestinationsView> => {
  const found = await core.pools.reads.ask('destinations', {});
  return {
    destinations: found.map((one) => {
      const job = core.pusher.jobOf(one.name);
      return { ...one, job, state: job === null ? one.state : 'pushing' };
    }),
  };
};

export const destinationRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  app.get('/api/destinations', async (asked) => asked.json(await viewOf(core)));
  app.get('/api/destinations/:name/refused', async (asked) =>
    asked.json(await core.pools.reads.ask('refused', { name: asked.req.param('name') })),
  );
  app.post('/api/destinations/:name/push', asks('operator'), async (asked) => {
    const { name } = asked.req.param();
    const how = readBody<{ all?: boolean; refused?: boolean }>(await bodyOf(asked), { all: 'boolean?', refused: 'boolean?' });
    if (how.all === true && how.refused === true)
      throw new RequestError(400, 'serve.together', '"all" and "refused" can\'t be asked for together.');
    noted(serving, asked, { what: 'push', on: name, details: how });
    const job = core.pusher.ask(name, how, asked.var.who.user);
    if (job === undefined)
      throw new RequestError(409, 'serve.pushing', 'There is no such destination, or it is being pushed just now.');
    return asked.json({ job: job.id });
  });
};
