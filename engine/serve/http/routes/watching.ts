import { timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { hashOf } from '../../access/sessions.ts';
import { type Asked, type Env, RequestError, type Serving } from '../env.ts';

/** Longer than a look at how the feeds are ever takes, ms: a server whose processes do not answer is not ready. */
const PATIENCE = 10_000;

const hasToken = ({ core }: Serving, asked: Asked): boolean => {
  const token = core.settings.metrics_token;
  const given = /^bearer (\S+)$/i.exec(asked.req.header('authorization') ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(token)));
};

/** What collectors, balancers and service managers ask. */
export const watchingRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core, scrape } = serving;
  app.get('/healthz', (asked) => asked.json({ alive: true }));
  app.get('/readyz', async (asked) => {
    const why = core.isEnding ? 'it is ending' : await whyNotReady(serving);
    return why === undefined ? asked.json({ ready: true }) : asked.json({ ready: false, why }, 503);
  });
  app.get('/metrics', async (asked) => {
    const isKnown = hasToken(serving, asked);
    if (!isKnown && !serving.isOpen)
      throw new RequestError(401, 'serve.metrics', 'The bearer token of `serve: { metrics_token: … }` is wanted.');
    return asked.body(await scrape(isKnown), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
};

const whyNotReady = async ({ core }: Serving): Promise<string | undefined> => {
  const signal = AbortSignal.timeout(PATIENCE);
  const late = new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('its processes do not answer')));
  const asked = core.pools.reads.call('settings', {}).then(
    () => undefined,
    () => 'its configuration can not be read',
  );
  return (await Promise.race([asked, late])) ?? (core.health.store === null ? undefined : 'the store is unwell');
};
