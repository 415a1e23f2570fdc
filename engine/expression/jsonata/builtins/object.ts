import { Callable, type NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { chargeItems, tick } from '../run.ts';
import { isFunction, isNumeric, lookup, marked, ownKeys, SEQUENCE, setMember } from '../values.ts';
import { builtin } from './definition.ts';
import { stringify } from './stringify.ts';

function collectKeys(value: unknown, into: Record<string, true>): void {
  if (Array.isArray(value)) for (const item of value) collectKeys(item, into);
  else if (!(value instanceof Callable)) for (const key of ownKeys(value)) into[key] = true;
  tick();
}

function keys(value: unknown): unknown[] {
  const names = Object.create(null) as Record<string, true>;
  collectKeys(value, names);
  const list = Object.keys(names);
  chargeItems(list.length);
  return marked(list as unknown[], SEQUENCE);
}

function parts(object: object): Record<string, unknown>[] {
  const list = Object.entries(object).map(([key, member]) => {
    const part: Record<string, unknown> = {};
    setMember(part, key, member);
    return part;
  });
  chargeItems(list.length);
  return list;
}

/** One object a member. Of a list that gives anything at all the result is a list, too, however short. */
function spread(value: unknown): unknown {
  if (Array.isArray(value)) {
    const found: unknown[] = [];
    chargeItems(1 + value.length);
    let any = false;
    for (const item of value as unknown[]) {
      const spreaded = spread(item);
      if (spreaded === undefined) continue;
      any = true;
      if (Array.isArray(spreaded)) for (const part of spreaded) found.push(part);
      else found.push(spreaded);
    }
    return any ? found : marked(found, SEQUENCE);
  }
  if (typeof value !== 'object' || value === null || value instanceof Callable) return value;
  return marked(parts(value) as unknown[], SEQUENCE);
}

function merge(objects: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const object of objects) {
    const names = ownKeys(object);
    chargeItems(names.length);
    for (const name of names) setMember(result, name, (object as Record<string, unknown>)[name]);
  }
  return result;
}

function typeOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (isNumeric(value)) return 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (Array.isArray(value)) return 'array';
  return isFunction(value) ? 'function' : 'object';
}

function clone(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(stringify(value) ?? 'null') as unknown);
}

export const objects: readonly NativeDefinition[] = [
  builtin('keys', '<x-:a<s>>', 1, keys),
  builtin('lookup', '<x-s:x>', 2, (value, key) => lookup(value, String(key))),
  builtin('exists', '<x:b>', 1, (value) => value !== undefined),
  builtin('spread', '<x-:a<o>>', 1, spread),
  builtin('merge', '<a<o>:o>', 1, (list) => (list === undefined ? undefined : merge(list as unknown[]))),
  builtin('type', '<x:s>', 1, typeOf),
  builtin('clone', '<(oa)-:o>', 1, clone),
  builtin('error', '<s?:x>', 1, (message) =>
    fail('D3137', { message: (message as string | undefined) || '$error() function evaluated' }),
  ),
  builtin('assert', '<bs?:x>', 2, (condition, message) =>
    condition === true ? undefined : fail('D3141', { message: (message as string | undefined) || '$assert() statement failed' }),
  ),
];
