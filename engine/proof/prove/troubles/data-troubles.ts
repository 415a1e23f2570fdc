import type { ComponentUse } from '../../../language/model.ts';
import type { Answer } from '../../../mock/vendor/answer.ts';
import type { Lab } from '../../lab/lab.ts';
import { sourceNames } from '../observe.ts';
import { changedRecord } from './changed-record.ts';
import { recordPaths, recordsIn, type FoundRecords } from './records-in.ts';
import type { Played } from '../play.ts';
import type { Seen, Trouble } from './trouble.ts';

/** Which answers of a step hold records, by their index. */
interface Pages {
  readonly indexes: readonly number[];
  readonly at: (index: number) => FoundRecords | undefined;
}

const SHIFTS =
  "The vendor's pages are numbered by place, and it doesn't say how many records there are in all: one that moves between two requests is not missed.";
const NO_TOTAL = "The vendor doesn't say how many records there are in all: those that it leaves out are not missed.";
const LATE =
  'What a vendor adds later, with a time that lies before where the last run ended, is found only as far back as runs overlap.';
const IN_ORDER = "The definition stops at the first record that it knows, so it relies on the vendor's order.";

const LATER_COUNTS = 'Where several records speak of one object and have no version, the later one counts.';

const POISONS: readonly (readonly [id: string, trouble: string, record: unknown])[] = [
  ['poison-null', 'a record that is null', null],
  ['poison-text', 'a record that is a text', 'poison'],
  ['poison-list', 'a record that is a list', [['poison']]],
  ['poison-empty', 'a record without a member', {}],
  ['poison-deep', 'a record nested a hundredfold', deep(100)],
];

function deep(levels: number): unknown {
  return levels === 0 ? 1 : { poison: deep(levels - 1) };
}

const POISON_LINE = '\u0001poison\u0002,"';

/** Everything that may be strange about what a vendor sends, with status 200. */
export const dataTroubles = (seen: Seen): readonly Trouble[] => {
  const paths = recordPaths(seen.scenario.target.pack);
  const found = seen.answers.map((step) => step.map(({ answer, isSource }) => (isSource ? recordsIn(answer, paths) : undefined)));
  const pages: Pages = {
    indexes: (found[0] ?? []).flatMap((one, index) => (one !== undefined && one.records.length > 0 ? [index] : [])),
    at: (index) => found[0]?.[index],
  };
  const [first] = pages.indexes;
  if (first === undefined)
    return [absent('data/records', 'records that are strange', 'no list of records is found in what it sends')];
  const paging = pagingOf(seen);
  const has = (...names: readonly string[]): boolean => paging.some(({ options }) => names.some((name) => name in options));
  const context = { seen, paths, pages, hasTotal: has('total'), stops: has('stop_when', 'stop_at') };
  return [...withinPages(context), ...acrossPages(context), ...acrossRuns(context, found), ...clocks(context)];
};

/** How the endpoints of the feed's source page. */
const pagingOf = ({ scenario }: Seen): readonly ComponentUse[] =>
  sourceNames(scenario).flatMap((name) => scenario.target.pack.endpoints.get(name)?.paginate ?? []);

interface Context {
  readonly seen: Seen;
  readonly paths: readonly (readonly string[])[];
  readonly pages: Pages;
  readonly hasTotal: boolean;
  readonly stops: boolean;
}

const withinPages = (context: Context): readonly Trouble[] => {
  const { pages, stops } = context;
  const [first = 0] = pages.indexes;
  const last = pages.indexes.at(-1) ?? first;
  const isLines = typeof pages.at(first)?.records[0] === 'string';
  const poisons = isLines ? [['poison-line', 'a line of garbage', POISON_LINE] as const] : POISONS;
  const order = stops ? IN_ORDER : undefined;
  return [
    changed(context, 'duplicate', 'a record twice', last, ({ records, rebuilt }) => rebuilt([records[0], ...records])),
    changed(context, 'reordered', 'records in another order', first, ({ records, rebuilt }) => rebuilt(records.toReversed()), {
      unknowable: order,
      unknowableChange: LATER_COUNTS,
    }),
    ...poisons.map(([id, trouble, record]) =>
      changed(context, id, trouble, last, ({ records, rebuilt }) => rebuilt([record, ...records])),
    ),
  ];
};

