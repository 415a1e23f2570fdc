import type { Hono } from 'hono';
import type { ActionRequest, ActionSent } from '../../contract/actions.ts';
import { mayAs } from '../../access/who.ts';
import { type Asked, bodyOf, type Env, notFound, queryOf, readBody, RequestError, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

const REQUEST = { action: 'string', objects: 'strings', values: 'object', again: 'boolean?' } as const;

/** What is written down of an action: not the values of its options, one of which may be secret. */
const deedOf = ({ action, objects, values }: ActionRequest, what: string, by?: string) => ({
  what,
  on: action,
  details: { objects, options: Object.keys(values), ...(by === undefined ? {} : { asked_by: by }) },
});

/** What would be sent now, where it is what was shown. */
const shown = async ({ core }: Serving, request: ActionRequest, who: string, digest: string) => {
  const preview = await core.pools.work.ask('previewAction', { request, who });
  if (preview.digest === digest) return preview;
  const hint = 'Look at it once more.';
  throw new RequestError(409, 'serve.other-request', 'What would be sent is no longer what was shown.', hint);
};

interface Order {
  readonly request: ActionRequest;
  readonly who: string;
  readonly agreed?: boolean;
}

/** Sends it, and tells those who look at what was sent. */
const sent = async ({ core }: Serving, order: Order): Promise<ActionSent> => {
  const rows = await core.pools.work.ask('sendAction', order);
  core.hub.tell({ kind: 'actions' });
  return { state: 'sent', rows };
};

const send = async (serving: Serving, asked: Asked): Promise<ActionSent> => {
  const body = await bodyOf(asked);
  const { digest, ...request } = readBody<ActionRequest & { readonly digest: string }>(body, { ...REQUEST, digest: 'string' });
  const who = asked.var.who.user;
  const preview = await shown(serving, request, who, digest);
  if (preview.approval === 'two') {
    noted(serving, asked, deedOf(request, 'ask'));
    const approval = serving.approvals.ask(request, preview, who);
    if (approval !== undefined) return { state: 'waits', approval };
    throw new RequestError(429, 'serve.too-many', 'Too many actions wait for a second person already.');
  }
  noted(serving, asked, deedOf(request, 'act'));
  return sent(serving, { request, who });
};

const decide = async (serving: Serving, asked: Asked): Promise<ActionSent> => {
  const { approvals } = serving;
  const { agree } = readBody<{ agree: boolean }>(await bodyOf(asked), { agree: 'boolean' });
  const id = asked.req.param('id') ?? '';
  const pending = approvals.get(id);
  if (pending === undefined) throw notFound('such action any more: it was decided, or it is too old');
  const { request, preview, askedBy } = pending;
  const { user } = asked.var.who;
  if (user === askedBy && agree)
    throw new RequestError(403, 'serve.same-person', 'Whoever has asked for it can not be the second person.');
  if (agree) await shown(serving, request, askedBy, preview.digest);
  // Two who agree at the same time send it once.
  if (approvals.get(id) === undefined) throw notFound('such action any more: it was decided just now');
  approvals.take(id);
  noted(serving, asked, deedOf(request, agree ? 'approve' : 'refuse', askedBy));
  if (!agree) return { state: 'refused' };
  const who = `${askedBy}, and ${user}`;
  return sent(serving, { request, who, agreed: true });
};

export const actionRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { reads, work } = serving.core.pools;
  app.get('/api/actions', async (asked) => asked.json(await work.ask('actions', queryOf(asked, 'type'))));
  app.get('/api/actions/history', async (asked) =>
    asked.json(await reads.ask('actionHistory', { query: queryOf(asked, 'action', 'object', 'limit') })),
  );
  app.post('/api/actions/preview', asks('operator'), async (asked) => {
    const request = readBody<ActionRequest>(await bodyOf(asked), REQUEST);
    return asked.json(await work.ask('previewAction', { request, who: asked.var.who.user }));
  });
  app.post('/api/actions/send', asks('operator'), async (asked) => asked.json(await send(serving, asked)));
  app.get('/api/approvals', (asked) => {
    const { user, role } = asked.var.who;
    return asked.json({ approvals: serving.approvals.list(user, mayAs(role, 'operator')) });
  });
  app.post('/api/approvals/:id', asks('operator'), async (asked) => asked.json(await decide(serving, asked)));
};
