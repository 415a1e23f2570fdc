import type { Evaluate, Frame } from '../../calling/callable.ts';
import { fail } from '../../errors/expression-error.ts';
import { chargeItems, tick } from '../../run.ts';
import type { Group } from '../../syntax.ts';
import { append, marksOf, setMember, TUPLES } from '../../values.ts';
import { newScope, type Scope } from '../scope.ts';

type Tuple = Record<string, unknown>;
export type ApplyGroup = (value: unknown, frame: Frame) => unknown;

interface PairCode {
  readonly key: Evaluate;
  readonly value: Evaluate;
}

/** The items that gave one key by one pair; a single item stays as it is, several become a list of their own. */
interface Bucket {
  readonly pair: PairCode;
  data: unknown;
  owned: boolean;
}

function add(bucket: Bucket, item: unknown): void {
  if (!bucket.owned || item === undefined) {
    bucket.owned = bucket.data !== undefined && item !== undefined;
    bucket.data = append(bucket.data, item);
    return;
  }
  const list = bucket.data as unknown[];
  if (Array.isArray(item)) for (const each of item) list.push(each);
  else list.push(item);
  chargeItems(Array.isArray(item) ? item.length : 1);
}

/** The tuples of one bucket as one: each variable becomes the list of its values. */
function reduceTuples(data: unknown): Tuple {
  if (!Array.isArray(data)) return Object.assign(Object.create(null), data) as Tuple;
  const [first, ...others] = data as Tuple[];
  const result = Object.assign(Object.create(null), first) as Tuple;
  for (const tuple of others) {
    tick();
    for (const [name, value] of Object.entries(tuple)) result[name] = append(result[name], value);
  }
  return result;
}

function keyOf(value: unknown, position: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return fail('T1003', { position, value });
  if (value === '_jsonata_lambda' || value === '_jsonata_function') return fail('D1013', { position, value });
  return value;
}

/** Buckets by key, in the order in which an object lists its members. */
type Buckets = Record<string, Bucket>;

function valuesOf(buckets: Buckets, tuples: boolean, frame: Frame, framed: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(buckets)) {
    const { pair, data } = buckets[key] as Bucket;
    let context = data;
    let scoped: Frame = framed ? [frame, undefined] : frame;
    if (tuples) {
      const tuple = reduceTuples(data);
      context = tuple['@'];
      delete tuple['@'];
      scoped = [frame, tuple];
    }
    const value = pair.value(context, scoped);
    if (value !== undefined) setMember(result, key, value);
  }
  return result;
}

/** Group-by, and the object constructor, which groups its one context item. */
export function compileGroup(group: Group, scope: Scope): ApplyGroup {
  const framed = scope.unit.tuples;
  const inner = framed ? newScope(scope.unit, scope, 'tuple') : scope;
  const pairs = group.lhs.map(([key, value]): PairCode => ({
    key: scope.unit.compile(key, inner),
    value: scope.unit.compile(value, inner),
  }));
  const { position } = group;
  return (input, frame) => {
    const list: readonly unknown[] = Array.isArray(input) ? input : [input];
    const tuples = Array.isArray(input) && (marksOf(input) & TUPLES) !== 0;
    const items = list.length === 0 && !tuples ? [undefined] : list;
    const buckets = Object.create(null) as Buckets;
    for (const item of items) {
      tick();
      const tuple = tuples ? (item as Tuple) : undefined;
      const scoped: Frame = framed ? [frame, tuple] : frame;
      for (const pair of pairs) {
        const key = keyOf(pair.key(tuple === undefined ? item : tuple['@'], scoped), position);
        if (key === undefined) continue;
        const bucket = buckets[key];
        if (bucket === undefined) buckets[key] = { pair, data: item, owned: false };
        else if (bucket.pair !== pair) fail('D1009', { position, value: key });
        else add(bucket, item);
      }
    }
    return valuesOf(buckets, tuples, frame, framed);
  };
}
