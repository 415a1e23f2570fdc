/** A guide as one page that asks for nothing elsewhere: its policy lets in its own style and script, and no others. */
import { hash } from 'node:crypto';
import type { Guide } from '../model/guide.ts';
import { newAnchors } from './anchors.ts';
import { html, Markup } from './markup.ts';
import { BASE_STYLE } from './page/base-style.ts';
import { DRAWING_STYLE } from './page/drawing-style.ts';
import { PAPER_STYLE } from './page/paper-style.ts';
import { PARTS_STYLE } from './page/parts-style.ts';
import { SCRIPT } from './page/script.ts';
import { actionSection } from './sections/action.ts';
import { changeLog } from './sections/changes.ts';
import { sentences } from './sections/cell.ts';
import { feedSection } from './sections/feed.ts';
import { hero, introduction } from './sections/opening.ts';
import { configuration } from './sections/options.ts';
import { requestsSection } from './sections/request.ts';
import { contents, part, sectionMarkup, type Section } from './sections/section.ts';

const STYLE = BASE_STYLE + PARTS_STYLE + DRAWING_STYLE + PAPER_STYLE;
const allowed = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;
const policyOf = (style: string, script: string): string =>
  `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`;

interface Assets {
  readonly policy: string;
  readonly markup: Markup;
}

/** To the letter: the policy knows them by what they hash to. */
const WITHIN: Assets = {
  policy: policyOf(allowed(STYLE), allowed(SCRIPT)),
  markup: new Markup(`<style>${STYLE}</style><script>${SCRIPT}</script>`),
};

/** The style and the script of guides, for a server whose policy lets nothing of the kind stand in a page. */
export const GUIDE_ASSETS = { style: STYLE, script: SCRIPT } as const;

const besideIt = ({ style, script }: Readonly<Record<keyof typeof GUIDE_ASSETS, string>>): Assets => ({
  policy: policyOf("'self'", "'self'"),
  markup: html`<link rel="stylesheet" href="${style}" />
    <script src="${script}"></script>`,
});

/**
 * The page's text. Whatever a definition or a sample holds stands in it as text. `beside`: the addresses of its style and script, which
 * otherwise stand in the page.
 */
export const htmlGuide = (guide: Guide, beside?: Parameters<typeof besideIt>[0]): string => {
  const { policy, markup } = beside === undefined ? WITHIN : besideIt(beside);
  const sections = sectionsOf(guide);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${guide.facts.title} ${guide.facts.version}: integration guide</title>
        ${markup}
      </head>
      <body>
        <a class="skip" href="#introduction">Skip to the guide</a>
        ${bar(guide.facts.title)}
        <div class="frame">
          ${hero(guide)}
          <nav class="contents" id="contents" popover aria-labelledby="contents-title">
            <h2 id="contents-title">Contents</h2>
            ${contents(sections)}
          </nav>
          <main>${sections.map((section) => sectionMarkup(section))}</main>
        </div>
      </body>
    </html> `.text;
};

const bar = (title: string): Markup =>
  html` <div class="bar">
    <a class="name" href="#top">${title}</a>
    <button type="button" class="contents-button" popovertarget="contents">Contents</button>
    <div class="search js-only" role="search">
      <input
        type="search"
        placeholder="Search"
        aria-label="Search in this guide"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck="false"
      /><kbd aria-hidden="true">/</kbd>
    </div>
    <span class="said small quiet" role="status"></span>
    <button type="button" class="theme js-only" aria-label="Switch colours">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </button>
  </div>`;

/** In the order of a reader: what it is and needs, what to set, what comes and how, what can be done, what to know. */
const sectionsOf = (guide: Guide): readonly Section[] => {
  const anchors = newAnchors();
  for (const taken of ['top', 'contents', 'contents title']) anchors(taken);
  const feeds = Object.values(guide.feeds);
  const actions = Object.values(guide.actions);
  const places = new Map([
    ...feeds.map(({ name }) => [`feed ${name}`, anchors('feed', name)] as const),
    ...actions.map(({ name }) => [`action ${name}`, anchors('action', name)] as const),
  ]);
  const requestsId = anchors('requests');
  const requests = new Map(guide.requests.map(({ name }) => [name, anchors('request', name)]));
  return [
    introduction(guide, anchors, places),
    ...part(anchors('prerequisites'), 'Prerequisites', sentences(guide.prerequisites)),
    ...configuration(guide, anchors),
    ...feeds.map((feed) => feedSection(feed, guide, { anchors, requests, id: places.get(`feed ${feed.name}`) ?? '' })),
    ...requestsSection({
      requests: guide.requests,
      id: requestsId,
      places: requests,
      titleOfFeed: (name) => guide.feeds[name]?.title ?? name,
    }),
    ...actions.map((action) => actionSection(action, places.get(`action ${action.name}`) ?? '', anchors)),
    ...part(anchors('limits'), 'Known issues and limits', sentences(guide.limits)),
    ...part(anchors('change log'), 'Change log', changeLog(guide.changes, anchors)),
  ];
};
