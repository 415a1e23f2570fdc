import type { Span } from './gram-index.ts';

export const MASK = '***';

/** The text with a mask for every stretch; what overlaps is one, so that no end of one stands beside another. */
export function masked(text: string, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const [from, to] of merged(spans)) {
    result += text.slice(at, from) + MASK;
    at = to;
  }
  return result + text.slice(at);
}

/** In order; what overlaps is one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const result: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
