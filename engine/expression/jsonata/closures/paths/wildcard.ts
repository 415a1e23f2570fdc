import { Callable } from '../../calling/callable.ts';
import { chargeItems } from '../../run.ts';
import { marked, SEQUENCE } from '../../values.ts';
import { context } from '../variable.ts';

function flatten(value: unknown, into: unknown[]): void {
  chargeItems(1);
  if (Array.isArray(value)) for (const item of value) flatten(item, into);
  else into.push(value);
}

/** `*`: the values of all members, lists flattened. With a list among them the result is one, too, however short. */
export function wildcard(input: unknown): unknown {
  let lists = false;
  const found: unknown[] = [];
  const from = context(input);
  if (typeof from === 'object' && from !== null && !(from instanceof Callable)) {
    for (const value of Object.values(from)) {
      if (Array.isArray(value)) lists = true;
      flatten(value, found);
    }
  }
  return lists ? found : marked(found, SEQUENCE);
}

function collect(value: unknown, into: unknown[]): void {
  chargeItems(1);
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
    return;
  }
  into.push(value);
  if (typeof value === 'object' && value !== null && !(value instanceof Callable))
    for (const member of Object.values(value)) collect(member, into);
}

/** `**`: the input and everything below it, lists flattened. */
export function descendants(input: unknown): unknown {
  if (input === undefined) return undefined;
  const found: unknown[] = [];
  collect(input, found);
  return found.length === 1 ? found[0] : marked(found, SEQUENCE);
}
