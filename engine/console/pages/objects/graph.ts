/** An object and what it is related to: what points at it on the left, what it points at on the right. */
import type { ObjectDetail } from '../../../serve/contract/objects.ts';
import { count, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { plainly } from '../../parts.ts';
import { objectHref, typeOf } from './objects.ts';

type Related = ObjectDetail['related'][number];

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

/** Its name stands by the other object: in the middle those of many would lie on each other. */
const edge = (box: Box, middle: number, self: number, isOut: boolean, name: string): Piece => {
  const other = isOut ? box.x - 4 : box.x + box.width;
  const [from, to] = isOut ? [self, other] : [other, self - 4];
  const [fromY, toY] = isOut ? [middle, box.y] : [box.y, middle];
  const half = (from + to) / 2;
  return ui`<path class="edge" d=${`M${from} ${fromY} C${half} ${fromY} ${half} ${toY} ${to} ${toY}`} marker-end="url(#tip)" />
    <text class="edge-label" x=${isOut ? other - 8 : other + 6} y=${box.y - 4} text-anchor=${isOut ? 'end' : 'start'}>${short(name, Math.abs(to - from) + 8)}</text>`;
};

interface Side {
  readonly all: readonly Related[];
  readonly width: number;
  readonly total: number;
  readonly middle: number;
}

const side = ({ all, width, total, middle }: Side): Piece => {
  const shown = all.slice(0, MOST);
  return shown.map((one, index) => {
    const isOut = one.direction === 'outgoing';
    const y = middle + (index - (shown.length - 1) / 2) * ROW;
    const box = { x: isOut ? total - width - 1 : 1, y, width };
    return ui`<g key=${`${one.direction} ${one.as} ${objectHref(one.to)}`}>
      ${edge(box, middle, total / 2 + (isOut ? width / 2 : -width / 2), isOut, one.as ?? '')}
      <a href=${objectHref(one.to)}>${node(box, one.to.value, typeOf(one.to))}</a>
    </g>`;
  });
};

export const Graph = ({ object }: { readonly object: ObjectDetail }): Piece => {
  const box = useRef<HTMLDivElement>(null);
  const wide = useSignal(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(([entry]) => (wide.value = entry?.contentRect.width ?? 0));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const out = object.related.filter(({ direction }) => direction === 'outgoing');
  const into = object.related.filter(({ direction }) => direction === 'incoming');
  const rows = Math.max(1, Math.min(MOST, Math.max(out.length, into.length)));
  const height = rows * ROW + 16;
  const total = wide.value;
  const sides = { width: Math.min(WIDEST, total * 0.26), total, middle: height / 2 };
  const left = Math.max(0, out.length - MOST) + Math.max(0, into.length - MOST);
  return ui`<div class="graph" ref=${box}>
    ${
      total > 520 &&
      ui`<svg width=${total} height=${height} aria-label="What this object is related to; the table beneath lists it" role="group">
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0l8 4-8 4z" /></marker></defs>
      ${side({ ...sides, all: into })}${side({ ...sides, all: out })}
      <g class="self">${node({ x: total / 2 - sides.width / 2, y: height / 2, width: sides.width }, object.value, typeOf(object))}</g>
    </svg>
    ${left > 0 && ui`<p class="sub">and ${count(left)} more, in the table</p>`}`
    }
  </div>`;
};
