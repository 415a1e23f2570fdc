import jsonata from 'jsonata';
import { ExpressionError, fail } from './errors/expression-error.ts';
import type { FullLimits } from './run.ts';
import { walk, type Node } from './syntax.ts';
import { withWatchdog } from './watchdog.ts';

interface ParserError {
  readonly code?: unknown;
  readonly position?: unknown;
  readonly token?: unknown;
  readonly value?: unknown;
}

function tooNested(levels: number): never {
  return fail('U1003', { reason: `The expression is nested more than ${String(levels)} levels deep.` });
}

function wrap(error: unknown, limits: FullLimits): never {
  if (error instanceof RangeError) tooNested(limits.sourceDepth);
  if (error instanceof SyntaxError) fail('S0303', { reason: error.message.replace(/^Invalid regular expression: /, '') });
  const { code, position, token, value }: ParserError = typeof error === 'object' && error !== null ? error : {};
  if (typeof code !== 'string') return fail('S0201', { cause: error });
  throw new ExpressionError(code, {
    position: typeof position === 'number' ? position : undefined,
    token: token === undefined ? undefined : String(token),
    value,
  });
}

/** Each `??` and `?:` copies its left side, so a few of them within each other make a tree of any size. */
function copies(text: string): number {
  return text.match(/\?[?:]/g)?.length ?? 0;
}

function measure(root: Node, limits: FullLimits): void {
  let nodes = 0;
  for (const { depth } of walk(root)) {
    if (depth > limits.sourceDepth) tooNested(limits.sourceDepth);
    if (++nodes > limits.sourceNodes)
      fail('U1003', { reason: `The expression has more than ${String(limits.sourceNodes)} parts.` });
  }
}

/** Texts whose trees are remembered at once, and the longest of them: more than any definition has. */
const MOST_KNOWN = 4096;
const LONGEST_KNOWN = 4096;

/** Loading reads each expression several times, and each run once more. Nobody changes a tree. */
const known = new Map<string, Node>();

function read(text: string, limits: FullLimits): Node {
  let root = known.get(text);
  try {
    root ??= jsonata(text).ast() as unknown as Node;
  } catch (error) {
    return wrap(error, limits);
  }
  measure(root, limits);
  if (known.size >= MOST_KNOWN) known.clear();
  if (text.length <= LONGEST_KNOWN) known.set(text, root);
  return root;
}

/** The syntax tree of a text; syntax errors are thrown with JSONata's codes. */
export function parse(text: string, limits: FullLimits): Node {
  if (text.length > limits.sourceLength) {
    fail('U1003', { reason: `The expression is longer than ${String(limits.sourceLength)} characters.` });
  }
  return copies(text) > 5 ? withWatchdog(limits.timeMs, () => read(text, limits)) : read(text, limits);
}

/**
 * The syntax tree of a text that is being written, as far as there is one: what can't be read counts as null. Undefined where nothing
 * can be made of it.
 */
export function parseUnfinished(text: string, limits: FullLimits): Node | undefined {
  if (text.length > limits.sourceLength) return undefined;
  const work = (): Node => {
    const root = withoutErrors(jsonata(text, { recover: true }).ast());
    measure(root, limits);
    return root;
  };
  try {
    return copies(text) > 5 ? withWatchdog(limits.timeMs, work) : work();
  } catch {
    return undefined;
  }
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
