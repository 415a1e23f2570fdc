/** What a drawing consists of, whichever way it is laid out. */
import type { GraphEdge, GraphNode, GuideGraph } from '../../model/guide.ts';
import { wrapped } from './wrap.ts';

/** A node with its lines, and the size that they need. */
export interface Box {
  readonly node: GraphNode;
  readonly title: readonly string[];
  readonly detail: readonly string[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
}

/** What goes from one node to another, and what comes back the same way. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdge['kind'];
  readonly isBothWays: boolean;
  readonly labels: readonly string[];
}

export interface Line {
  readonly link: Link;
  /** Of an SVG path. */
  readonly path: string;
}

export interface Label {
  readonly x: number;
  /** The base of the first line. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly lines: readonly string[];
}

export interface Layout {
  /** Where it begins: lines may pass to the left of the first box. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
}

export const PADDING = 12;
export const ROLE_HEIGHT = 15;
export const TITLE_HEIGHT = 17;
export const DETAIL_HEIGHT = 14;
export const LABEL_HEIGHT = 13;
/** Of a letter, wide fonts included. */
const TITLE_LETTER = 8.4;
const DETAIL_LETTER = 6.7;
const LABEL_LETTER = 6.3;

export const boxOf = (node: GraphNode, width: number): Box => {
  const room = width - 2 * PADDING;
  const title = wrapped(node.title, Math.floor(room / TITLE_LETTER), 3);
  const detail = node.detail === null ? [] : wrapped(node.detail, Math.floor(room / DETAIL_LETTER), 3);
  return { node, title, detail, width, height: textHeight({ node, title, detail }) };
};

/** Of all that stands in a box, with the space around it. */
export const textHeight = ({ node, title, detail }: Pick<Box, 'node' | 'title' | 'detail'>): number =>
  2 * PADDING - 4 + (node.role === null ? 0 : ROLE_HEIGHT) + title.length * TITLE_HEIGHT + detail.length * DETAIL_HEIGHT;

export const labelLines = (labels: readonly string[], width: number): readonly string[] =>
  labels.flatMap((label) => wrapped(label, Math.floor(width / LABEL_LETTER), 3));

/** The edges, those that answer another one joined with it; edges to a node that is not there are left out. */
export const linksOf = ({ nodes, edges }: GuideGraph): readonly Link[] => {
  const ids = new Set(nodes.map(({ id }) => id));
  const there = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const answers = new Set(
    there.filter(
      (edge, index) =>
        edge.from !== edge.to && there.slice(0, index).some(({ from, to }) => from === edge.to && to === edge.from),
    ),
  );
  return there
    .filter((edge) => !answers.has(edge))
    .map(({ from, to, kind, label }) => {
      const back = [...answers].filter((edge) => edge.from === to && edge.to === from);
      const labels = [label, ...back.map((edge) => edge.label)].filter((text) => text !== null);
      return { from, to, kind, isBothWays: back.length > 0, labels };
    });
};
