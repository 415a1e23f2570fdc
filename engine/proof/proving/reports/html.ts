import { count, counted, span } from '../../../api/wording/units.ts';
import { harmless } from '../../../api/wording/harmless.ts';
import { type Cell, isFailure, type Kill, type Verdict } from '../../prove/cell.ts';
import { escapedMarkup } from '../../../api/wording/markup.ts';
import { type Matrix, type MatrixRow, matricesOf } from '../matrix.ts';
import { failuresOf, type Proved } from '../proved.ts';
import { countVerdicts, VERDICTS } from '../verdicts.ts';
import { STYLE } from './style.ts';

export interface PageParts {
  readonly proved: readonly Proved[];
  /** One line on all of it. */
  readonly summary: string;
  readonly seed: number;
  readonly engine: string;
  /** ISO 8601. */
  readonly date: string;
}

/** Names and reasons come from outside: nothing in them is markup, or turns the reading direction. */
const text = (from: string): string => escapedMarkup(harmless(from));

/** One page that needs nothing else: the matrix of each feed, in words and colours; what came of a cell opens on demand. */
export const page = ({ proved, summary, seed, engine, date }: PageParts): string => {
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  const body = [
    `<h1>${proved.length === 1 ? text(proved[0]?.target ?? '') : 'Proof'}</h1>`,
    `<p class="summary">${text(summary)}</p>`,
    `<p class="made">${text(date)}, Feedwright ${text(engine)}, seed ${seed}</p>`,
    failing(proved),
    ...(proved.length > 1 ? [contents(proved)] : []),
    ...proved.map((one, index) => feed(one, index, proved.length > 1)),
    legend(),
  ];
  return `<!doctype html>\n<html lang="en"><head>${head}${policy}<title>Feedwright proof</title><style>${STYLE}</style></head>\n<body><main>\n${body.join('\n')}\n</main></body></html>\n`;
};

const badge = (verdict: Verdict, words: string = verdict): string => `<span class="v ${classOf(verdict)}">${text(words)}</span>`;

const classOf = (verdict: Verdict): string => (isFailure({ verdict }) ? 'bad' : verdict.replaceAll(/[^a-z]/g, ''));

const counts = (all: readonly (Cell | Kill)[]): string =>
  countVerdicts(all)
    .map(({ verdict, times }) => badge(verdict, `${count(times)} ${verdict}`))
    .join(' ');

const failing = (all: readonly Proved[]): string => {
  const errors = all.flatMap(({ target, error }) =>
    error === undefined ? [] : [`<li><b>${text(target)}</b> could not be proved: ${text(error.message)}</li>`],
  );
  const failures = failuresOf(all).map(
    ({ target, of }) =>
      `<li>${badge(of.verdict)} <b>${text(target)}</b> <code>${text(of.id)}</code>, ${text(whatOf(of))}<br>${text(of.why ?? '')}</li>`,
  );
  return errors.length + failures.length === 0 ? '' : `<h2>What failed</h2><ul>${[...errors, ...failures].join('')}</ul>`;
};

const whatOf = (one: Cell | Kill): string =>
  'trouble' in one ? [one.trouble, one.at].filter((part) => part !== '').join(', ') : one.at;

