/** From the top to the bottom, for a phone: boxes of one width, and what joins them in lanes beside them. */
import type { GraphNode, GuideGraph } from '../../model/guide.ts';
import {
  boxOf,
  LABEL_HEIGHT,
  labelLines,
  linksOf,
  type Label,
  type Layout,
  type Line,
  type Link,
  type PlacedBox,
} from './shapes.ts';

const WIDTH = 350;
/** Between lanes, and what all of them together may take of the width. */
const LANE = 14;
const ALL_LANES = 84;
const LOOP = 20;
const CORNER = 6;
const GAP = 22;
/** Where the line to the next box leaves: beside it stands what it is. */
const STEP = 26;

export const narrowLayout = (graph: GuideGraph): Layout => {
  const links = linksOf(graph);
  const nodes = inOrder(graph.nodes, links);
  const index = new Map(nodes.map(({ id }, at) => [id, at]));
  const isStep = ({ from, to, kind }: Link): boolean =>
    kind !== 'relation' && Math.abs((index.get(from) ?? 0) - (index.get(to) ?? 0)) === 1;
  const far = links.filter((link) => !isStep(link) && link.from !== link.to);
  const left = lanesOf(far.filter(({ kind }) => kind !== 'relation'));
  const right = lanesOf(far.filter(({ kind }) => kind === 'relation'));
  const lane = Math.min(LANE, ALL_LANES / (left.size + right.size));
  const x = left.size * lane + 4;
  const width = WIDTH - x - right.size * lane - 4;

  const boxes: PlacedBox[] = [];
  const labels: Label[] = [];
  let y = 0;
  for (const node of nodes) {
    // What leads to a box is said above it: on the left what it is made of, on the right what it is related to.
    const said = links.filter(({ from, to }) => to === node.id && from !== to);
    const [made, related] = [false, true].map((isRelation) => {
      const texts = said.filter(({ kind }) => (kind === 'relation') === isRelation).map(({ labels: own }) => own.join(' → '));
      return labelLines(
        [...new Set(texts)].filter((text) => text !== ''),
        width / (isRelation ? 2 : 1) - STEP - 10,
      );
    });
    const above = Math.max(made?.length ?? 0, related?.length ?? 0);
    const own = links
      .filter(({ from, to }) => from === to && to === node.id)
      .flatMap((link) => labelLines(link.labels, width - 100));
    if (boxes.length > 0) y += GAP + above * LABEL_HEIGHT;
    const base = y - 7 - (above - 1) * LABEL_HEIGHT;
    labels.push({ x: x + STEP + 10, y: base, anchor: 'start', lines: made ?? [] });
    labels.push({ x: x + width - 10, y: base, anchor: 'end', lines: related ?? [] });
    const box = { ...boxOf(node, width), x, y };
    boxes.push(box);
    y += box.height;
    if (own.length === 0) continue;
    labels.push({ x: x + width - 58, y: y + LABEL_HEIGHT + 3, anchor: 'end', lines: own });
    y += Math.max(LOOP, own.length * LABEL_HEIGHT);
  }
  return {
    left: 0,
    width: WIDTH,
    height: y,
    boxes,
    lines: links.map((link) => lineOf(link, { boxes, isStep, left, right, lane })),
    labels,
  };
};

const ORDER: Readonly<Record<GraphNode['kind'], number>> = { call: 0, records: 1, object: 3 };
/** What gives the records, they, what is asked for each, the objects, each with the call for its files. */
const inOrder = (nodes: readonly GraphNode[], links: readonly Link[]): readonly GraphNode[] => {
  const rank = ({ kind, role }: GraphNode): number =>
    role === 'supplemental' ? 2 : role === 'acknowledgement' ? 4 : ORDER[kind];
  const objectOf = ({ id }: GraphNode): string | undefined => links.find(({ to }) => to === id)?.from;
  const files = nodes.filter(({ role }) => role === 'fulfillment');
  const rest = nodes.filter(({ role }) => role !== 'fulfillment').toSorted((a, b) => rank(a) - rank(b));
  const withFiles = rest.flatMap((node) => [node, ...files.filter((file) => objectOf(file) === node.id)]);
  return [...withFiles, ...files.filter((file) => !withFiles.includes(file))];
};

/** Lines of one kind from one box share a lane. */
const laneKey = ({ from, kind }: Link): string => `${kind} ${from}`;
const lanesOf = (links: readonly Link[]): ReadonlyMap<string, number> =>
  new Map([...new Set(links.map(laneKey))].map((key, at) => [key, at + 1]));

interface Lanes {
  readonly boxes: readonly PlacedBox[];
  readonly isStep: (link: Link) => boolean;
  readonly left: ReadonlyMap<string, number>;
  readonly right: ReadonlyMap<string, number>;
  readonly lane: number;
}

const middle = ({ y, height }: PlacedBox): number => y + height / 2;

const lineOf = (link: Link, { boxes, isStep, left, right, lane: step }: Lanes): Line => {
  const [a, b] = [link.from, link.to].map((id) => boxes.find(({ node }) => node.id === id));
  if (a === undefined || b === undefined) return { link, path: '' };
  if (a === b) return { link, path: `M${a.x + a.width - 50} ${a.y + a.height}c0 ${LOOP} 32 ${LOOP} 32 0` };
  if (isStep(link))
    return { link, path: `M${a.x + STEP} ${a.y < b.y ? a.y + a.height : a.y}V${a.y < b.y ? b.y : b.y + b.height}` };
  const isRelation = link.kind === 'relation';
  const lane = (isRelation ? right : left).get(laneKey(link)) ?? 1;
  const sign = isRelation ? 1 : -1;
  const edge = isRelation ? a.x + a.width : a.x;
  const x = edge + sign * lane * step;
  const shift = ((lane - 1) * 8) % 17;
  // Where lanes leave the same box, each has a place of its own.
  const [y1, y2] = [middle(a) + shift, middle(b) - shift];
  const turn = y2 > y1 ? CORNER : -CORNER;
  return {
    link,
    path: `M${edge} ${y1}H${x - sign * CORNER}q${sign * CORNER} 0 ${sign * CORNER} ${turn}V${y2 - turn}q0 ${turn} ${-sign * CORNER} ${turn}H${edge}`,
  };
};
