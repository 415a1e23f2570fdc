import { apply } from '../calling/apply.ts';
import { Native, type Evaluate, type Frame } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { tick } from '../run.ts';
import { parseSignature } from '../calling/signature.ts';
import type { TransformNode } from '../syntax.ts';
import { isFunction, ownKeys, setMember } from '../values.ts';
import type { Scope } from './scope.ts';
import { variableRead } from './variable.ts';

type Members = Record<string, unknown>;
const signature = parseSignature('<(oa):o>');

function update(match: unknown, change: unknown, position: number | undefined): void {
  if (change === undefined) return;
  if (typeof change !== 'object' || change === null || Array.isArray(change)) fail('T2011', { position, value: change });
  for (const key of ownKeys(change))
    if (typeof match === 'object' && match !== null) setMember(match as Members, key, (change as Members)[key]);
}

function remove(match: unknown, names: unknown, position: number | undefined): void {
  if (names === undefined) return;
  const list: unknown[] = Array.isArray(names) ? names : [names];
  if (list.some((name) => typeof name !== 'string')) fail('T2012', { position, value: names });
  if (typeof match !== 'object' || match === null) return;
  for (const name of list) Reflect.deleteProperty(match, name as string);
}

/** `| pattern | update, delete |`: a function that changes a copy of its argument. */
export function compileTransform(node: TransformNode, scope: Scope): Evaluate {
  const pattern = scope.unit.compile(node.pattern, scope);
  const change = scope.unit.compile(node.update, scope);
  const deletion = node.delete === undefined ? undefined : scope.unit.compile(node.delete, scope);
  const clone = variableRead('clone', scope);
  const transform = (value: unknown, frame: Frame): unknown => {
    if (value === undefined) return undefined;
    const cloning = clone(frame);
    if (!isFunction(cloning)) return fail('T2013', { position: node.position });
    const copy = apply(cloning, [value], null);
    const matches = pattern(copy, frame);
    if (matches === undefined) return copy;
    for (const match of Array.isArray(matches) ? (matches as unknown[]) : [matches]) {
      tick();
      update(match, change(match, frame), node.update.position);
      if (deletion !== undefined) remove(match, deletion(match, frame), node.delete?.position);
    }
    return copy;
  };
  return (_input, frame) => new Native({ name: 'transform', arity: 1, signature, call: (value) => transform(value, frame) });
}
