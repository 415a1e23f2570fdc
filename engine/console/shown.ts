/** How things are shown: texts, times, states, figures, tables. */
export { figuresOf, flat, ledger, ledgerOf, together } from './parts/ledger.ts';
export { badge, bars, icon, range, time, toneOf, type IconName, type Tone } from './parts/marks.ts';
export { pairs, stack, table, type Columns } from './parts/page.ts';
export { plot } from './parts/plot.ts';
export { block, body, brief, json, keyText, legible, mapped, plainly, source, value } from './parts/text.ts';
