/** A feed: its drawing, what a run does, what is left out, what becomes what, what a run brings. */
import type { GraphNode, Guide, GuideFeed, GuideFilter, GuideRun } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { drawing } from '../drawing/drawing.ts';
import { html, prose, type Markup } from '../markup.ts';
import { cell, sentences } from './cell.ts';
import { mappingTable } from './mapping.ts';
import { part, type Section } from './section.ts';

export interface FeedPlaces {
  readonly anchors: Anchors;
  /** Of its section. */
  readonly id: string;
  /** Of requests, by name. */
  readonly requests: ReadonlyMap<string, string>;
}

export const feedSection = (feed: GuideFeed, guide: Guide, { anchors, id, requests }: FeedPlaces): Section => {
  const rows = guide.mapping[feed.name] ?? [];
  const run = guide.runs[feed.name];
  const inner = (what: string): string => anchors(feed.name, what);
  const mapping = inner('mapping');
  const places = new Map([...new Set(rows.map(({ entry }) => entry))].map((entry) => [entry, anchors(feed.name, entry)]));
  const entries = new Map([...places].map(([entry, place]) => [`object ${entry}`, place]));
  const own = guide.requests.filter(({ name }) => feed.requests.includes(name));
  const placeOf = ({ id: node, role, title }: GraphNode): string | undefined => {
    const titled = own.filter((request) => request.title === title);
    const request = titled.find((one) => one.role === role) ?? titled[0];
    return entries.get(node) ?? (request && requests.get(request.name));
  };
  return {
    id,
    title: feed.title,
    body: [
      html`${feed.description !== null && html`<p class="lead" data-unit>${prose(feed.description)}</p>`}
      ${drawing({ graph: feed.graph, title: feed.title, anchors, placeOf })}`,
    ],
    sections: [
      ...part(inner('run'), 'What a run does', sentences(feed.steps)),
      ...part(inner('filters'), 'What is left out', feed.filters.length > 0 && filterTable(feed.filters)),
      ...part(mapping, 'Mapping', rows.length > 0 && mappingTable({ feed: feed.name, rows, anchors, places })),
      ...part(inner('average run'), 'Average run', run !== undefined && runTable(run)),
    ],
  };
};

const filterTable = (filters: readonly GuideFilter[]): Markup =>
  html` <table class="filters">
    <thead>
      <tr>
        <th scope="col" class="key">Because it is</th>
        <th scope="col">Expression</th>
      </tr>
    </thead>
    <tbody>
      ${filters.map(
        ({ because, kind, test }) =>
          html`<tr data-unit>
            <th scope="row" class="key">${because}</th>
            ${cell('path', 'Expression', html`<span class="quiet">${kind === 'keep' ? 'kept where' : 'dropped where'}</span> ${test}`)}
          </tr> `,
      )}
    </tbody>
  </table>`;

const runTable = ({ measured, rows }: GuideRun): Markup =>
  html` <p class="measure quiet" data-unit>${prose(measured)}</p>
    <table class="figures">
      <thead>
        <tr>
          <th scope="col" class="key">Metric</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ metric, result }) =>
            html` <tr data-unit>
              <th scope="row" class="key">${metric}</th>
              <td>${result}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
