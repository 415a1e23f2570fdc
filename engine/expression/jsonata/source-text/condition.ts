import type { BinaryNode, ConditionNode } from '../syntax.ts';
import type { Emitter, Operand } from './emitter.ts';
import { truth } from './truth.ts';

/** `? :`, and with it `?:` and `??`, which the parser writes as conditions. */
export function emitCondition(node: ConditionNode, emitter: Emitter): Operand {
  const condition = truth(emitter.emit(node.condition, emitter), emitter);
  const result = emitter.temp();
  emitter.line(`if (${condition}) {`);
  emitter.taken(node, 'holds');
  const then = emitter.emit(node.then, emitter);
  emitter.line(`${result} = ${then.code};`);
  emitter.line('} else {');
  emitter.taken(node, 'otherwise');
  const otherwise = node.else === undefined ? undefined : emitter.emit(node.else, emitter);
  if (otherwise !== undefined) emitter.line(`${result} = ${otherwise.code};`);
  emitter.line('}');
  return { code: result, kind: then.kind === otherwise?.kind ? then.kind : 'any' };
}

/** `and`, `or`. An error on their right side is told to be at the operator, the outermost one: the reference does so. */
export function emitBoolean(node: BinaryNode, emitter: Emitter): Operand {
  const left = emitter.emit(node.lhs, emitter);
  const outer = emitter.region;
  if (outer === 0) {
    emitter.region = emitter.sites.push({ call: undefined, within: { token: node.value, position: node.position } }) - 1;
    emitter.line(`site = ${String(emitter.region)};`);
  }
  const result = emitter.temp(truth(left, emitter));
  emitter.line(node.value === 'and' ? `if (${result}) {` : `if (!${result}) {`);
  emitter.taken(node, 'right');
  const right = emitter.emit(node.rhs, emitter);
  emitter.line(`${result} = ${truth(right, emitter)};`);
  if (emitter.scope.unit.probe !== undefined) emitter.line('} else {');
  emitter.taken(node, 'left');
  emitter.line('}');
  if (outer === 0) {
    emitter.region = 0;
    emitter.line('site = 0;');
  }
  return { code: result, kind: 'boolean' };
}
