/** What stands first: the pack and its facts, what it brings, and what it needs. */
import type { Guide, GuideObjectType, Named } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { html, prose, type Markup } from '../markup.ts';
import type { Section } from './section.ts';

export const hero = ({ facts }: Guide): Markup => {
  const shown = [
    ['Version', facts.version],
    ['Category', facts.category],
    ['Author', facts.author],
    ['Language of definitions', String(facts.language)],
    ['Definition', facts.definition],
  ].filter(([, value]) => value !== null);
  return html` <header class="hero">
    <p class="eyebrow">Integration guide</p>
    <h1 id="top">${facts.title}</h1>
    <dl class="facts">
      ${shown.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
};

/** Feeds, actions and objects with a link to where they are explained. */
export const introduction = ({ introduction: said }: Guide, anchors: Anchors, placeOf: ReadonlyMap<string, string>): Section => ({
  id: anchors('introduction'),
  title: 'Introduction',
  body: [
    html`${said.text.map((text) => html`<p class="lead" data-unit>${prose(text)}</p>`)}`,
    list(
      'Feeds',
      'named',
      said.feeds.map((feed) => named(feed, placeOf.get(`feed ${feed.name}`))),
    ),
    list(
      'Actions',
      'named',
      said.actions.map((action) => named(action, placeOf.get(`action ${action.name}`))),
    ),
    list('What comes of it', 'things', said.objects.map(objectType)),
  ],
  sections: [],
});

const list = (title: string, name: string, items: readonly Markup[]): Markup =>
  items.length === 0
    ? html``
    : html`<div class="whole">
        <h3>${title}</h3>
        <ul class="${name}">
          ${items}
        </ul>
      </div>`;

const named = ({ title, description }: Named, place: string | undefined): Markup =>
  html`<li data-unit><a href="#${place}">${title}</a>${description !== null && html`<p>${prose(description)}</p>`}</li>`;

const objectType = ({ name, code, subtypes, custom, hasAttributes }: GuideObjectType): Markup => {
  const more = [
    ...(subtypes.length === 0 ? [] : [subtypes.join(', ')]),
    ...(custom ? ['a type of this pack: it must be known where the objects go'] : []),
    ...(hasAttributes ? [] : ['without attributes']),
  ];
  return html`<li data-unit>
    <strong>${name}</strong> <code>${code}</code>${more.length > 0 && html`<span class="small quiet">${more.join(' · ')}</span>`}
  </li>`;
};