const acrossPages = (context: Context): readonly Trouble[] => {
  const { hasTotal } = context;
  const pair = pairOfPages(context);
  if (pair === undefined) {
    const why = 'the vendor sends one page';
    return [
      absent('data/shift', 'a list that shifts while it is read', why),
      absent('data/repeated-page', 'a page that comes again', why),
      changed(context, 'empty-page', 'a page without records', context.pages.indexes[0] ?? 0, ({ rebuilt }) => rebuilt([]), {
        unknowable: NO_TOTAL,
      }),
    ];
  }
  const [first, second] = pair;
  const { pages } = context;
  const unknowable = hasTotal ? undefined : NO_TOTAL;
  const before = pages.at(first)?.records ?? [];
  return [
    changed(
      context,
      'shift',
      'a list that shifts while it is read',
      second,
      ({ records, rebuilt }) => rebuilt(records.slice(1)),
      {
        unknowable: hasTotal ? undefined : SHIFTS,
      },
    ),
    changed(
      context,
      'shift-back',
      'a list that grows while it is read',
      second,
      ({ records, rebuilt }) => rebuilt([before.at(-1), ...records]),
      { sameLedger: true },
    ),
    changed(context, 'empty-page', 'a page without records, and more behind it', first, ({ rebuilt }) => rebuilt([]), {
      unknowable,
    }),
    repeated(context, first, second, unknowable),
    ...totals(context, second),
  ];
};

/** Two pages of one list, one behind the other: their addresses differ in no more than where they are in it. */
const pairOfPages = ({ seen, pages }: Context): readonly [number, number] | undefined => {
  const { result } = seen.clean.steps[0] as Played['steps'][number];
  const pairs = pages.indexes.slice(1).map((index, at) => [pages.indexes[at] as number, index] as const);
  const isOneList = (result.row?.windows.length ?? 1) === 1;
  const found = pairs.find(([one, other]) => differing(result.requests[one]?.url, result.requests[other]?.url) <= 1);
  return found ?? (isOneList ? pairs[0] : undefined);
};

/** How many parameters differ; infinite where the paths do. */
const differing = (one = '', other = ''): number => {
  const [a, b] = [new URL(one, 'http://vendor'), new URL(other, 'http://vendor')];
  if (a.pathname !== b.pathname) return Infinity;
  const names = new Set([...a.searchParams.keys(), ...b.searchParams.keys()]);
  return [...names].filter((name) => a.searchParams.get(name) !== b.searchParams.get(name)).length;
};

/** The answer before comes again in the place of one. */
const repeated = ({ seen }: Context, first: number, second: number, unknowable: string | undefined): Trouble => {
  const before = seen.answers[0]?.[first]?.answer;
  return {
    ...titled('repeated-page', 'a page that comes again in the place of the next', second, seen),
    injection: { step: 0, prepare: onAnswer(0, (index, answer) => (index === second && before !== undefined ? before : answer)) },
    unknowable,
  };
};

const totals = (context: Context, second: number): readonly Trouble[] => {
  const { seen } = context;
  const grown = (answer: Answer): Answer => {
    const body = answer.body.kind === 'bytes' ? answer.body.bytes.toString('utf8') : '';
    return {
      ...answer,
      body: {
        kind: 'bytes',
        bytes: Buffer.from(
          body.replace(
            /("[a-z_]*(?:total|count)[a-z_]*"\s*:\s*)(\d+)/i,
            (_, name: string, n: string) => `${name}${Number(n) + 1}`,
          ),
        ),
      },
    };
  };
  const answer = seen.answers[0]?.[second]?.answer;
  const isOther = answer?.body.kind === 'bytes' && !(grown(answer).body as { bytes: Buffer }).bytes.equals(answer.body.bytes);
  if (!isOther) return [absent('data/total', 'a total that changes', 'the vendor sends none')];
  return [
    {
      ...titled('total', 'a total that changes while it is read', second, seen),
      injection: { step: 0, prepare: onAnswer(0, (index, one) => (index === second ? grown(one) : one)) },
    },
  ];
};

