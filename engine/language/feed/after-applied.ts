import { boolean, described, expr, object, readPlain, withExamples } from '../basics/shape.ts';
import type { PlainOf } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, TreeMap } from '../basics/value.ts';
import { envelopeScope, extend } from '../check/scope.ts';
import { endpointName, readCall, withArguments } from '../reading/calls.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource } from '../reading/values.ts';
import { placeOf, placeOfKey } from '../yaml/positions.ts';
import type { Positions } from './positions.ts';

const shape = object(
  { call: endpointName('The endpoint that tells the vendor: its answer has to be a success, and is not looked at further.') },
  {
    with: withArguments(),
    gather: withExamples(
      described(
        expr(),
        'Over each record, as it came: a value that the vendor wants back. `$gathered` is the list of them, each once; at most 100,000.',
      ),
      '!expr receipt',
    ),
    repeat: described(
      boolean(),
      'Then the source is asked again, and what comes is applied and told, until it has no more records.',
      false,
    ),
  },
);

/** The shape of `after_applied`. */
export const afterAppliedShape = () =>
  withExamples(
    described(
      shape,
      'A request once everything that came is in the store, for a vendor that sends the same again until it is told: consume, then acknowledge. It is sent at least once: after a crash before it, or where it fails (which fails the run), the next run gets the same records again, which changes nothing. A record that was set aside is told with the others, and is in the quarantine as it came; where too many are, the run fails and nothing is told. Nothing is told of what `--limit` or a dry run has read, nor where no record came.',
    ),
    { call: 'acknowledge', with: { receipts: '!expr $gathered' }, gather: '!expr receipt', repeat: true },
  );

/** A request after what a source gave is in the store. */
export interface AfterApplied extends PlainOf<typeof shape> {
  readonly call: string;
  readonly with: TreeMap | undefined;
  readonly gather: Expr | undefined;
  readonly place: Place;
}

/** Words of a feed by which the engine would remember where the vendor stands. */
const POSITIONS = ['window', 'state', 'snapshot'];

/** `raw`: what stands at `after_applied` of a source of `feed`. */
export const afterAppliedOf = (
  raw: RawMap | undefined,
  feed: RawMap,
  { request, record }: Positions,
  context: Context,
): AfterApplied | undefined => {
  if (raw === undefined) return undefined;
  for (const word of POSITIONS)
    if (feed[word] !== undefined && feed[word] !== false)
      context.findings.error(
        'source.after-applied',
        placeOfKey(feed, word),
        `A vendor that is told what was applied knows itself what comes next: \`${word}\` would go on past what it was not told of.`,
        `Remove \`${word}\`, or \`after_applied\` of the source.`,
      );
  const answer = extend(
    envelopeScope(request),
    'a request after the records were applied',
    raw['gather'] === undefined ? {} : { gathered: undefined },
  );
  return {
    ...readPlain(shape, raw),
    ...readCall(raw, 'call', raw['with'], answer, context),
    gather: readOptionalSource(raw['gather'] as Expr | undefined, record, context),
    place: placeOf(raw),
  };
};
