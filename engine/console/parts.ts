/** What pages are made of: their frame, and what is pressed and filled in. */
export { button, choice, closeDialog, confirm, copy, Dialog, filters, more, openDialog, searchField } from './parts/controls.ts';
export { fieldsOf, filledIn, linesOf, type Values } from './parts/form.ts';
export { answered, empty, findings, head, section, trouble } from './parts/page.ts';