/** What the end of one run and the beginning of the next have to do with each other. */
const acrossRuns = (context: Context, found: readonly (readonly (FoundRecords | undefined)[])[]): readonly Trouble[] => {
  const { seen, pages, paths } = context;
  const last = pages.indexes.at(-1) ?? 0;
  const next = (found[1] ?? []).findIndex((one) => one !== undefined);
  const record = pages.at(last)?.records.at(-1);
  if (next < 0) return [absent('data/edge', 'a record at the edge of two runs', 'the next run brings no list')];
  const again = (answer: Answer): Answer => {
    const here = recordsIn(answer, paths);
    return here === undefined ? answer : here.rebuilt([record, ...here.records]);
  };
  const late = (answer: Answer): Answer => {
    const here = recordsIn(answer, paths);
    return here === undefined
      ? answer
      : here.rebuilt([...here.records.filter((one) => JSON.stringify(one) !== JSON.stringify(record)), record]);
  };
  const withheld = (answer: Answer): Answer => {
    const here = recordsIn(answer, paths);
    return here === undefined ? answer : here.rebuilt(here.records.slice(0, -1));
  };
  const changing = (answer: Answer): Answer => {
    const here = recordsIn(answer, paths);
    // Every other one: those between them are as they were.
    return here === undefined ? answer : here.rebuilt(here.records.map((one, at) => (at % 2 === 0 ? changedRecord(one) : one)));
  };
  return [
    {
      ...titled('edge', 'the last record of a run again in the next one', next, seen),
      injection: { step: 1, prepare: onAnswer(1, (index, answer) => (index === next ? again(answer) : answer)) },
    },
    {
      ...titled('changed', 'records that say something else, as if mapped for the first time', next, seen),
      injection: { step: 1, prepare: onAnswer(1, (index, answer) => (index === next ? changing(answer) : answer)) },
      sameLedger: true,
      against: { shortcuts: false },
    },
    {
      ...titled('late', 'a record that comes a run late', last, seen),
      injection: {
        step: 0,
        prepare: onAnswers([
          (index, answer) => (index === last ? withheld(answer) : answer),
          (index, answer) => (index === next ? late(answer) : answer),
        ]),
      },
      onlyEnd: true,
      unknowable: LATE,
    },
  ];
};

const HOUR = 3600 * 1000;

const clocks = ({ seen, pages }: Context): readonly Trouble[] => {
  const at = pages.indexes.at(-1) ?? 0;
  const jump = (by: number) => (lab: Lab, step: number) => {
    let count = 0;
    lab.hooks.onArrival = step !== 0 ? undefined : () => void (count++ === at && lab.clock.set(lab.clock.now() + by));
  };
  return [
    {
      ...titled('clock-forward', 'the clock jumps an hour forward', at, seen),
      injection: { step: 0, prepare: jump(HOUR) },
    },
    { ...titled('clock-back', 'the clock jumps an hour back', at, seen), injection: { step: 0, prepare: jump(-HOUR) } },
  ];
};

/** The answers of one step in the order in which they are given. */
const onAnswer = (step: number, change: (index: number, answer: Answer) => Answer) =>
  onAnswers(Array.from({ length: step + 1 }, (_, index) => (index === step ? change : undefined)));

const onAnswers =
  (changes: readonly (((index: number, answer: Answer) => Answer) | undefined)[]) =>
  (lab: Lab, step: number, mending: boolean): void => {
    const change = mending ? undefined : changes[step];
    let count = 0;
    lab.hooks.rewrite = change === undefined ? undefined : (answer) => change(count++, answer);
  };

const changed = (
  context: Context,
  id: string,
  trouble: string,
  index: number,
  change: (found: FoundRecords, answer: Answer) => Answer,
  rules: Pick<Trouble, 'unknowable' | 'unknowableChange' | 'sameLedger'> = {},
): Trouble => ({
  ...titled(id, trouble, index, context.seen),
  injection: {
    step: 0,
    prepare: onAnswer(0, (at, answer) => {
      const found = at === index ? recordsIn(answer, context.paths) : undefined;
      return found === undefined ? answer : change(found, answer);
    }),
  },
  ...rules,
});

const titled = (id: string, trouble: string, index: number, { answers }: Seen): Omit<Trouble, 'injection'> => ({
  id: `data/${id}`,
  group: 'data',
  trouble,
  at: `request ${index + 1}, ${answers[0]?.[index]?.what ?? 'of the next run'}`,
});

const absent = (id: string, trouble: string, notApplicable: string): Trouble => ({
  id,
  group: 'data',
  trouble,
  at: '',
  injection: { step: 0 },
  notApplicable,
});
