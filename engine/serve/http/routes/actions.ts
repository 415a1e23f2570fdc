import type { Hono } from 'hono';
import type { ActionRequest } from '../../contract/actions.ts';
import { type Asked, bodyOf, type Env, queryOf, readBody, RequestError, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

const REQUEST = { action: 'string', objects: 'strings', values: 'object', again: 'boolean?' } as const;

const requestOf = async (asked: Asked): Promise<ActionRequest> => readBody<ActionRequest>(await bodyOf(asked), REQUEST);

/** What is written down of an action: not the values of its options, one of which may be secret. */
const deedOf = ({ action, objects, values }: ActionRequest, what: string) => ({
  what,
  on: action,
  details: { objects, options: Object.keys(values) },
});

export const actionRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { reads, work } = serving.core.pools;
  app.get('/api/actions', async (asked) => asked.json(await work.ask('actions', queryOf(asked, 'type'))));
  app.get('/api/actions/history', async (asked) =>
    asked.json(await reads.ask('actionHistory', { query: queryOf(asked, 'action', 'object', 'limit') })),
  );
  app.post('/api/actions/preview', asks('operator'), async (asked) => {
    const request = await requestOf(asked);
    return asked.json({ ...(await work.ask('previewAction', { request, who: asked.var.who.user })), approval: 'one' });
  });
  app.post('/api/actions/send', asks('operator'), async (asked) => {
    const { digest, ...request } = readBody<ActionRequest & { readonly digest: string }>(await bodyOf(asked), {
      ...REQUEST,
      digest: 'string',
    });
    const who = asked.var.who.user;
    const shown = await work.ask('previewAction', { request, who });
    if (shown.digest !== digest)
      throw new RequestError(
        409,
        'serve.other-request',
        'What would be sent is no longer what was shown.',
        'Look at it once more.',
      );
    noted(serving, asked, deedOf(request, 'act'));
    return asked.json({ state: 'sent', rows: await work.ask('sendAction', { request, who }) });
  });
  app.get('/api/approvals', (asked) => asked.json({ approvals: [] }));
};
