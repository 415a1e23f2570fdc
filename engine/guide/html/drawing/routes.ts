/** How the lines of the wide drawing run between its boxes. */
import { LABEL_HEIGHT, labelLines, type Label, type Line, type Link, type PlacedBox } from './shapes.ts';

const LANE = 18;
const CORNER = 8;
const LABEL_ROOM = 104;
const LOOP = 24;
/** Where on its way a line bears its label: nearer to the end with fewer lines. */
const LABEL_AT = 0.6;

export interface Routed {
  readonly line: Line;
  readonly label: Label | undefined;
  /** What it needs: its leftmost, rightmost and lowest point. */
  readonly from: number;
  readonly to: number;
  readonly bottom: number;
}

type Side = 'left' | 'right';
type Port = (link: Link, box: PlacedBox, side: Side) => number;

export const routes = (boxes: readonly PlacedBox[], links: readonly Link[]): readonly Routed[] => {
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const ends = links.flatMap((link) => {
    const [a, b] = [byId.get(link.from), byId.get(link.to)];
    return a === undefined || b === undefined ? [] : [{ link, a, b }];
  });
  const port = ports(ends);
  const lanes = new Map<string, number>();
  const laneOf = (side: Side, { from }: Link): number => {
    const key = `${side} ${from}`;
    const taken = [...lanes.keys()].filter((one) => one.startsWith(side)).length;
    return lanes.get(key) ?? lanes.set(key, taken + 1).get(key) ?? 1;
  };
  return ends.map(({ link, a, b }) => {
    if (a === b) return loop(link, a);
    if (a.x !== b.x) return across({ link, a, b }, port);
    const isNext = !boxes.some(({ x, y }) => x === a.x && y > Math.min(a.y, b.y) && y < Math.max(a.y, b.y));
    if (isNext && link.kind !== 'relation') return down({ link, a, b });
    const side = link.kind === 'relation' ? 'right' : 'left';
    return aside({ link, a, b }, side, { port, lane: laneOf(side, link) });
  });
};

interface Ends {
  readonly link: Link;
  readonly a: PlacedBox;
  readonly b: PlacedBox;
}

const middle = ({ y, height }: PlacedBox): number => y + height / 2;
/** Relations of one object leave it together. */
const bundle = ({ from, to, kind }: Link, box: PlacedBox): string =>
  kind === 'relation' && box.node.id === from ? 'relations' : `${kind} ${from} ${to}`;

/** Where on a side of a box each line ends: spread over it, in the order of where they come from. */
const ports = (ends: readonly Ends[]): Port => {
  const all = ends.flatMap(({ link, a, b }) => {
    if (a === b) return [];
    const sides: readonly [Side, Side] =
      a.x === b.x
        ? link.kind === 'relation'
          ? ['right', 'right']
          : ['left', 'left']
        : a.x < b.x
          ? ['right', 'left']
          : ['left', 'right'];
    return [
      { box: a, side: sides[0], key: bundle(link, a), other: middle(b) },
      { box: b, side: sides[1], key: bundle(link, b), other: middle(a) },
    ];
  });
  return (link, box, side) => {
    const here = all.filter((one) => one.box === box && one.side === side).toSorted((one, two) => one.other - two.other);
    const keys = [...new Set(here.map(({ key }) => key))];
    return box.y + (box.height * (keys.indexOf(bundle(link, box)) + 1)) / (keys.length + 1);
  };
};

const loop = (link: Link, { x, y, width, height }: PlacedBox): Routed => {
  const [center, bottom] = [x + width / 2, y + height];
  const lines = labelLines(link.labels, 2 * width);
  return {
    line: { link, path: `M${center - 16} ${bottom}c0 ${LOOP} 32 ${LOOP} 32 0` },
    label: { x: center, y: bottom + LOOP + LABEL_HEIGHT, anchor: 'middle', lines },
    from: x,
    to: x + width,
    bottom: bottom + LOOP + (lines.length + 1) * LABEL_HEIGHT,
  };
};

const down = ({ link, a, b }: Ends): Routed => {
  const [start, end] = a.y < b.y ? [a.y + a.height, b.y] : [a.y, b.y + b.height];
  const x = a.x + a.width / 2;
  const lines = labelLines([link.labels.join(' → ')], a.width / 2);
  return {
    line: { link, path: `M${x} ${start}V${end}` },
    label: { x: x + 8, y: (start + end) / 2 + 4, anchor: 'start', lines: lines.slice(0, 1) },
    from: a.x,
    to: a.x + a.width,
    bottom: 0,
  };
};

const across = ({ link, a, b }: Ends, port: Port): Routed => {
  const isForth = a.x < b.x;
  const [x1, x2] = isForth ? [a.x + a.width, b.x] : [a.x, b.x + b.width];
  const [y1, y2] = [port(link, a, isForth ? 'right' : 'left'), port(link, b, isForth ? 'left' : 'right')];
  const bend = (x1 + x2) / 2;
  const lines = labelLines(link.labels, LABEL_ROOM);
  // Of this curve: y is 3t² - 2t³ of the way, x close to t.
  const eased = 3 * LABEL_AT ** 2 - 2 * LABEL_AT ** 3;
  const x = x1 + (x2 - x1) * (1.5 * LABEL_AT - 1.5 * LABEL_AT ** 2 + LABEL_AT ** 3);
  return {
    line: { link, path: `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}` },
    label: { x, y: y1 + (y2 - y1) * eased - ((lines.length - 1) * LABEL_HEIGHT) / 2 + 4, anchor: 'middle', lines },
    from: 0,
    to: 0,
    bottom: 0,
  };
};

/** Past the boxes between, in a lane beside the column. */
const aside = ({ link, a, b }: Ends, side: Side, { port, lane }: { readonly port: Port; readonly lane: number }): Routed => {
  const sign = side === 'right' ? 1 : -1;
  const edge = side === 'right' ? a.x + a.width : a.x;
  const x = edge + sign * lane * LANE;
  const [y1, y2] = [port(link, a, side), port(link, b, side)];
  const turn = y2 > y1 ? CORNER : -CORNER;
  const lines = labelLines(link.labels, LABEL_ROOM);
  const path = `M${edge} ${y1}H${x - sign * CORNER}q${sign * CORNER} 0 ${sign * CORNER} ${turn}V${y2 - turn}q0 ${turn} ${-sign * CORNER} ${turn}H${edge}`;
  const reach = x + sign * (lines.length === 0 ? 1 : LABEL_ROOM);
  return {
    line: { link, path },
    label: { x: x + sign * 5, y: y2 - (3 * turn) / 2, anchor: side === 'right' ? 'start' : 'end', lines },
    from: Math.min(reach, edge),
    to: Math.max(reach, edge),
    bottom: 0,
  };
};
