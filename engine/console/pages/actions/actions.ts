import type { ActionView } from '../../../serve/contract/actions.ts';
import { h, location, to, ui, useAnswer, useComputed, type Piece } from '../../base.ts';
import { answered, badge, col, empty, head, legible, section, table, value, type Column } from '../../parts.ts';
import { Approvals } from './approvals.ts';
import { History } from './history.ts';
import { Order } from './order.ts';

const columns = (query: Readonly<Record<string, string>>): readonly Column<ActionView>[] => [
  col.wide(
    'Action',
    ({ action, title, description }) => ui`<div class="stack">
    <a class="strong" href=${to(['actions'], { ...query, action })}>${value(title)}</a>
    <span class="sub">${legible(action)}</span>${description && ui`<span class="sub">${value(description, 160)}</span>`}</div>`,
  ),
  col.text('Of', ({ accepts }) => (accepts.length === 0 ? 'no object' : accepts.join(', '))),
  col.text('At the vendor', ({ side_effects }) =>
    side_effects ? badge('changes something', 'warn') : badge('asks only', 'calm'),
  ),
  col.text('Takes', ({ approval }) => (approval === 'two' ? 'two people' : 'one person')),
];

export const Actions = ({ query }: { readonly query: Readonly<Record<string, string>> }): Piece => {
  const { type, object, action } = query;
  const answer = useAnswer('GET /api/actions', { query: type === undefined ? {} : { type } }, { on: ['definitions'] });
  const chosen = useComputed(() => answer.data.value?.actions.find((one) => one.action === location.value.query['action'])).value;
  return ui`${head({
    title: chosen?.title ?? 'Actions',
    ...(action === undefined ? {} : { above: ['Actions', to(['actions'], { type, object })] as const }),
    says: chosen
      ? value(chosen.description ?? chosen.action, 300)
      : object
        ? ui`What can be done with ${value(object, 120)}`
        : 'What vendors do for you when asked: the exact request is shown first.',
  })}
  ${h(Approvals, {})}
  ${answered(answer, ({ actions }) => {
    if (chosen !== undefined) return h(Order, { key: chosen.action, action: chosen, object });
    if (action !== undefined) return empty(`There is no action ${action} here.`, ui`<a href="#/actions">All actions</a>`);
    if (actions.length === 0)
      return empty(
        type === undefined ? 'No definition has an action.' : `No action takes an object of the type ${type}.`,
        type === undefined ? ui`Write one under <code>actions:</code> of a definition.` : ui`<a href="#/actions">All actions</a>`,
      );
    return section(
      { title: 'What there is', kind: 'flush' },
      table('Actions', actions, columns(query), (one) => one.action),
    );
  })}
  ${h(History, { action, object })}`;
};
