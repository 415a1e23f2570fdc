/** The drawing of a feed as inline SVG: wide for a screen and paper, narrow for a phone. Its colours are those of the page. */
import type { GraphEdge, GraphNode, GuideGraph } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { html, type Markup } from '../markup.ts';
import { narrowLayout } from './narrow.ts';
import {
  DETAIL_HEIGHT,
  LABEL_HEIGHT,
  linksOf,
  PADDING,
  ROLE_HEIGHT,
  textHeight,
  TITLE_HEIGHT,
  type Layout,
  type Line,
  type PlacedBox,
} from './shapes.ts';
import { wideLayout } from './wide.ts';

export interface Drawn {
  readonly graph: GuideGraph;
  /** Of the feed. */
  readonly title: string;
  readonly anchors: Anchors;
  /** Where the page says more of a node. */
  readonly placeOf: (node: GraphNode) => string | undefined;
}

export const drawing = (drawn: Drawn): Markup =>
  html` <figure class="drawing" data-unit>
    ${svg(drawn, wideLayout(drawn.graph), 'wide')} ${svg(drawn, narrowLayout(drawn.graph), 'narrow')}
    <figcaption>${legend(drawn.graph)}</figcaption>
  </figure>`;

/** Lines end on a box's border: its stroke must not be cut off. */
const MARGIN = 2;

const svg = (drawn: Drawn, { left, width, height, boxes, lines, labels }: Layout, form: 'wide' | 'narrow'): Markup => {
  const [id, title, description] = ['drawing', 'drawing title', 'drawing description'].map((what) => drawn.anchors(what, form));
  const view = [left - MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN].map(Math.round).join(' ');
  return html`<svg
    class="${form}"
    viewBox="${view}"
    width="${Math.round(width + 2 * MARGIN)}"
    height="${Math.round(height + 2 * MARGIN)}"
    role="group"
    aria-labelledby="${title}"
    aria-describedby="${description}"
  >
    <title id="${title}">${`Drawing: ${drawn.title}`}</title>
    <desc id="${description}">${spoken(drawn.graph)}</desc>
    <defs>${(['data', 'asks', 'bytes', 'relation'] as const).map((kind) => arrow(`${id}-${kind}`, kind))}</defs>
    ${lines.map((line) => drawnLine(line, id ?? ''))} ${boxes.map((box) => drawnBox(box, drawn.placeOf(box.node)))}
    ${labels
      .filter((label) => label.lines.length > 0)
      .map(
        ({ x, y, anchor, lines: said }) =>
          html`<text class="label" text-anchor="${anchor}">${rows(said, { x, y, step: LABEL_HEIGHT })}</text>`,
      )}
  </svg>`;
};

const arrow = (id: string, kind: GraphEdge['kind']): Markup =>
  html`<marker
    id="${id}"
    class="${kind}"
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="7"
    markerHeight="7"
    markerUnits="userSpaceOnUse"
    orient="auto-start-reverse"
    ><path d="M0 .8 7 4 0 7.2z"
  /></marker>`;

const number = (value: number): number => Math.round(value * 10) / 10;

const drawnLine = ({ link, path }: Line, id: string): Markup => {
  const head = `url(#${id}-${link.kind})`;
  const rounded = path.replaceAll(/-?\d+\.\d+/g, (text) => String(number(Number(text))));
  return html`<path
    class="line ${link.kind}"
    d="${rounded}"
    marker-end="${head}"
    ${link.isBothWays && html` marker-start="${head}"`}
  />`;
};

const rows = (
  lines: readonly string[],
  { x, y, step }: { readonly x: number; readonly y: number; readonly step: number },
): readonly Markup[] => lines.map((line, index) => html`<tspan x="${number(x)}" y="${number(y + index * step)}">${line}</tspan>`);

const drawnBox = ({ node, title, detail, x, y, width, height }: PlacedBox, place: string | undefined): Markup => {
  const [left, role] = [x + PADDING, node.role === null ? 0 : ROLE_HEIGHT];
  // In a box that is higher than its text, because of its many lines, the text stands in the middle.
  const spare = (height - textHeight({ node, title, detail })) / 2;
  const top = y + spare + PADDING + 9 + role;
  const content = html`<title>${node.detail === null ? node.title : `${node.title}, ${node.detail}`}</title>
    <rect x="${number(x)}" y="${number(y)}" width="${width}" height="${height}" rx="9" />
    ${node.role !== null && html`<text class="role">${rows([node.role], { x: left, y: y + spare + PADDING + 7, step: 0 })}</text>`}
    <text class="title">${rows(title, { x: left, y: top, step: TITLE_HEIGHT })}</text>
    <text class="detail">${rows(detail, { x: left, y: top + title.length * TITLE_HEIGHT - 2, step: DETAIL_HEIGHT })}</text>`;
  const box = html`<g class="node ${node.kind}">${content}</g>`;
  return place === undefined ? box : html`<a href="#${place}">${box}</a>`;
};

const VERBS: Readonly<Record<GraphEdge['kind'], string>> = {
  data: 'gives',
  asks: 'asks',
  bytes: 'brings the bytes of',
  relation: 'is related to',
};

/** The drawing in sentences. */
const spoken = (graph: GuideGraph): string => {
  const titles = new Map(graph.nodes.map(({ id, title }) => [id, title]));
  const calls = graph.nodes.filter(({ kind }) => kind === 'call').map(({ title, role }) => `${title} (${role})`);
  const links = linksOf(graph).map(({ from, to, kind, labels }) => {
    const more = labels.length === 0 ? '' : ` (${labels.join(', ')})`;
    return `${titles.get(from)} ${VERBS[kind]} ${titles.get(to)}${more}.`;
  });
  return [`Calls: ${calls.join(', ')}.`, ...links].join(' ');
};

const legend = ({ edges }: GuideGraph): Markup => {
  const kinds = new Set(edges.map(({ kind }) => kind));
  const words = [
    ['data', 'what an answer becomes'],
    ['asks', 'a further call, and its answer'],
    ['relation', 'objects that are related'],
  ] as const;
  return html`${words
    .filter(([kind]) => kinds.has(kind))
    .map(
      ([kind, text]) =>
        html`<span class="legend"
          ><svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><path class="line ${kind}" d="M0 4H28" /></svg
          >${text}</span
        >`,
    )}`;
};
