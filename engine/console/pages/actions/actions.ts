import type { ActionHistory, ActionSent, ActionView, Approval } from '../../../serve/contract/actions.ts';
import { ask, h, many, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { answered, button, empty, head, section } from '../../parts.ts';
import { badge, json, legible, stack, table, time, value, type Columns } from '../../shown.ts';
import { Order, rowsOf } from './order.ts';

type Query = Readonly<Record<string, string>>;

const columns = (query: Query): Columns<ActionView> => ({
  Action: ({ action, title, description }) =>
    stack(
      ui`<a class="strong" href=${to(['actions'], { ...query, action })}>${value(title)}</a>`,
      legible(action),
      description && value(description, 160),
    ),
  Of: ({ accepts }) => accepts.join(', ') || 'no object',
  'At the vendor': ({ side_effects }) => (side_effects ? badge('changes something', 'warn') : badge('asks only', 'calm')),
  Takes: ({ approval }) => (approval === 'two' ? 'two people' : 'one person'),
});

const SENT: Columns<ActionHistory['runs'][number]> = {
  When: ({ started_at }) => time(started_at),
  Action: ({ action }) => legible(action),
  Object: ({ object }) => value(object, 80),
  Who: ({ who }) => who && value(who, 40),
  'Came of it': ({ status, error }) =>
    stack(status === 'intent' ? badge('no outcome known', 'warn') : badge(status), error && value(error.message, 160)),
  'Sent and answered': ({ request, answer }) =>
    ui`<details><summary>show</summary>${json(request, 'What was sent')}${json(answer, 'What was answered')}</details>`,
};

/** What was sent, whoever sent it. */
const History = ({ action = '', object = '' }: Query): Piece => {
  const query = { limit: '50', action, object };
  const answer = useAnswer('GET /api/actions/history', { query }, { on: ['actions'], every: 15_000 });
  const ways = { wide: 'Sent and answered', none: empty('Nothing has been sent yet.') };
  const list = ({ runs }: ActionHistory): Piece => table('Actions that were sent', runs, ({ run }) => run, SENT, ways);
  return section('What was sent', answered(answer, list));
};

/** Orders that wait for a second person. */
const waiting = (one: Approval, decide: (agree: boolean) => Promise<void>): Piece => {
  const { id, action, objects, asked_by, asked_at, until, preview, may_decide } = one;
  const agree = button('Agree and send', { kind: 'main', about: action }, () => decide(true));
  const acts = ui`<div class="acts">${agree}${button('Refuse', { about: action }, () => decide(false))}</div>`;
  return ui`<li key=${id}>
    <p><b>${legible(action)}</b> of ${value(objects.join(', ') || 'no object', 160)}</p>
    <p class="sub">asked for by ${value(asked_by)} ${time(asked_at, 'line')}, open until ${time(until, 'line')}</p>
    <details><summary>The exact request</summary>${rowsOf(preview)}</details>
    ${may_decide ? acts : ui`<p class="says">Somebody else has to decide.</p>`}
  </li>`;
};

const Approvals = (): Piece => {
  const answer = useAnswer('GET /api/approvals', {}, { on: ['actions'] });
  const sent = useSignal<ActionSent | undefined>(undefined);
  const { approvals = [] } = answer.data ?? {};
  const decide =
    (id: string) =>
    async (agree: boolean): Promise<void> => {
      sent.value = await ask('POST /api/approvals/ID', { at: [id], body: { agree } });
      answer.again();
    };
  const list = ui`<ol class="plain">${approvals.map((approval) => waiting(approval, decide(approval.id)))}</ol>`;
  return ui`<div aria-live="polite">
    ${approvals.length > 0 && section('Waiting for a second person', list, many(approvals.length, 'order'))}
    ${sent.value?.state === 'sent' && section('What came of it', rowsOf(sent.value.rows))}
  </div>`;
};

export const Actions = ({ query }: { readonly query: Query }): Piece => {
  const { type = '', object, action } = query;
  const answer = useAnswer('GET /api/actions', { query: { type } }, { on: ['definitions'] });
  const chosen = answer.data?.actions.find((one) => one.action === action);
  const all = ui`<a href="#/actions">All actions</a>`;
  const write = ui`Write one under <code>actions:</code> of a definition.`;
  const none =
    type === '' ? empty('No definition has an action.', write) : empty(`No action takes an object of the type ${type}.`, all);
  const says = object
    ? ui`What can be done with ${value(object, 120)}`
    : 'What vendors do for you: the exact request is shown first.';
  return ui`${head(chosen?.title ?? 'Actions', {
    above: action === undefined ? undefined : ['Actions', to(['actions'], { type, object })],
    says: chosen ? value(chosen.description ?? chosen.action, 300) : says,
  })}
  ${h(Approvals, {})}
  ${answered(answer, ({ actions }) => {
    if (chosen !== undefined) return h(Order, { key: chosen.action, action: chosen, object });
    if (action !== undefined) return empty(`There is no action ${action} here.`, all);
    const list = table('Actions', actions, (one) => one.action, columns(query), { wide: 'Action', none });
    return section('What there is', list);
  })}
  ${h(History, query)}`;
};
