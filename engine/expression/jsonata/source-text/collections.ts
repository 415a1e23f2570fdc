import { chargeItems } from '../run.ts';
import type { ArrayNode, Node, ObjectNode } from '../syntax.ts';
import { CONS, marked } from '../values.ts';
import { compileGroup } from '../closures/paths/group.ts';
import { lazily } from '../closures/scope.ts';
import type { Emitter, Operand } from './emitter.ts';
import { pushItem } from './runtime.ts';

/** The literal keys of an object constructor in the order of its members; undefined where a key is computed or comes twice. */
export function literalKeys(node: ObjectNode): Map<string, Node> | undefined {
  const values = new Map<string, Node>();
  for (const [key, value] of node.lhs) {
    if (key.type !== 'string' || key.predicate !== undefined || key.group !== undefined) return undefined;
    const name = String(key.value);
    if (values.has(name) || name === '__proto__' || name.startsWith('_jsonata_')) return undefined;
    values.set(name, value);
  }
  const order = Object.keys(Object.fromEntries(values));
  return new Map(order.map((name) => [name, values.get(name) as Node]));
}

/** All members at once where none is missing, so that such objects share one shape; else member by member. */
function build(members: readonly { readonly name: string; readonly value: Operand }[], result: string, emitter: Emitter): void {
  const uncertain = members.filter(
    ({ value }) => value.literal === undefined && value.kind !== 'boolean' && value.kind !== 'string',
  );
  const whole = `{ ${members.map(({ name, value }) => `${JSON.stringify(name)}: ${value.code}`).join(', ')} }`;
  if (uncertain.length === 0) {
    emitter.line(`${result} = ${whole};`);
    return;
  }
  emitter.line(`if (${uncertain.map(({ value }) => `${value.code} !== undefined`).join(' && ')}) ${result} = ${whole};`);
  emitter.line(`else { ${result} = {};`);
  for (const { name, value } of members) {
    const set = `${result}[${JSON.stringify(name)}] = ${value.code};`;
    emitter.line(uncertain.some((other) => other.name === name) ? `if (${value.code} !== undefined) ${set}` : set);
  }
  emitter.line('}');
}

export function emitObject(node: ObjectNode, emitter: Emitter): Operand {
  const general = emitter.constant(lazily(emitter.scope, (here) => compileGroup(node, here)));
  const result = emitter.temp();
  const keys = literalKeys(node);
  if (keys === undefined) {
    emitter.line(`${result} = ${general}(input, frame);`);
    return { code: result, kind: 'any' };
  }
  emitter.line(`if (Array.isArray(input)) ${result} = ${general}(input, frame);`);
  emitter.line('else {');
  const members = [...keys].map(([name, value]) => ({ name, value: emitter.emit(value, emitter) }));
  build(members, result, emitter);
  emitter.line('}');
  return { code: result, kind: 'any' };
}

/** An item that is itself written as `[…]` stays a list of its own. */
function nests(node: Node): boolean {
  return (node as { readonly value?: unknown }).value === '[';
}

/** `[a..b]`: nobody else holds the range, so it becomes the list itself. */
function onlyRange(items: unknown, cons: boolean): unknown {
  return marked(Array.isArray(items) ? (items as unknown[]) : items === undefined ? [] : [items], cons ? CONS : 0);
}

export function emitArray(node: ArrayNode, emitter: Emitter): Operand {
  const [first] = node.expressions;
  const cons = node.consarray === true;
  if (node.expressions.length === 1 && first?.type === 'binary' && first.value === '..' && first.predicate === undefined) {
    const range = emitter.emit(first, emitter);
    return { code: emitter.temp(`${emitter.constant(onlyRange)}(${range.code}, ${String(cons)})`), kind: 'any' };
  }
  const result = emitter.temp('[]');
  for (const item of node.expressions) {
    const { code, kind } = emitter.emit(item, emitter);
    if (nests(item)) emitter.line(`if (${code} !== undefined) ${result}.push(${code});`);
    else if (kind === 'any') emitter.line(`${emitter.constant(pushItem)}(${result}, ${code}, ${emitter.constant(chargeItems)});`);
    else emitter.line(kind === 'boolean?' ? `if (${code} !== undefined) ${result}.push(${code});` : `${result}.push(${code});`);
  }
  if (cons) emitter.line(`${emitter.constant(marked)}(${result}, ${String(CONS)});`);
  return { code: result, kind: 'any' };
}
