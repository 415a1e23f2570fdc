/** What every page is made of: a head, sections, tables, and what stands there while nothing does. */
import type { RunError } from '../../serve/contract/runs.ts';
import type { Finding } from '../../serve/contract/session.ts';
import type { Answer } from '../base/live.ts';
import { ui, names, type Piece } from '../base/ui.ts';
import { count, many } from '../base/words.ts';
import { legible, value } from './text.ts';

interface Head {
  /** Shown instead of the title, where there is more to it. */
  readonly shown?: Piece;
  readonly says?: Piece;
  /** Where it is a part of: its name and address. */
  readonly above?: readonly [string, string] | undefined;
  readonly acts?: Piece;
}

export const head = (title: string, { shown, says, above, acts }: Head): Piece => {
  document.title = `${title} · Feedwright`;
  return ui`<header class="head">
    <div class="head-text">
      ${above && ui`<nav aria-label="Where this is"><a class="above" href=${above[1]}>${above[0]}</a></nav>`}
      <h1 tabindex="-1">${shown ?? legible(title)}</h1>
      ${says && ui`<p class="says">${says}</p>`}
    </div>
    ${acts && ui`<div class="acts">${acts}</div>`}
  </header>`;
};

/** A part of a page, with a title, what is to be said of it, and what can be done with it. */
export const section = (title: string, body: Piece, says?: Piece, acts?: Piece): Piece => ui`
<section class="section" aria-label=${title}>
  <div class="section-head"><h2>${title}</h2>${says && ui`<p class="says">${says}</p>`}${acts && ui`<div class="acts">${acts}</div>`}</div>
  <div class="section-body">${body}</div>
</section>`;

/** Nothing is there: why, and what to do about it. */
export const empty = (text: string, remedy?: Piece): Piece =>
  ui`<div class="empty"><p>${text}</p>${remedy && ui`<p class="says">${remedy}</p>`}</div>`;

/** What went wrong, where, and the remedy. */
export const trouble = ({ message, hint, place, code }: RunError, more?: Piece): Piece => ui`
<div class="trouble" role="group" aria-label="Error">
  <p>${value(message, 600)}</p>
  ${hint && ui`<p class="remedy"><b>What to do:</b> ${value(hint, 600)}</p>`}
  ${(place || code) && ui`<p class="where">${place && ui`<code>${legible(place)}</code> `}${code && ui`<span>${code}</span>`}</p>`}
  ${more}
</div>`;

const finding = (one: Finding, onPick?: (finding: Finding) => void): Piece => {
  const place = `${one.place.file}:${one.place.line}:${one.place.column}`;
  return ui`<li>
    <span class=${names('badge', one.severity === 'error' ? 'bad' : 'warn')}>${one.severity}</span>
    <div>
      <p>${value(one.message, 400)}</p>
      ${one.hint && ui`<p class="remedy">${value(one.hint, 400)}</p>`}
      <p class="where">${onPick ? ui`<button type="button" class="link" onClick=${() => onPick(one)}>${place}</button>` : ui`<code>${legible(place)}</code>`} <span>${one.code}</span></p>
    </div>
  </li>`;
};

export const findings = (all: readonly Finding[], onPick?: (finding: Finding) => void): Piece =>
  ui`<ol class="findings" aria-label=${many(all.length, 'finding')}>${all.map((one) => finding(one, onPick))}</ol>`;

/** What came of a question; what came last stays while it is asked again, and says that it is old where that failed. */
export const answered = <Data>({ data, failure, again }: Answer<Data>, show: (data: Data) => Piece): Piece => {
  if (data === undefined && failure === undefined) return ui`<div class="waits" aria-busy="true"><span>asking…</span></div>`;
  const all = failure?.problem.findings ?? [];
  const more = ui`${all.length > 0 && findings(all)}<p><button type="button" onClick=${again}>Ask again</button></p>`;
  return ui`<div class="answered">${failure && ui`<div role="alert">${trouble(failure.problem, more)}</div>`}${data !== undefined && show(data)}</div>`;
};

/** By label what stands in a column: numbers go to the right, nothing is a dash. The column without a label is for buttons. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Piece>>;

interface Ways<Row> {
  /** The column that takes what room is left. */
  readonly wide?: string;
  /** What is shown where there is no row. */
  readonly none?: Piece;
  readonly mark?: (row: Row) => string | false;
}

/** On a narrow screen each row is a card, with the columns' labels beside the cells. The caption is for who does not see the table. */
export const table = <Row>(
  caption: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  columns: Columns<Row>,
  { wide, none, mark }: Ways<Row> = {},
): Piece => {
  if (rows.length === 0 && none !== undefined) return none;
  const cells = rows.map((row) => Object.values(columns).map((cell) => cell(row)));
  const labels = Object.keys(columns);
  const isNumber = (at: number): boolean => cells.some((row) => typeof row[at] === 'number');
  const kinds = labels.map((label, at) => (label === '' ? 'does' : label === wide ? 'wide' : isNumber(at) && 'number'));
  const shown = (cell: Piece): Piece => (typeof cell === 'number' ? count(cell) : (cell ?? '–'));
  return ui`<table class="table">
    <caption class="unseen-text">${caption}</caption>
    <thead><tr>${labels.map((label, at) => ui`<th scope="col" class=${names(kinds[at])}>${label || ui`<span class="unseen-text">Actions</span>`}</th>`)}</tr></thead>
    <tbody>
      ${rows.map(
        (row, index) => ui`<tr key=${keyOf(row)} class=${names('row', mark?.(row))}>
          ${cells[index]?.map((cell, at) => ui`<td class=${names('cell', kinds[at])} data-label=${labels[at]}><div>${shown(cell)}</div></td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
};

/** Names and what they are. */
export const pairs = (all: readonly (readonly [string, Piece] | false | null | undefined)[]): Piece =>
  ui`<dl class="pairs">${all.map((pair) => pair && ui`<div><dt>${pair[0]}</dt><dd>${pair[1]}</dd></div>`)}</dl>`;

/** One thing, and beneath it what is to be said of it. */
export const stack = (first: Piece, ...rest: readonly Piece[]): Piece =>
  ui`<div class="stack"><span>${first}</span>${rest.map((one) => one && ui`<span class="sub">${one}</span>`)}</div>`;
