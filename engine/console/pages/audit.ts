import type { AuditEntry } from '../../serve/contract/session.ts';
import { ask, attempt, dotted, ui, useAnswer, useSignal, type Piece } from '../base.ts';
import { answered, empty, head, more } from '../parts.ts';
import { badge, stack, table, time, value, type Columns } from '../shown.ts';

const limit = '100';

const detail = ([name, one]: readonly [string, unknown]): Piece =>
  ui`<div class="sub">${name}: ${value(typeof one === 'string' ? one : JSON.stringify(one), 160)}</div>`;

const COLUMNS: Columns<AuditEntry> = {
  When: ({ at }) => time(at),
  Who: ({ user, role, address }) => stack(ui`<b>${value(user)}</b>`, dotted(role, address ?? 'the server')),
  What: ({ what }) => badge(what),
  On: ({ on, details }) => ui`${on === null ? '–' : value(on, 120)}${Object.entries(details).map(detail)}`,
};

export const Audit = (): Piece => {
  const answer = useAnswer('GET /api/audit', { query: { limit } });
  const older = useSignal<readonly AuditEntry[]>([]);
  return ui`${head('Audit log', { says: 'Who ran, changed, approved, sent, and looked at what is sensitive.' })}
  ${answered(answer, ({ entries }) => {
    const all = [...entries, ...older.value];
    const { number: before = 1 } = all.at(-1) ?? {};
    const goOn = async (): Promise<void> => {
      const next = await attempt(() => ask('GET /api/audit', { query: { limit, before: String(before) } }));
      older.value = [...older.value, ...(next?.entries ?? [])];
    };
    const none = empty('Nobody has done anything yet.');
    return ui`<div>${table('Audit log', all, ({ number }) => number, COLUMNS, { wide: 'On', none })}${before > 1 && more(goOn)}</div>`;
  })}`;
};
