/** Objects as a record became them, before any store. */
import { ui, type Piece } from '../base/ui.ts';
import { json, legible, value } from './value.ts';

interface Mapped {
  readonly type?: string;
  readonly subtype?: string;
  readonly value?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Without a value: it is sensitive. */
  readonly attributes?: readonly { readonly name: string; readonly value: string | null }[];
}

const one = (object: Mapped): Piece => ui`<li class="mapped">
  <b>${value(object.value ?? '', 160)}</b> <span class="sub">${legible([object.type, object.subtype && `(${object.subtype})`, ...(object.tags ?? [])].filter(Boolean).join(' '))}</span>
  ${object.description && ui`<p>${value(object.description, 200)}</p>`}
  <dl class="headers">${(object.attributes ?? []).map(
    ({ name, value: is }) =>
      ui`<div><dt>${legible(name)}</dt><dd>${is === null ? ui`<i class="none">hidden</i>` : value(is, 120)}</dd></div>`,
  )}</dl>
</li>`;

export const mapped = (objects: readonly unknown[]): Piece =>
  ui`<ul>${objects.map((object) => (typeof object === 'object' && object !== null && 'value' in object ? one(object as Mapped) : json(object, 'An object')))}</ul>`;
