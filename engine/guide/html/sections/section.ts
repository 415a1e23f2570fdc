import { html, type Markup, type Part } from '../markup.ts';

/** A part of the page: it stands in the table of contents, down to two levels. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: readonly Markup[];
  readonly sections: readonly Section[];
}

/** A section of one body; none where there is nothing to say. */
export const part = (id: string, title: string, body: Markup | false): readonly Section[] =>
  body === false ? [] : [{ id, title, body: [body], sections: [] }];

const heading = (level: number, content: Part): Markup => (level === 0 ? html`<h2>${content}</h2>` : html`<h3>${content}</h3>`);

export const linkTo = (id: string, title: string): Markup =>
  html`<a class="anchor" href="#${id}" aria-label="Link to ${title}">#</a>`;

export const sectionMarkup = ({ id, title, body, sections }: Section, level = 0): Markup =>
  html` <section id="${id}">
    ${heading(level, [title, linkTo(id, title)])} ${body} ${sections.map((section) => sectionMarkup(section, level + 1))}
  </section>`;

export const contents = (sections: readonly Section[]): Markup =>
  html` <ul>
    ${sections.map(
      ({ id, title, sections: inner }) => html`<li><a href="#${id}">${title}</a>${inner.length > 0 && contents(inner)}</li> `,
    )}
  </ul>`;
