/** Orders that wait for a second person. */
import type { ActionSent, Approval } from '../../../serve/contract/actions.ts';
import { ask, many, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { button, legible, section, time, value } from '../../parts.ts';
import { rowsOf } from './rows.ts';

const one = (approval: Approval, decide: (agree: boolean) => Promise<void>): Piece => ui`<li key=${approval.id}>
  <p><b>${legible(approval.action)}</b> of ${value(approval.objects.join(', ') || 'no object', 160)}</p>
  <p class="sub">asked for by ${value(approval.asked_by)} ${time(approval.asked_at, 'line')}, open until ${time(approval.until, 'line')}</p>
  <details><summary>The exact request</summary>${rowsOf(approval.preview)}</details>
  ${
    approval.may_decide
      ? ui`<div class="acts">${button('Agree and send', { kind: 'main', about: approval.action }, () => decide(true))}${button('Refuse', { about: approval.action }, () => decide(false))}</div>`
      : ui`<p class="says">Somebody else has to decide.</p>`
  }
</li>`;

export const Approvals = (): Piece => {
  const answer = useAnswer('GET /api/approvals', {}, { on: ['approvals'] });
  const sent = useSignal<ActionSent | undefined>(undefined);
  const { approvals = [] } = answer.data.value ?? {};
  const decide =
    (id: string) =>
    async (agree: boolean): Promise<void> => {
      sent.value = await ask('POST /api/approvals/ID', { at: [id], body: { agree } });
      answer.again();
    };
  return ui`<div aria-live="polite">
    ${approvals.length > 0 && section({ title: 'Waiting for a second person', says: many(approvals.length, 'order') }, ui`<ol class="plain approvals">${approvals.map((approval) => one(approval, decide(approval.id)))}</ol>`)}
    ${sent.value?.state === 'sent' && section({ title: 'What came of it' }, rowsOf(sent.value.rows))}
  </div>`;
};
