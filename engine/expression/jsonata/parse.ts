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
