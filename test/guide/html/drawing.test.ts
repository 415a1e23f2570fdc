import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrowLayout } from '../../../engine/guide/html/drawing/narrow.ts';
import type { Layout } from '../../../engine/guide/html/drawing/shapes.ts';
import { wideLayout } from '../../../engine/guide/html/drawing/wide.ts';
import type { GraphEdge, GraphNode, GuideGraph } from '../../../engine/guide/model/guide.ts';
import { madeUp } from './made-up.ts';

const node = fc.record({
  kind: fc.constantFrom<GraphNode['kind']>('call', 'object'),
  role: fc.constantFrom<GraphNode['role']>('source', 'index', 'document', 'supplemental', 'fulfillment', 'acknowledgement'),
  title: fc.string({ maxLength: 60 }),
  detail: fc.option(fc.string({ maxLength: 90 })),
});
const edge = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  kind: fc.constantFrom<GraphEdge['kind']>('data', 'asks', 'bytes', 'relation'),
  label: fc.option(fc.string({ maxLength: 40 })),
});
const graph = fc.tuple(fc.array(node, { maxLength: 14 }), fc.array(edge, { maxLength: 30 })).map(([nodes, edges]): GuideGraph => {
  const records: GraphNode = { id: '0', kind: 'records', role: null, title: 'Records', detail: null };
  const all = [records, ...nodes.map((one, at) => ({ ...one, id: String(at + 1), role: one.kind === 'call' ? one.role : null }))];
  return {
    nodes: all,
    edges: edges.map(({ from, to, ...rest }) => ({ ...rest, from: String(from % all.length), to: String(to % all.length) })),
  };
});

const expectSound = ({ nodes }: GuideGraph, { left, width, height, boxes, lines, labels }: Layout): void => {
  expect(boxes.map(({ node: { id } }) => id).toSorted()).toEqual(nodes.map(({ id }) => id).toSorted());
  for (const [at, box] of boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(left);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(left + width + 0.01);
    expect(box.y + box.height).toBeLessThanOrEqual(height + 0.01);
    const isApart = (other: typeof box): boolean =>
      other.x + other.width <= box.x ||
      box.x + box.width <= other.x ||
      other.y + other.height <= box.y ||
      box.y + box.height <= other.y;
    expect(boxes.slice(at + 1).every(isApart)).toBe(true);
  }
  expect(lines.filter(({ path }) => !path.startsWith('M') || /NaN|undefined|Infinity/.test(path))).toEqual([]);
  expect(labels.filter(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))).toEqual([]);
};

test.each([
  ['wide', wideLayout],
  ['narrow', narrowLayout],
] as const)('however a feed is made: in the %s drawing every part stands once, within it, on no other', (_, layout) => {
  fc.assert(fc.property(graph, (one) => expectSound(one, layout(one))));
});

test('a call whose answer comes back is one line with two ends, and no other edge is left out', () => {
  const drawn = madeUp.feeds['ships']?.graph ?? { nodes: [], edges: [] };
  const { lines } = wideLayout(drawn);
  expect(lines.map(({ link }) => `${link.from} ${link.isBothWays ? '<>' : '>'} ${link.to}`)).toEqual([
    'call ships > records',
    'records <> supplemental crew',
    'records > object ship',
    'records > object image',
    'object ship > object image',
    'object image <> fulfillment image',
    'records > records',
  ]);
  expect(lines.flatMap(({ link }) => link.labels)).toEqual(
    drawn.edges.map(({ label }) => label).filter((label) => label !== null),
  );
});
