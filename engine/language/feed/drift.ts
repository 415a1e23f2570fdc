import { anyOf, choice, described, integer, list, number, object, readPlain, text, withExamples } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import type { Place } from '../basics/place.ts';
import type { RawMap } from '../reading/context.ts';
import { placeOfKey } from '../yaml/positions.ts';

const policies = ['note', 'hold', 'fail'] as const;

const policyShape = object(
  {},
  {
    do: described(
      choice(...policies),
      '`note`: the run and `health` tell it. `hold`: the window is sealed and waits for `review`, `apply` or `discard`. `fail`: the run ends before anything of the window counts.',
      defaults.drift.do,
    ),
    records: described(
      integer({ minimum: 1 }),
      'A change counts once so many records (elements, within a list) have come with it.',
      defaults.drift.records,
    ),
    share: described(
      number({ minimum: 0, maximum: 1 }),
      'What a smaller share of the records had before counts for nothing when it is gone.',
      defaults.drift.share,
    ),
    ignore: withExamples(
      described(
        list(text({ minLength: 1, pattern: '^[^.\\s][^\\s]*$' })),
        'Paths that may change as they like, and what is within them; lists on the way are not written.',
      ),
      ['extra', 'raw'],
    ),
  },
  {
    description:
      'What follows where the records come in another shape than before. Each run folds paths, kinds and how many records have them into the store (no values, and no names that look like data), and compares. A field counts as gone, and one of a kind as of another, where its absence would come by chance in less than one of 100,000 windows, all paths taken together: a field that a hundred records had is gone after five without it, one that ten had after ten, and one that half of them have after some twenty. For that its share is taken as it was, over at least five windows where fewer than nine in ten had it, and with as much less weight as it changes from window to window more than chance would have it. So fields that come now and then, or in bunches, are left alone. Only what something in the definition reads holds or fails a run; all else is noted.',
  },
);

export const driftShape = () =>
  withExamples(
    described(
      anyOf(choice(...policies), policyShape),
      'What follows where the vendor sends records of another shape than before: a field that is gone or renamed, a list that is an object.',
      defaults.drift.do,
    ),
    'hold',
    { do: 'fail', records: 50, ignore: ['extra'] },
  );

/** What follows where the records come in another shape; `share` is 0..1. */
export interface DriftPolicy extends Omit<PlainOf<typeof policyShape>, 'ignore'> {
  /** Paths of names. */
  readonly ignore: readonly (readonly string[])[];
  readonly place: Place;
}

/** `raw`: the feed. */
export const driftOf = (raw: RawMap, place: Place): DriftPolicy => {
  const written = raw['drift'] as Infer<ReturnType<typeof driftShape>> | undefined;
  const given = written === undefined ? {} : typeof written === 'string' ? { do: written } : written;
  return {
    ...readPlain(policyShape, given),
    ignore: (given.ignore ?? []).map((path) => path.split('.')),
    place: written === undefined ? place : placeOfKey(raw, 'drift'),
  };
};
