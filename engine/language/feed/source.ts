import { anyOf, choice, described, expr, integer, list, object, readPlain, text, withExamples } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, TreeMap } from '../basics/value.ts';
import { entryScope } from '../check/scope.ts';
import { checkName, endpointName, readCall, withArguments } from '../reading/calls.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource } from '../reading/values.ts';
import { itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { afterAppliedOf, afterAppliedShape } from './after-applied.ts';
import type { AfterApplied } from './after-applied.ts';
import type { Positions } from './positions.ts';

const variantShape = object(
  { call: endpointName('The endpoint.') },
  {
    when: described(expr(), 'A setting over `$user`; the first variant whose setting holds is taken.'),
    with: withArguments(),
    after_applied: afterAppliedShape(),
  },
);

const mapShape = object(
  { call: endpointName('The endpoint whose records these are.') },
  {
    each: endpointName('An endpoint with an index: the documents of its entries are the records, the entry is `$parent`.'),
    with: withArguments(),
    after_applied: afterAppliedShape(),
    where: described(
      expr(),
      'With `each`, over an entry of the index: only where this holds its document is fetched, e.g. `modified > $window.since`.',
    ),
    changed: withExamples(
      described(
        expr(),
        'With `each`, over an entry of the index: when it changed last. Fetched are the documents of entries that the last run did not find in the index, or with another `version` (of the index; without one, with other content), whatever their time; a first run, and one with `--since`, fetches those that changed in its range. The index needs a `key`.',
      ),
      '!expr timestamp',
    ),
    concurrency: described(
      integer({ minimum: 1, maximum: 256 }),
      "With `each`: documents under way at once. Their records keep the index's order.",
      defaults.concurrency,
    ),
    order: described(
      choice('sequential', 'any'),
      'With `each`: `sequential` fetches a document only after the one before it has ended, as `concurrency: 1` does.',
      'any',
    ),
    on_failure: described(
      choice('fail', 'quarantine', 'absent'),
      'With `each`: a document that can not be had, or not to its end, fails the window; is set aside, and fetched again by the next runs while the index lists it, whatever `where` says; or is left out. What had come of it counts. A `snapshot` from which a document is missing withdraws nothing.',
      'fail',
    ),
  },
);

export const sourceShape = () => anyOf(text({ minLength: 1 }), mapShape, list(variantShape, { minItems: 1 }));

export type Source =
  | { readonly kind: 'call'; readonly variants: readonly SourceVariant[] }
  | (Omit<PlainOf<typeof mapShape>, 'order'> & {
      readonly kind: 'each';
      readonly each: string;
      readonly with: TreeMap | undefined;
      /** Over an entry of the index: is its document wanted? */
      readonly where: Expr | undefined;
      /** Over an entry of the index: when it changed. Only what is new or changed since the last run is fetched. */
      readonly changed: Expr | undefined;
      readonly place: Place;
    });

/** The first variant whose `when` (a setting) holds is taken. */
export interface SourceVariant extends PlainOf<typeof variantShape> {
  readonly when: Expr | undefined;
  readonly with: TreeMap | undefined;
  readonly afterApplied: AfterApplied | undefined;
  readonly place: Place;
}

/** `raw`: the feed. */
export const sourceOf = (raw: RawMap, positions: Positions, context: Context): Source => {
  const written = raw['source'] as Infer<ReturnType<typeof sourceShape>> | undefined;
  if (written === undefined) return { kind: 'call', variants: [] };
  const place = placeOfValue(raw, 'source');
  if (typeof written === 'string')
    return {
      kind: 'call',
      variants: [
        {
          when: undefined,
          ...readCall(raw, 'source', undefined, positions.request, context),
          afterApplied: undefined,
          place,
        },
      ],
    };
  if (Array.isArray(written)) {
    return {
      kind: 'call',
      variants: itemsOf(written as readonly RawMap[]).map(([, one]) => readVariant(one, raw, positions, context)),
    };
  }
  const map = written as unknown as RawMap;
  return map['each'] === undefined
    ? { kind: 'call', variants: [withoutIndex(map, raw, positions, context)] }
    : eachOf(map, positions, place, context);
};

/** What only a source with an index has. */
const OF_INDEX = ['where', 'changed', 'concurrency', 'order', 'on_failure'];

const withoutIndex = (map: RawMap, feed: RawMap, positions: Positions, context: Context): SourceVariant => {
  for (const name of OF_INDEX)
    if (map[name] !== undefined)
      context.findings.error(
        `source.${name}`,
        placeOfKey(map, name),
        `\`${name}\` belongs to a source with \`each\`.`,
        name === 'where' ? "Leave records out with the feed's `filters`." : 'Remove it.',
      );
  return readVariant(map, feed, positions, context);
};

const checkIndex = (map: RawMap, context: Context): void => {
  const name = map['each'] as string;
  checkName(map, 'each', name, context);
  if ((context.endpoints.get(name)?.args.size ?? 0) > 0)
    context.findings.error(
      'source.index-arguments',
      placeOfValue(map, 'each'),
      `The index \`${name}\` has arguments, which nothing gives it: \`with\` is for the documents.`,
      'Let its request read `$user`, `$window`, `$state` or `$partition` instead of `$args`.',
    );
};

const eachOf = (map: RawMap, { request, entry }: Positions, place: Place, context: Context): Source => {
  checkIndex(map, context);
  if (map['after_applied'] !== undefined)
    context.findings.error(
      'source.after-applied',
      placeOfKey(map, 'after_applied'),
      '`after_applied` belongs to a source without `each`.',
      'Let the source call the endpoint that gives the records.',
    );
  const { order, concurrency, ...plain } = readPlain(mapShape, map);
  const sequential = order === 'sequential';
  if (sequential && map['concurrency'] !== undefined && concurrency > 1)
    context.findings.error(
      'source.concurrency',
      placeOfKey(map, 'concurrency'),
      `Documents in \`order: sequential\` are not fetched ${concurrency} at once.`,
      'Keep one of the two.',
    );
  return {
    kind: 'each',
    ...plain,
    each: map['each'] as string,
    ...readCall(map, 'call', map['with'], entryScope(request, entry.label, { parent: undefined }), context),
    where: readOptionalSource(map['where'] as Expr | undefined, entry, context),
    changed: readOptionalSource(map['changed'] as Expr | undefined, entry, context),
    concurrency: sequential ? 1 : concurrency,
    place,
  };
};

const readVariant = (raw: RawMap, feed: RawMap, positions: Positions, context: Context): SourceVariant => ({
  when: readOptionalSource(raw['when'] as Expr | undefined, positions.setting, context),
  ...readCall(raw, 'call', raw['with'], positions.request, context),
  afterApplied: afterAppliedOf(raw['after_applied'] as RawMap | undefined, feed, positions, context),
  place: placeOf(raw),
});
