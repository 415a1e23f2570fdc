import { html, prose, type Markup, type Part } from '../markup.ts';

/** A cell that says itself what it holds: on a phone, rows are cards. Without content there is nothing in it at all. */
export const cell = (name: string, label: string, content: Part): Markup =>
  html`<td class="${name}" data-label="${label}">${content}</td>`;

export const bullets = (lines: readonly Part[]): Part =>
  lines.length > 0 &&
  html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;

/** Sentences, each of which the search finds by itself. */
export const sentences = (lines: readonly string[]): Markup | false =>
  lines.length > 0 &&
  html`<ul class="measure">
    ${lines.map((line) => html`<li data-unit>${prose(line)}</li>`)}
  </ul>`;
