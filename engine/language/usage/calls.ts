import type { TreeMap } from '../basics/value.ts';
import type { Feed, Supplemental } from '../model.ts';

/** An endpoint that is called, and the arguments that it is given. */
interface Call {
  readonly call: string;
  readonly with: TreeMap | undefined;
}

/** Every call that a feed makes. */
export const callsOf = ({ source, supplemental, fulfillment }: Feed): readonly Call[] => [
  ...(source.kind === 'each'
    ? [{ call: source.each, with: undefined }, source]
    : source.variants.flatMap((one) => (one.afterApplied === undefined ? [one] : [one, one.afterApplied]))),
  ...furtherCalls(supplemental),
  ...fulfillment,
];

const furtherCalls = (all: readonly Supplemental[]): readonly Call[] =>
  all.flatMap((one) => [one, ...furtherCalls(one.supplemental)]);
