import type { NativeDefinition } from '../calling/callable.ts';
import { arrays } from './array.ts';
import { times } from './datetime.ts';
import { higherOrder } from './higher-order.ts';
import { numbers } from './number.ts';
import { objects } from './object.ts';
import { matching } from './regexp.ts';
import { strings } from './string.ts';

/** JSONata's own functions by name, `$eval` apart, which needs the compiler. */
export const builtins: ReadonlyMap<string, NativeDefinition> = new Map(
  [arrays, times, higherOrder, numbers, objects, matching, strings].flat().map((definition) => [definition.name, definition]),
);
