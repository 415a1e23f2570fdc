import type { Hono } from 'hono';
import { GUIDE_ASSETS } from '../../../guide/html/html-guide.ts';
import type { Env, Serving } from '../env.ts';

const STYLE = '/guide.css';
const SCRIPT = '/guide.js';

/** As the console's own, and nothing that the page does not need; a page of this server may show it in a frame. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'x-frame-options': 'SAMEORIGIN',
};

export const guideRoutes = (app: Hono<Env>, { core }: Serving): void => {
  const lasting = { 'cache-control': 'no-cache' };
  app.get(STYLE, (asked) => asked.body(GUIDE_ASSETS.style, 200, { ...lasting, 'content-type': 'text/css; charset=utf-8' }));
  app.get(SCRIPT, (asked) =>
    asked.body(GUIDE_ASSETS.script, 200, { ...lasting, 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/api/definitions/:pack/guide', async (asked) => {
    const { pack } = asked.req.param();
    return asked.body(await core.pools.work.ask('guide', { pack, style: STYLE, script: SCRIPT }), 200, HEADERS);
  });
};
