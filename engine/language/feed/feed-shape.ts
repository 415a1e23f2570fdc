import {
  anyOf,
  boolean,
  bytes,
  choice,
  described,
  duration,
  expr,
  integer,
  list,
  map,
  number,
  object,
  reference,
  text,
  treeMap,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, Shape } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import { identifier, names, parts, reportValue, slug, use } from '../basics/common-shapes.ts';
import type { RawComponent } from '../connection/connection-shape.ts';
import { reportEntry } from '../report/report-shape.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import type { Expr } from '../basics/value.ts';

const endpointName = (description: string) => described(text({ minLength: 1 }), description);
const withArguments = () => described(treeMap(), "The endpoint's arguments.");

const variant = () =>
  object(
    { call: endpointName('The endpoint.') },
    { when: described(expr(), 'A setting over `$user`; the first variant whose setting holds is taken.'), with: withArguments() },
  );

const source = () =>
  anyOf(
    text({ minLength: 1 }),
    object(
      { call: endpointName('The endpoint whose records these are.') },
      {
        each: endpointName('An endpoint with an index: the documents of its entries are the records, the entry is `$parent`.'),
        with: withArguments(),
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
    ),
    list(variant(), { minItems: 1 }),
  );

const window = () =>
  object(
    { period: described(duration(), 'How far back the first run reaches.') },
    {
      time: described(expr(), "The record's own time: rows outside the window are dropped and counted."),
      step: described(
        duration(),
        'The longest stretch of one window; a longer range is cut into several, each kept before the next one begins.',
      ),
      align: described(duration(), 'Windows start on such a boundary (counted from 1970 in UTC): `P1D` is midnight.'),
      whole: described(
        boolean(),
        'Windows end on a boundary of `align` as well: a stretch that is not over yet, such as the day of a daily file, is left to a later run.',
        false,
      ),
      delay: described(duration(), 'The last window ends so long before now, where a vendor is late with what is new.', 'PT0S'),
      lookback: described(
        duration(),
        'Each run starts so long before the end of the last one, for records that turn up late; what was there already is a duplicate.',
        'PT0S',
      ),
      oldest: described(
        duration(),
        'The vendor serves nothing older: a start further back is an error, unless the run says `--clip`.',
      ),
      halve_when: withExamples(
        described(
          expr(),
          'For a vendor that cuts long answers off: where this holds, over the document around the records of a page, nothing of the window counts and its two halves are asked for instead. `$records` is how many records the window has had so far, this page included.',
        ),
        '!expr total > 10000',
      ),
      at_least: described(
        duration(),
        'A window is not halved to less than this: one that still holds too much fails the run.',
        defaults.shortestWindow,
      ),
    },
    { description: 'Which stretch of time a run asks for; half-open.' },
  );

const filter = () =>
  object(
    {},
    {
      keep: described(expr(), 'Records for which this is not true are dropped.'),
      drop: described(expr(), 'Records for which this is true are dropped.'),
      because: described(text({ minLength: 1 }), 'The reason that the ledger counts them under.'),
      set: described(map(value(), { minProperties: 1 }), 'Members that are set on the record, for all that follows.'),
      expand: described(expr(), 'One record becomes the records of the list that this gives.'),
    },
    { minProperties: 1 },
  );

const over = () =>
  object(
    {
      since: described(value(), 'Where the stretch starts.'),
      until: described(value(), 'Where it ends; not part of it.'),
      step: described(duration(), 'The longest slice; one call for each.'),
    },
    { align: described(duration(), 'Slices start on such a boundary.') },
  );

export const supplemental = () =>
  object(
    { call: endpointName('The endpoint.') },
    {
      with: withArguments(),
      when: described(expr(), 'Only for records where this holds.'),
      concurrency: described(integer({ minimum: 1, maximum: 256 }), 'Calls under way at once.', defaults.concurrency),
      on_failure: described(
        choice('quarantine', 'absent', 'fail'),
        'A call that fails sets the record aside, leaves the answer missing, or fails the window.',
        'quarantine',
      ),
      batch: described(
        object(
          {
            of: described(integer({ minimum: 2, maximum: 10_000 }), 'So many records in one call, at most.'),
            into: described(
              text({ minLength: 1 }),
              'The argument that gathers: the endpoint gets it as a list, each value once.',
            ),
            match: described(expr(), 'Over a record of the answer: the value of the argument that it belongs to.'),
          },
          {},
        ),
        'Several records in one call; each gets back what `match` says is its own.',
      ),
      over: described(over(), 'One call for each `$slice` of a stretch of time.'),
      supplemental: described(
        reference<Readonly<Record<string, RawSupplemental>>>('supplementals'),
        'Further calls for each record of the answer.',
      ),
    },
    { description: 'A further call for each record; its answer, all pages of it, is `$<name>`.' },
  );

export interface RawSupplemental {
  readonly call: string;
  readonly with?: unknown;
  readonly when?: Expr;
  readonly concurrency?: number;
  readonly on_failure?: 'quarantine' | 'absent' | 'fail';
  readonly over?: Infer<ReturnType<typeof over>>;
  readonly batch?: { readonly of: number; readonly into: string; readonly match: Expr };
  readonly supplemental?: Readonly<Record<string, RawSupplemental>>;
}

export const supplementals = (): Shape<Readonly<Record<string, RawSupplemental>>> => ({
  schema: map(reference('supplemental'), { ...names(identifier) }).schema,
});

const fulfillment = () =>
  object(
    {
      of: described(text({ minLength: 1 }), 'The report entry whose attachments are fetched.'),
      call: endpointName('The endpoint that gives the bytes.'),
    },
    { with: withArguments(), max_bytes: described(bytes(), 'The largest file.', defaults.fileSize) },
  );

const snapshot = () =>
  anyOf(
    boolean(),
    expr(),
    object(
      {},
      {
        when: described(expr(), 'A setting over `$user`: only then the listing counts as complete.'),
        of: described(
          choice('source', 'document'),
          '`source`: the records of a run are all that there is. `document`: of an index and its documents, each document lists all of its own, and the index all documents: what a document that is fetched no longer lists, and what those listed whose entry is gone from the index, is withdrawn, unless another document lists it. `floor` counts the entries of the index, `max_share` what vanishes without a new `version` of its document.',
          'source',
        ),
        floor: described(
          integer({ minimum: 0 }),
          'A listing of fewer rows than this fails the run, as does, unless it is 0, one of which not one object came while others are known.',
          defaults.snapshot.floor,
        ),
        max_share: described(
          number({ minimum: 0, maximum: 1 }),
          'The largest share of the known objects that may vanish at once.',
          defaults.snapshot.max_share,
        ),
      },
    ),
  );

const quarantineLimit = () =>
  object(
    {},
    {
      records: described(
        integer({ minimum: 0 }),
        'More records than this, set aside in one window, fail the run.',
        defaults.quarantineLimit.records,
      ),
      share: described(
        number({ minimum: 0, maximum: 1 }),
        'A larger share than this, of the records that passed the filters, fails the run; fewer than ten records do not.',
        defaults.quarantineLimit.share,
      ),
    },
  );

export const letBindings = () => map(reportValue(), { ...names(identifier) });

export const feed = () =>
  object(
    {
      title: described(text({ minLength: 1 }), 'What people call the feed.'),
      source: withExamples(
        described(
          source(),
          'Where the records come from: an endpoint; `{ call, with }`; an index and its documents (`{ each, call, with }`); or variants by option.',
        ),
        'reports',
        [{ when: '!expr $user.fast', call: 'recent' }, { call: 'all' }],
      ),
      report: described(
        map(reportEntry(), { ...names(slug), minProperties: 1 }),
        'What a record becomes: objects by entry name.',
      ),
    },
    {
      use: use(),
      description: described(text(), 'What the feed brings, in a sentence or two.'),
      user_fields: withExamples(described(userFields(), 'Options of this feed alone.'), {
        threshold: { label: 'Threshold', type: 'number', minimum: 0, maximum: 100, default: 70 },
      }),
      partition: described(
        expr(),
        'Over `$user`: the feed runs once for each value, with a state of its own; `$partition` in the request.',
      ),
      window: window(),
      state: described(reference<RawComponent>('state'), 'What is kept between runs, other than the clock.'),
      key: described(
        parts(),
        'What makes two records the same one, over a record as the filters leave it; instead of the one of the endpoint.',
      ),
      version: described(
        expr(),
        'What tells two states of the same record apart, and which is later; instead of the one of the endpoint.',
      ),
      filters: described(list(filter()), 'Applied in order, before supplemental calls.'),
      supplemental: described(
        reference<Readonly<Record<string, RawSupplemental>>>('supplementals'),
        'Further calls for each record, in order; each sees the answers of those before it.',
      ),
      let: described(letBindings(), 'Names for values, in order; each sees those before it and every supplemental.'),
      fulfillment: described(map(fulfillment(), { ...names(slug) }), 'How attachments get their bytes.'),
      snapshot: described(snapshot(), 'The source always lists everything: what is no longer listed is withdrawn.', false),
      quarantine_limit: described(
        quarantineLimit(),
        'How many records may be set aside before the run fails. Where not one could be mapped it fails whatever stands here.',
      ),
    },
    { description: 'A feed: records from a vendor, and the objects that they become.' },
  );

export type RawFeed = Infer<ReturnType<typeof feed>>;
export type RawFilter = Infer<ReturnType<typeof filter>>;
