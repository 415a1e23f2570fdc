import type { ActionHistory } from '../../../serve/contract/actions.ts';
import { signal, ui, useAnswer, useEffect, type Piece } from '../../base.ts';
import { answered, badge, col, empty, json, legible, section, table, time, value, type Column } from '../../parts.ts';

type Sent = ActionHistory['runs'][number];

const COLUMNS: readonly Column<Sent>[] = [
  col.text('When', ({ started_at }) => time(started_at)),
  col.text('Action', ({ action }) => legible(action)),
  col.text('Object', ({ object }) => value(object, 80)),
  col.text('Who', ({ who }) => value(who ?? '–', 40)),
  col.text(
    'Came of it',
    ({ status, error }) =>
      ui`${badge(status === 'intent' ? 'no outcome known' : status, status === 'intent' ? 'warn' : undefined)}${error && ui`<div class="sub">${value(error.message, 160)}</div>`}`,
  ),
  col.wide(
    'Sent and answered',
    ({ request, answer }) =>
      ui`<details><summary>show</summary>${json(request, 'What was sent')}${json(answer, 'What was answered')}</details>`,
  ),
];

/** Counts what was sent from here: it is asked for again then. */
export const sent = signal(0);

/** What was sent, whoever sent it. */
export const History = ({
  action,
  object,
}: {
  readonly action: string | undefined;
  readonly object: string | undefined;
}): Piece => {
  const query = { limit: '50', ...(action === undefined ? {} : { action }), ...(object === undefined ? {} : { object }) };
  const answer = useAnswer('GET /api/actions/history', { query }, { on: ['approvals', 'job'], every: 15_000 });
  const { value: count } = sent;
  useEffect(answer.again, [count]);
  return section(
    { title: 'What was sent', kind: 'flush' },
    answered(answer, ({ runs }) =>
      runs.length === 0 ? empty('Nothing has been sent yet.') : table('Actions that were sent', runs, COLUMNS, ({ run }) => run),
    ),
  );
};
