import jsonata from 'jsonata';
import type { FullLimits } from './run.ts';
import { walk, type Node } from './syntax.ts';
import { withWatchdog } from './watchdog.ts';

/**
 * The syntax tree of a text that is being written, as far as there is one: what can't be read counts as null. Undefined where nothing
 * can be made of it within the limits.
 */
export function parseUnfinished(text: string, limits: FullLimits): Node | undefined {
  if (text.length > limits.sourceLength) return undefined;
  try {
    const root = withWatchdog(limits.timeMs, () => withoutErrors(jsonata(text, { recover: true }).ast()));
    return isWithin(root, limits) ? root : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(root: Node, limits: FullLimits): boolean {
  let nodes = 0;
  for (const { depth } of walk(root)) if (depth > limits.sourceDepth || ++nodes > limits.sourceNodes) return false;
  return true;
}

/** The parser's notes on what it could not read stand among the nodes. */
function withoutErrors(root: unknown): Node {
  const holder = { root };
  const seen = new Set<unknown>();
  const open: unknown[] = [holder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    const parts = next as Record<string, unknown>;
    for (const [key, one] of Object.entries(parts)) {
      if ((one as { readonly type?: unknown } | null)?.type === 'error') parts[key] = { type: 'value', value: null };
      open.push(parts[key]);
    }
  }
  return holder.root as Node;
}
