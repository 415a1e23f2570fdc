import type { AuditEntry } from '../../serve/contract/session.ts';
import { ask, attempt, ui, useAnswer, useSignal, type Piece } from '../base.ts';
import { answered, badge, button, col, empty, head, table, time, value, type Column } from '../parts.ts';

const PAGE = 100;

const details = (given: AuditEntry['details']): Piece =>
  Object.entries(given).map(
    ([name, one]) => ui`<div class="sub">${name}: ${value(typeof one === 'string' ? one : JSON.stringify(one), 160)}</div>`,
  );

const COLUMNS: readonly Column<AuditEntry>[] = [
  col.text('When', ({ at }) => time(at)),
  col.text(
    'Who',
    ({ user, role, address }) =>
      ui`<div class="stack"><b>${value(user)}</b><span class="sub">${[role, address ?? 'the server'].filter(Boolean).join(' · ')}</span></div>`,
  ),
  col.text('What', ({ what }) => badge(what)),
  col.wide('On', ({ on, details: given }) => ui`${on === null ? '–' : value(on, 120)}${details(given)}`),
];

export const Audit = (): Piece => {
  const answer = useAnswer('GET /api/audit', { query: { limit: String(PAGE) } });
  const more = useSignal<readonly AuditEntry[]>([]);
  return ui`${head({ title: 'Audit log', says: 'Who ran, changed, approved, sent, and looked at what is sensitive.' })}
  ${answered(answer, ({ entries }) => {
    const all = [...entries, ...more.value];
    const last = all.at(-1);
    if (last === undefined) return empty('Nobody has done anything yet.');
    const goOn = async (): Promise<void> => {
      const next = await attempt(() => ask('GET /api/audit', { query: { limit: String(PAGE), before: String(last.number) } }));
      more.value = [...more.value, ...(next?.entries ?? [])];
    };
    return ui`<div>${table('Audit log', all, COLUMNS, ({ number }) => String(number))}
      ${last.number > 1 && ui`<p class="more">${button('Show more', {}, goOn)}</p>`}</div>`;
  })}`;
};
