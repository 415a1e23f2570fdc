/** From the left to the right: calls, records, objects, and the calls for files. */
import type { GraphNode, GuideGraph } from '../../model/guide.ts';
import { boxOf, linksOf, type Box, type Layout, type Link, type PlacedBox } from './shapes.ts';
import { routes } from './routes.ts';

const BOX = 200;
const RECORDS_BOX = 130;
const BETWEEN_ROWS = 30;
const BETWEEN_COLUMNS = 124;
/** Lines that end on one side of a box need so much each. */
const PORT = 17;

const columnOf = ({ kind, role }: GraphNode): number => {
  if (kind === 'records') return 1;
  if (kind === 'object') return 2;
  return role === 'fulfillment' ? 3 : 0;
};

export const wideLayout = (graph: GuideGraph): Layout => {
  const links = linksOf(graph);
  const columns = [0, 1, 2, 3]
    .map((column) =>
      graph.nodes
        .filter((node) => columnOf(node) === column)
        .map((node) => (column === 1 ? withPorts(boxOf(node, RECORDS_BOX), links) : boxOf(node, BOX))),
    )
    .filter((boxes) => boxes.length > 0);
  const boxes = placed(columns, links);
  const routed = routes(boxes, links);
  const left = Math.min(0, ...routed.map(({ from }) => from));
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...routed.map(({ to }) => to));
  return {
    left,
    width: right - left,
    height: Math.max(...boxes.map(({ y, height }) => y + height), ...routed.map(({ bottom }) => bottom)),
    boxes,
    lines: routed.map(({ line }) => line),
    labels: routed.flatMap(({ label }) => (label === undefined ? [] : [label])),
  };
};

const withPorts = (box: Box, links: readonly Link[]): Box => {
  return { ...box, height: Math.max(box.height, links.length * PORT) };
};

/** Each column around the same height; a call for files beside the object whose files it fetches. */
const placed = (columns: readonly (readonly Box[])[], links: readonly Link[]): readonly PlacedBox[] => {
  const heightOf = (boxes: readonly Box[]): number =>
    boxes.reduce((sum, { height }) => sum + height, (boxes.length - 1) * BETWEEN_ROWS);
  const tallest = Math.max(...columns.map(heightOf));
  const done: PlacedBox[] = [];
  let x = 0;
  for (const boxes of columns) {
    let y = (tallest - heightOf(boxes)) / 2;
    for (const [index, box] of boxes.entries()) {
      if (box.node.role === 'fulfillment') {
        const of = done.find(({ node }) => links.some(({ from, to }) => from === node.id && to === box.node.id));
        const beside = of === undefined ? 0 : of.y + (of.height - box.height) / 2;
        y = Math.max(index === 0 ? 0 : y, beside);
      }
      done.push({ ...box, x, y });
      y += box.height + BETWEEN_ROWS;
    }
    x += Math.max(...boxes.map(({ width }) => width)) + BETWEEN_COLUMNS;
  }
  return done;
};
