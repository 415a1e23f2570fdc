import type { ActionRow } from '../../../serve/contract/actions.ts';
import { ui, type Piece } from '../../base.ts';
import { badge, block, json, legible, trouble, value, type Tone } from '../../parts.ts';

const TONES: Readonly<Record<ActionRow['status'], Tone>> = {
  succeeded: 'good',
  failed: 'bad',
  refused: 'bad',
  uncertain: 'warn',
  dry_run: 'calm',
};
const WORDS: Readonly<Record<ActionRow['status'], string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  refused: 'refused',
  uncertain: 'may have happened',
  dry_run: 'would be sent',
};

const requestOf = ({ request }: ActionRow): Piece =>
  request &&
  ui`<div class="exact">
    <p><b>${request.method}</b> ${value(request.url, 600)}</p>
    <dl class="headers">${Object.entries(request.headers).map(([name, one]) => ui`<div><dt>${legible(name)}</dt><dd>${value(one, 160)}</dd></div>`)}</dl>
    ${request.body !== null && request.body !== undefined && (typeof request.body === 'string' ? block(request.body, 'Body of the request') : json(request.body, 'Body of the request'))}
  </div>`;

/** What would be sent, or what came of it: a part for each object. */
export const rowsOf = (rows: readonly ActionRow[]): Piece => ui`<ol class="plain exact-list">
  ${rows.map(
    (row, index) => ui`<li key=${index}>
    <p>${badge(WORDS[row.status], TONES[row.status])} ${row.object === null ? 'without an object' : value(row.object, 120)}</p>
    ${requestOf(row)}
    ${row.error && trouble(row.error)}
    ${row.result !== null && row.result !== undefined && json(row.result, 'What the vendor answered')}
  </li>`,
  )}
</ol>`;
