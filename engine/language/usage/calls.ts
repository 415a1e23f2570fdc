import type { Feed, Supplemental } from '../model.ts';

/** Every endpoint that a feed calls. */
export const calledIn = ({ source, supplemental, fulfillment }: Feed): readonly string[] => [
  ...(source.kind === 'each'
    ? [source.each, source.call]
    : source.variants.flatMap(({ call, afterApplied }) => (afterApplied === undefined ? [call] : [call, afterApplied.call]))),
  ...furtherCalls(supplemental),
  ...fulfillment.map(({ call }) => call),
];

const furtherCalls = (all: readonly Supplemental[]): readonly string[] =>
  all.flatMap(({ call, supplemental }) => [call, ...furtherCalls(supplemental)]);
