import type { GuideChange } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { html, prose, type Markup } from '../markup.ts';

/** What each version brought. */
export const changeLog = (changes: readonly GuideChange[], anchors: Anchors): Markup | false =>
  changes.length > 0 && html`${changes.map((change) => version(change, anchors('version', change.version)))}`;

const version = ({ version: name, date, lines }: GuideChange, id: string): Markup =>
  html`<div class="whole" data-unit id="${id}">
    <h3>${name}${date !== null && html` <span class="quiet small">${date}</span>`}</h3>
    <ul class="measure">
      ${lines.map((line) => html`<li>${prose(line)}</li>`)}
    </ul>
  </div>`;
