import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Env, MAX_BODY, RequestError, type Serving } from './env.ts';
import { secured } from './headers.ts';
import { problemOf } from './problem.ts';
import { actionRoutes } from './routes/actions.ts';
import { definitionRoutes } from './routes/definitions.ts';
import { destinationRoutes } from './routes/destinations.ts';
import { feedRoutes } from './routes/feeds.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { guideRoutes } from './routes/guide.ts';
import { objectRoutes } from './routes/objects.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { runRoutes } from './routes/runs.ts';
import { sessionRoutes } from './routes/session.ts';
import { watchingRoutes } from './routes/watching.ts';
import { staticFiles } from './static-files.ts';
import { whoAsks } from './who-asks.ts';

const observing = [sessionRoutes, oidcRoutes, watchingRoutes, feedRoutes, runRoutes, objectRoutes];
const acting = [quarantineRoutes, definitionRoutes, guideRoutes, actionRoutes, destinationRoutes];

const tooLarge = (): never => {
  throw new RequestError(413, 'serve.too-large', `A body has at most ${MAX_BODY / 1024} KiB.`);
};

/** All that the server answers. */
export const createApp = (serving: Serving, onMistake: (error: unknown) => void): Hono<Env> => {
  const app = new Hono<Env>();
  app.use(secured(serving));
  app.use(whoAsks(serving));
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: tooLarge }));
  for (const add of [...observing, ...acting]) add(app, serving);
  app.get('*', staticFiles(serving.files));
  app.notFound((asked) => asked.json(problemOf(new RequestError(404, 'serve.not-found', 'There is nothing here.')).problem, 404));
  app.onError((error, asked) => {
    const { status, problem } = problemOf(error);
    if (status === 500) onMistake(error);
    return asked.json(problem, status);
  });
  return app;
};
