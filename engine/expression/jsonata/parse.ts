import jsonata from 'jsonata';
import { ExpressionError, fail } from './errors/expression-error.ts';
import { parsePlainPath } from './plain-path.ts';
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

/** A tree, and what the limits bound of it. */
interface Measured {
  readonly root: Node;
  readonly depth: number;
  readonly nodes: number;
}

function measure(root: Node, limits: FullLimits): Measured {
  let nodes = 0;
  let deepest = 0;
  let holes = 0;
  for (const { node, depth } of walk(root)) {
    deepest = Math.max(deepest, depth);
    nodes++;
    if (node.type === 'operator') holes++;
    if (node.type === 'partial') holes -= node.arguments.filter(({ type }) => type === 'operator').length;
    // What is larger than allowed is not walked to its end.
    if (depth > limits.sourceDepth || nodes > limits.sourceNodes) break;
  }
  const measured = { root, depth: deepest, nodes };
  refuse(measured, limits);
  if (holes > 0) misplacedHole(root);
  return measured;
}

function refuse({ depth, nodes }: Measured, limits: FullLimits): void {
  if (depth > limits.sourceDepth) tooNested(limits.sourceDepth);
  if (nodes > limits.sourceNodes) fail('U1003', { reason: `The expression has more than ${String(limits.sourceNodes)} parts.` });
}

/** A `?` that stands for an argument stands among arguments. */
function misplacedHole(root: Node): void {
  const among = new Set(walk(root).flatMap(({ node }) => (node.type === 'partial' ? node.arguments : [])));
  const hole = walk(root).find(({ node }) => node.type === 'operator' && !among.has(node))?.node;
  if (hole !== undefined) fail('S0206', { position: hole.position, token: hole.type });
}

/** Texts whose trees are remembered at once, and the longest of them: several hundred definitions have as many. */
const MOST_KNOWN = 16_384;
const LONGEST_KNOWN = 4096;

/** Checking a definition reads each expression several times, and each run once more. Nobody changes a tree. */
const known = new Map<string, Measured>();

function read(text: string, limits: FullLimits): Node {
  const measured = measure(parsePlainPath(text) ?? parseAny(text, limits), limits);
  if (known.size >= MOST_KNOWN) known.clear();
  if (text.length <= LONGEST_KNOWN) known.set(text, measured);
  return measured.root;
}

function parseAny(text: string, limits: FullLimits): Node {
  try {
    return jsonata(text).ast() as unknown as Node;
  } catch (error) {
    return wrap(error, limits);
  }
}

/** The syntax tree of a text; syntax errors are thrown with JSONata's codes. */
export function parse(text: string, limits: FullLimits): Node {
  if (text.length > limits.sourceLength) {
    fail('U1003', { reason: `The expression is longer than ${String(limits.sourceLength)} characters.` });
  }
  const found = known.get(text);
  if (found !== undefined) {
    refuse(found, limits);
    return found.root;
  }
  return copies(text) > 5 ? withWatchdog(limits.timeMs, () => read(text, limits)) : read(text, limits);
}