const contents = (all: readonly Proved[]): string => {
  const rows = all.map(
    ({ target, cells, kills }, index) =>
      `<tr><th scope="row"><a href="#feed-${index + 1}">${text(target)}</a></th><td>${counts(cells)}</td><td>${counts(kills)}</td></tr>`,
  );
  return `<div class="wide"><table><thead><tr><th scope="col">feed</th><th scope="col">cells</th><th scope="col">deaths of the process</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
};

const feed = ({ target, subject, cells, kills, took, left }: Proved, index: number, isTitled: boolean): string => {
  const definition = subject === undefined ? '' : `version ${subject.definition.version}, `;
  const chosen = left === 0 ? '' : `, chosen of ${count(cells.length + left)}`;
  return [
    `<section id="feed-${index + 1}">${isTitled ? `<h2>${text(target)}</h2>` : ''}`,
    `<p>${text(definition)}${counted(cells.length, 'cell')}${chosen}: ${counts(cells)} <small>${text(span(took))}</small></p>`,
    ...matricesOf(cells).map(matrix),
    killed(kills),
    unknowable(cells),
    '</section>',
  ].join('\n');
};

const TITLES = { case: 'Cases', network: 'Network', data: 'Data', process: 'Process and disk' } as const;

const matrix = ({ group, requests, lasts, rows }: Matrix): string => {
  const columns = [
    ...requests.map(({ number, at }) => `<th scope="col" title="${text(at)}">request ${text(number)}</th>`),
    ...(lasts ? ['<th scope="col">lasting</th>'] : []),
  ];
  const titles = columns.length === 0 ? ['<th scope="col">verdict</th>'] : columns;
  const legend = requests.map(({ at }) => `<li>${text(at)}</li>`).join('');
  const body = rows.map((row) => {
    const cells =
      columns.length === 0
        ? [row.single]
        : [...requests.map(({ number }) => row.once.get(number)), ...(lasts ? [row.lasting] : [])];
    return `<tr><th scope="row">${rowTitle(row, group)}<br><code>${text(row.id)}</code></th>${cells.map(tableCell).join('')}</tr>`;
  });
  return `<h3>${TITLES[group]}</h3>${legend === '' ? '' : `<ul class="at">${legend}</ul>`}<div class="wide"><table><thead><tr><th scope="col">${group === 'case' ? 'case' : 'trouble'}</th>${titles.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
};

const rowTitle = ({ trouble, single }: MatrixRow, group: Matrix['group']): string => {
  const at = single?.at ?? '';
  if (group === 'case') return text(at);
  return text(at === '' ? trouble : `${trouble}, ${at}`);
};

const tableCell = (cell: Cell | undefined): string => {
  if (cell === undefined) return '<td></td>';
  const { verdict, why, at } = cell;
  const words = text(verdict);
  if (why === undefined) return `<td class="${classOf(verdict)}">${words}</td>`;
  const details = `<details><summary>${words}</summary>${text(why)}${at === '' ? '' : `<br><small>${text(at)}</small>`}</details>`;
  return `<td class="${classOf(verdict)}">${details}</td>`;
};

const killed = (kills: readonly Kill[]): string => {
  if (kills.length === 0) return '';
  const rows = kills.map(
    ({ id, at, verdict, why }) =>
      `<tr><th scope="row"><code>${text(id)}</code></th><td>${text(at)}</td><td class="${classOf(verdict)}">${text(verdict)}</td><td>${text(why ?? '')}</td></tr>`,
  );
  const words = `${count(kills.length)} deaths of the process`;
  return `<h3>Deaths</h3><p>${words}: ${counts(kills)}</p><details><summary>each of them</summary><div class="wide"><table><thead><tr><th scope="col">id</th><th scope="col">where it died</th><th scope="col">verdict</th><th scope="col">why</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
};

const unknowable = (cells: readonly Cell[]): string => {
  const reasons = [
    ...Map.groupBy(
      cells.filter(({ verdict }) => verdict === "can't know"),
      ({ why = '' }) => why,
    ),
  ];
  if (reasons.length === 0) return '';
  const items = reasons.map(
    ([why, all]) => `<li>${text(why)} <code>${all.map(({ id }) => text(id)).join('</code>, <code>')}</code></li>`,
  );
  return `<h3>What can't be known</h3><ul>${items.join('')}</ul>`;
};

const legend = (): string => {
  const items = VERDICTS.map(({ verdict, meaning }) => `<dt>${badge(verdict)}</dt><dd>${text(meaning)}</dd>`);
  return `<h2>What the verdicts mean</h2><dl>${items.join('')}</dl>`;
};
