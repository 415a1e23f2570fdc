import type { LedgerView, WindowView } from '../../../serve/contract/runs.ts';
import { count, ui, type Piece } from '../../base.ts';
import { badge, button, col, empty, range, table, value, type Column } from '../../parts.ts';

const of =
  (pick: (ledger: LedgerView) => number) =>
  ({ ledger }: WindowView): Piece =>
    ledger === null ? '–' : count(pick(ledger));

const COLUMNS: readonly Column<WindowView>[] = [
  col.text('Window', ({ number }) => `Window ${count(number + 1)}`),
  col.wide('Range', ({ since, until }) => range(since, until)),
  col.text(
    'State',
    ({ status, ended_by }) =>
      ui`<div class="stack">${badge(status)}${ended_by && ui`<span class="sub">${value(ended_by, 80)}</span>`}</div>`,
  ),
  col.number(
    'Records',
    of(({ records }) => records.fetched + records.expanded),
  ),
  col.number(
    'Mapped',
    of(({ records }) => records.mapped),
  ),
  col.number(
    'Set aside',
    of(({ records }) => records.quarantined),
  ),
  col.number(
    'Created',
    of(({ objects }) => objects.created),
  ),
  col.number(
    'Updated',
    of(({ objects }) => objects.updated),
  ),
];

export const windows = (all: readonly WindowView[], onReplay: (number: number) => void): Piece =>
  all.length === 0
    ? empty('It had no window: it ended before the first one.')
    : table(
        'Windows of this run',
        all,
        [
          ...COLUMNS,
          col.acts(
            ({ number, ledger, since, until }) =>
              ledger &&
              since !== null &&
              until !== null &&
              button('Replay', { about: `window ${number} on the present definition`, role: 'operator' }, () => onReplay(number)),
          ),
        ],
        ({ number }) => String(number),
      );
