/** What pages are made of. */
export { bars } from './parts/bars.ts';
export { button, copy } from './parts/button.ts';
export { confirm, Dialog, openDialog } from './parts/dialog.ts';
export { choice, filters, searchField } from './parts/filters.ts';
export { fieldsOf, filledIn, formOf } from './parts/form.ts';
export { icon, type IconName } from './parts/icon.ts';
export { figuresOf, ledger, together } from './parts/ledger.ts';
export { mapped } from './parts/mapped.ts';
export { answered, empty, findings, head, section, trouble } from './parts/page.ts';
export { plot } from './parts/plot.ts';
export { source } from './parts/source.ts';
export { badge, toneOf, type Tone } from './parts/state.ts';
export { col, pairs, table, type Column } from './parts/table.ts';
export { range, time } from './parts/time.ts';
export { block, body, brief, json, keyText, legible, plainly, value } from './parts/value.ts';
