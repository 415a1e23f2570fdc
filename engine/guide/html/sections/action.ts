/** An action: what it may be run on, what it asks for, what is checked, sent and answered. */
import type { GuideAction } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { html, prose, type Markup } from '../markup.ts';
import { sentences } from './cell.ts';
import { optionTable } from './options.ts';
import { requestMarkup } from './request.ts';
import { part, type Section } from './section.ts';

export const actionSection = (action: GuideAction, id: string, anchors: Anchors): Section => {
  const inner = (what: string): string => anchors(action.name, what);
  return {
    id,
    title: action.title,
    body: [
      html`${action.description !== null && html`<p class="lead" data-unit>${prose(action.description)}</p>`}
        <p class="chips" data-unit>
          ${action.accepts.map(({ name }) => html`<span class="chip thing">${name}</span>`)}${
            action.accepts.length === 0 && html`<span class="chip">runs on no object</span>`
          }${action.changesVendor && html`<span class="chip must">changes the vendor's data</span>`}
        </p>`,
    ],
    sections: [
      ...part(
        inner('options'),
        'Run options',
        action.options.length > 0 && optionTable(action.options, { anchors, scope: [action.name, 'option'] }),
      ),
      ...part(inner('checks'), 'Nothing is sent where', sentences(action.requires)),
      ...part(
        inner('request'),
        'Request and answer',
        html`<div class="request" data-unit>${requestMarkup(action.request)}${result(action.result)}</div>`,
      ),
    ],
  };
};

const result = (text: string | null): Markup | false =>
  text !== null && html`<p class="small"><span class="quiet">The answer comes down to</span> <code>${text}</code></p>`;
