import type { Evaluate } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import type { Node } from '../syntax.ts';
import { isSequence, KEEP, marked, marksOf, TUPLES, unwrapped } from '../values.ts';
import { compileApply } from './apply.ts';
import { compileBlock } from './block.ts';
import { compileCall } from './call.ts';
import { compileFilter } from './paths/filter.ts';
import { generate, isGenerated } from './generate.ts';
import { compileGroup } from './paths/group.ts';
import { compileLambda } from './lambda.ts';
import { compilePartial } from './partial.ts';
import { compileName, compilePath } from './paths/path.ts';
import { compileRegex } from './regex.ts';
import type { Scope } from './scope.ts';
import { compileTransform } from './transform.ts';
import { compileBind, compileParent, compileVariable } from './variable.ts';
import { descendants, wildcard } from './paths/wildcard.ts';

function bare(node: Node, scope: Scope): Evaluate {
  switch (node.type) {
    case 'path':
      return compilePath(node, scope);
    case 'binary':
    case 'condition':
      return generate(node, scope);
    case 'unary':
      return generate(node, scope);
    case 'name':
      return compileName(node);
    case 'string':
    case 'number':
    case 'value': {
      const { value } = node;
      return () => value;
    }
    case 'wildcard':
      return wildcard;
    case 'descendant':
      return descendants;
    case 'parent':
      return compileParent(node, scope);
    case 'block':
      return compileBlock(node, scope);
    case 'bind':
      return compileBind(node, scope);
    case 'regex':
      return compileRegex(node, scope);
    case 'function':
      return compileCall(node, scope);
    case 'variable':
      return compileVariable(node, scope);
    case 'lambda':
      return compileLambda(node, scope);
    case 'partial':
      return compilePartial(node, scope);
    case 'apply':
      return compileApply(node, scope);
    case 'transform':
      return compileTransform(node, scope);
    case 'sort':
    case 'operator':
      return fail('S0206', { position: node.position, token: node.type });
    default:
      return node satisfies never;
  }
}

/** Nodes that never give a sequence, so that nothing is left to unwrap. */
function neverSequence(node: Node): boolean {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
    case 'lambda':
    case 'regex':
    case 'partial':
    case 'transform':
      return true;
    case 'binary':
      return node.value !== '..';
    case 'unary':
      return node.value !== '[';
    default:
      return false;
  }
}

function withPredicates(node: Node, evaluate: Evaluate, scope: Scope): Evaluate {
  let result = evaluate;
  for (const predicate of node.predicate ?? []) {
    const input = result;
    const { list } = compileFilter(predicate, scope);
    result = (context, frame) => list(input(context, frame), frame);
  }
  return result;
}

function keepingArray(evaluate: Evaluate): Evaluate {
  return (input, frame) => {
    const result = evaluate(input, frame);
    if (isSequence(result) && (marksOf(result) & TUPLES) === 0) marked(result, marksOf(result) | KEEP);
    return unwrapped(result);
  };
}

/** A single read needs no source of its own. */
function isRead(node: Node): boolean {
  return node.type === 'variable' || node.type === 'string' || node.type === 'number' || node.type === 'value';
}

function hangingOn(node: Node, scope: Scope): Evaluate {
  let evaluate = withPredicates(node, bare(node, scope), scope);
  if (node.group !== undefined && node.type !== 'path') {
    const input = evaluate;
    const group = compileGroup(node.group, scope);
    evaluate = (context, frame) => group(input(context, frame), frame);
  }
  return evaluate;
}

/** Compiles one node with all that hangs on it: predicates, grouping, and the unwrapping of its sequence. */
export function compile(node: Node, scope: Scope): Evaluate {
  scope.unit.level++;
  const generated = isGenerated(node, scope) && !isRead(node);
  const evaluate = generated ? generate(node, scope) : hangingOn(node, scope);
  scope.unit.level--;
  if (generated) return evaluate;
  if (node.keepArray === true && node.type !== 'path') return keepingArray(evaluate);
  if (node.type === 'path' || (neverSequence(node) && node.predicate === undefined)) return evaluate;
  return (input, frame) => unwrapped(evaluate(input, frame));
}
