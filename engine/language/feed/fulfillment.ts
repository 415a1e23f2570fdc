import { bytes, described, object, readPlain, text } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { TreeMap } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import { endpointName, readCall, withArguments } from '../reading/calls.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';

export const fulfillmentShape = object(
  {
    of: described(text({ minLength: 1 }), 'The report entry whose attachments are fetched.'),
    call: endpointName('The endpoint that gives the bytes.'),
  },
  { with: withArguments(), max_bytes: described(bytes(), 'The largest file.', defaults.fileSize) },
);

export interface Fulfillment extends PlainOf<typeof fulfillmentShape> {
  readonly name: string;
  readonly with: TreeMap | undefined;
  readonly place: Place;
}

/** `entries`: the names in the feed's report. */
export const fulfillmentsOf = (
  raw: Readonly<Record<string, Infer<typeof fulfillmentShape>>> | undefined,
  entries: ReadonlySet<string>,
  scope: Scope,
  context: Context,
): readonly Fulfillment[] =>
  (raw === undefined ? [] : entriesOf(raw)).map(([name, one]) => {
    const map = one as unknown as RawMap;
    if (!entries.has(one.of) && !context.findings.isLost(one.of))
      context.findings.error(
        'report.unknown-entry',
        placeOfValue(map, 'of'),
        `There is no report entry \`${one.of.slice(0, 64)}\`.`,
        suggest(one.of, entries),
      );
    return {
      ...readPlain(fulfillmentShape, one),
      name,
      ...readCall(map, 'call', one.with, scope, context),
      place: placeOfKey(raw as RawMap, name),
    };
  });
