/** An object and what it is related to: what points at it on the left, what it points at on the right. */
import type { ObjectDetail } from '../../../serve/contract/objects.ts';
import { count, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { plainly } from '../../shown.ts';
import { objectHref, typeOf } from './objects.ts';

const MOST = 8;
const ROW = 46;
const NODE = 34;
const WIDEST = 230;
/** Of a letter, about. */
const LETTER = 6.9;

const short = (text: string, width: number): string => {
  const most = Math.floor((width - 16) / LETTER);
  const seen = plainly(text.slice(0, 200));
  return seen.length > most ? `${seen.slice(0, Math.max(1, most - 1))}…` : seen;
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const node = ({ x, y, width }: Box, value: string, type: string): Piece => ui`<g>
  <title>${plainly(value.slice(0, 400))}</title>
  <rect x=${x} y=${y - NODE / 2} width=${width} height=${NODE} rx="6" />
  <text x=${x + 8} y=${y - 3}>${short(value, width)}</text>
  <text class="kind" x=${x + 8} y=${y + 11}>${short(type, width)}</text>
</g>`;

/** From the object in the middle to another, or from there. Its name stands by the other: in the middle those of many would lie on each other. */
const edge = (box: Box, middle: Box, isOut: boolean, name: string): Piece => {
  const [from, to] = isOut ? [middle.x + middle.width, box.x - 4] : [box.x + box.width, middle.x - 4];
  const [fromY, toY] = isOut ? [middle.y, box.y] : [box.y, middle.y];
  const half = (from + to) / 2;
  return ui`<path class="edge" d=${`M${from} ${fromY} C${half} ${fromY} ${half} ${toY} ${to} ${toY}`} marker-end="url(#tip)" />
    <text class="edge-label" x=${isOut ? to - 8 : from + 6} y=${box.y - 4} text-anchor=${isOut ? 'end' : 'start'}>${short(name, Math.abs(to - from) + 8)}</text>`;
};

const side = (all: ObjectDetail['related'], middle: Box, total: number): Piece =>
  all.slice(0, MOST).map(({ as, direction, to: other }, index, shown) => {
    const isOut = direction === 'outgoing';
    const y = middle.y + (index - (shown.length - 1) / 2) * ROW;
    const box = { ...middle, x: isOut ? total - middle.width - 1 : 1, y };
    return ui`<g key=${`${direction} ${as} ${objectHref(other)}`}>
      ${edge(box, middle, isOut, as ?? '')}<a href=${objectHref(other)}>${node(box, other.value, typeOf(other))}</a>
    </g>`;
  });

export const Graph = ({ object }: { readonly object: ObjectDetail }): Piece => {
  const box = useRef<HTMLDivElement>(null);
  const wide = useSignal(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => (wide.value = entry?.contentRect.width ?? 0));
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const out = object.related.filter(({ direction }) => direction === 'outgoing');
  const into = object.related.filter(({ direction }) => direction === 'incoming');
  const height = Math.max(1, Math.min(MOST, Math.max(out.length, into.length))) * ROW + 16;
  const width = Math.min(WIDEST, wide.value * 0.26);
  const middle = { x: (wide.value - width) / 2, y: height / 2, width };
  const left = Math.max(0, out.length - MOST) + Math.max(0, into.length - MOST);
  const drawn = ui`<svg width=${wide.value} height=${height} aria-label="What this object is related to; the table beneath lists it" role="group">
    <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0l8 4-8 4z" /></marker></defs>
    ${side(into, middle, wide.value)}${side(out, middle, wide.value)}<g class="self">${node(middle, object.value, typeOf(object))}</g>
  </svg>`;
  return ui`<div class="graph" ref=${box}>${wide.value > 520 && drawn}${wide.value > 520 && left > 0 && ui`<p class="sub">and ${count(left)} more, in the table</p>`}</div>`;
};
