/** A call: what it is sent as, what is made of its answer, and what an answer looks like. */
import type { GuideRequest, GuideSample } from '../../model/guide.ts';
import { html, joined, prose, type Markup } from '../markup.ts';
import { codeBlock } from '../page/code-block.ts';
import type { Section } from './section.ts';

export const requestMarkup = (request: GuideRequest): Markup =>
  html` <p class="address"><span class="method">${request.method}</span>${request.address}</p>
    ${request.description !== null && html`<p class="measure">${prose(request.description)}</p>`}
    ${
      request.notes.length > 0 &&
      html`<ul class="measure">
        ${request.notes.map((note) => html`<li>${prose(note)}</li>`)}
      </ul>`
    }
    ${request.placeholders.length > 0 && html`<dl class="placeholders">${request.placeholders.map(placeholder)}</dl>`}
    ${codeBlock('curl', 'shell', request.curl)}
    ${
      request.sent !== null &&
      html`<details>
        <summary>As it was sent in a case <span class="quiet">${request.sent.file}</span></summary>
        ${codeBlock('request', 'json', [request.sent.line, ...(request.sent.body === null ? [] : ['', request.sent.body])].join('\n'))}
      </details>`
    }
    ${request.samples.map(
      (sample) =>
        html`<details>
          <summary>${sampleTitle(sample)}</summary>
          ${codeBlock(sample.file, sample.language, sample.text)}
        </details>`,
    )}`;

const placeholder = ({ name, meaning }: GuideRequest['placeholders'][number]): Markup =>
  html`<div>
    <dt><code>${`<${name}>`}</code></dt>
    <dd>${prose(meaning)}</dd>
  </div>`;

const sampleTitle = ({ file, status, isShortened }: GuideSample): Markup =>
  html`${status.length > 0 ? html`Answer with status ${joined(status, ', ')}` : 'Sample answer'}
    <code>${file}</code>${isShortened && ', shortened'}`;

export interface Requests {
  readonly requests: readonly GuideRequest[];
  readonly id: string;
  /** Of each request, by its name. */
  readonly places: ReadonlyMap<string, string>;
  readonly titleOfFeed: (name: string) => string;
}

export const requestsSection = ({ requests, id, places, titleOfFeed }: Requests): readonly Section[] => {
  if (requests.length === 0) return [];
  const sections = requests.map((request) => ({
    id: places.get(request.name) ?? '',
    title: request.title,
    body: [html`<div class="request" data-unit>${origin(request, titleOfFeed)}${requestMarkup(request)}</div>`],
    sections: [],
  }));
  return [{ id, title: 'Requests', body: [], sections }];
};

const origin = ({ name, title, role, feeds }: GuideRequest, titleOfFeed: (name: string) => string): Markup =>
  html`<p class="small quiet">
    <span class="chip call">${role}</span>
    ${name !== title && html`<code>${name}</code>`}${feeds.length > 0 && html` of ${feeds.map(titleOfFeed).join(', ')}`}
  </p>`;
