import type { Node } from '../../expression/jsonata/syntax.ts';
import { segmentOffset } from './segment.ts';

/** Where a part of an expression begins in its source, from 0. The parser notes where the first token of a part ends, or its operator. */
export const startOf = (node: Node, source: string): number => {
  const end = node.position ?? 0;
  switch (node.type) {
    case 'path': {
      const [first] = node.steps;
      return first === undefined ? end : startOf(first, source);
    }
    case 'binary':
    case 'apply':
      return startOf(node.lhs, source);
    case 'condition':
      return startOf(copiedFrom(node.condition), source);
    case 'function':
    case 'partial':
      return node.procedure.position === undefined && node.procedure.type === 'variable'
        ? Math.max(0, end - node.procedure.value.length - 2)
        : startOf(node.procedure, source);
    case 'name':
      return segmentOffset(node, source);
    case 'variable':
      return Math.max(0, end - node.value.length - 1);
    case 'string':
      return quoteBefore(end, source);
    case 'number':
    case 'value':
      return wordBefore(end, source);
    case 'unary':
    case 'block':
    case 'wildcard':
    case 'parent':
      return Math.max(0, end - 1);
    default:
      return end;
  }
};

/** `left ?? right` is `$exists(left) ? left : right` in the tree, where the call has no place of its own. */
const copiedFrom = (condition: Node): Node => {
  const [given] = condition.type === 'function' && condition.position === undefined ? condition.arguments : [];
  return given ?? condition;
};

const quoteBefore = (end: number, source: string): number => {
  const quote = source[end - 1];
  if (quote !== '"' && quote !== "'") return Math.max(0, end);
  let start = end - 2;
  while (start > 0 && (source[start] !== quote || isEscaped(source, start))) start--;
  return Math.max(0, start);
};

const isEscaped = (source: string, at: number): boolean => {
  let before = at;
  while (source[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
};

const wordBefore = (end: number, source: string): number => {
  let start = end;
  while (start > 0 && /[\w.+-]/.test(source[start - 1] ?? '')) start--;
  // `5-3`: the sign belongs to what is before it.
  return start + (/^.*[-+](?=[\d.]+$)/.exec(source.slice(start, end))?.[0].length ?? 0);
};
