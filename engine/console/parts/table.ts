import { ui, names, type Piece } from '../base/ui.ts';

type Cell<Row> = (row: Row) => Piece;

export interface Column<Row> {
  readonly label: string;
  readonly cell: Cell<Row>;
  readonly kind?: 'number' | 'wide' | 'does';
}

/** Columns by what stands in them: numbers to the right, digits below digits; `wide` takes what is left; buttons at the end. */
export const col = {
  text: <Row>(label: string, cell: Cell<Row>): Column<Row> => ({ label, cell }),
  number: <Row>(label: string, cell: Cell<Row>): Column<Row> => ({ label, cell, kind: 'number' }),
  wide: <Row>(label: string, cell: Cell<Row>): Column<Row> => ({ label, cell, kind: 'wide' }),
  acts: <Row>(cell: Cell<Row>): Column<Row> => ({ label: '', cell, kind: 'does' }),
};

/** On a narrow screen each row is a card, with the columns' labels beside the cells. The caption is for who does not see the table. */
export const table = <Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  keyOf: (row: Row) => string,
  classOf?: (row: Row) => string | undefined,
): Piece =>
  ui`<table class="table">
    <caption class="unseen-text">${caption}</caption>
    <thead><tr>${columns.map(({ label, kind }) => ui`<th scope="col" class=${kind}>${label || ui`<span class="unseen-text">Actions</span>`}</th>`)}</tr></thead>
    <tbody>
      ${rows.map(
        (row) =>
          ui`<tr key=${keyOf(row)} class=${names('row', classOf?.(row))}>
            ${columns.map(({ label, kind, cell }) => ui`<td class=${kind} data-label=${label}><div>${cell(row)}</div></td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Names and what they are. */
export const pairs = (all: readonly (readonly [string, Piece] | false | null | undefined)[]): Piece =>
  ui`<dl class="pairs">
    ${all.map((pair) => pair && ui`<div><dt>${pair[0]}</dt><dd>${pair[1]}</dd></div>`)}
  </dl>`;
