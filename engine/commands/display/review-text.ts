import type { ReviewOfRun } from '../../api/review/review-run.ts';
import { count, counted, instant, isoOr } from '../../api/wording/units.ts';
import { code, markdownTable, plain } from '../../api/wording/markdown.ts';
import { printTable } from './table.ts';
import { harmless } from './text.ts';
import type { Io } from '../shell/io.ts';

type Shown = ReviewOfRun['shown'][number];
type Change = Shown['changes'][number];

const IS: Readonly<Record<Shown['kind'], string>> = {
  appears: 'new',
  changes: 'changes',
  returns: 'listed again',
  goes: 'withdrawn',
};

const HIDDEN = '***';

const valuesOf = (values: readonly string[], hides: boolean): string =>
  values.length === 0 ? '–' : hides ? HIDDEN : values.join(', ');

/** `Status: Open → Closed`; of what is new only what comes. */
const changeText = ({ name, before, after, sensitive }: Change, isNew: boolean, hides: boolean): string => {
  const hidden = hides && sensitive;
  const to = valuesOf(after, hidden);
  return isNew || before.length === 0 ? `${name}: ${isNew ? '' : '+ '}${to}` : `${name}: ${valuesOf(before, hidden)} → ${to}`;
};

const changesText = ({ kind, changes, shared }: Shown, hides: boolean): readonly string[] => [
  ...changes.map((one) => changeText(one, kind === 'appears', hides)),
  ...(kind === 'goes' && shared ? ['other feeds list it still'] : []),
];

const typeOf = ({ type, subtype }: Shown): string => (subtype === '' ? type : `${type} (${subtype})`);

const kindCounts = ({ kinds, objects }: ReviewOfRun): string => {
  const some = (Object.keys(IS) as Shown['kind'][]).filter((kind) => kinds[kind] > 0);
  return [...some.map((kind) => `${count(kinds[kind])} ${IS[kind]}`), `${count(objects.unchanged)} unchanged`].join(', ');
};

const title = ({ run, feed, instance, partition }: ReviewOfRun): string =>
  `run ${run} of ${[feed, ...[instance, partition].filter((one) => one !== '').map((one) => `(${one})`)].join(' ')}`;

const rangeText = ({ range: { since, until }, window, of }: ReviewOfRun): string => {
  const range = until === undefined ? '' : `, ${since === undefined ? '' : instant(since)} → ${instant(until)}`;
  return `${of > 1 ? `, window ${window + 1} of ${of}` : ''}${range}`;
};

const besides = ({ relations, set_aside: aside, documents }: ReviewOfRun): readonly string[] =>
  [
    relations === 0 ? '' : `${counted(relations, 'relation')} by reference`,
    aside === 0 ? '' : `${counted(aside, 'record')} set aside`,
    documents === 0 ? '' : counted(documents, 'document'),
  ].filter((one) => one !== '');

/** How many are not shown. */
const hiddenCount = ({ kinds, shown }: ReviewOfRun): number =>
  Object.values(kinds).reduce((sum, one) => sum + one, 0) - shown.length;

export const printReview = (io: Io, review: ReviewOfRun): void => {
  io.print(harmless(`${title(review)}: held since ${instant(review.since)} (${review.why})${rangeText(review)}`));
  io.print(`  ${kindCounts(review)}`);
  const more = besides(review);
  if (more.length > 0) io.print(`  with ${more.join(', ')}`);
  const rows = review.shown.map((one) => [
    IS[one.kind],
    typeOf(one),
    one.value,
    changesText(one, io.stdout.isTerminal).join('; '),
  ]);
  if (rows.length > 0)
    printTable(io, [{ title: '' }, { title: 'type' }, { title: 'value', wide: true }, { title: 'what', wide: true }], rows);
  const hidden = hiddenCount(review);
  if (hidden > 0) io.note(`${count(hidden)} more: give --limit or --json`);
};

/** As tables for a review; sensitive values are only known to be there. */
export const reviewMarkdown = (review: ReviewOfRun): string => {
  const rows = review.shown.map((one) => [
    IS[one.kind],
    plain(typeOf(one)),
    code(one.value),
    changesText(one, true).map(code).join('<br>'),
  ]);
  const hidden = hiddenCount(review);
  const more = besides(review);
  return [
    `### ${plain(title(review))}`,
    `Held since ${instant(review.since)} (${plain(review.why)})${plain(rangeText(review))}: **${kindCounts(review)}**${more.length === 0 ? '' : `, with ${more.join(', ')}`}.`,
    ...(rows.length === 0 ? [] : [markdownTable(['', 'type', 'value', 'what'], rows)]),
    ...(hidden === 0 ? [] : [`${count(hidden)} more.`]),
  ].join('\n\n');
};

export const reviewJson = ({ range, since, shown, ...review }: ReviewOfRun) => ({
  ...review,
  window: review.window + 1,
  since: isoOr(since, null),
  range: { since: isoOr(range.since, null), until: isoOr(range.until, null) },
  shown: shown.map(({ changes, ...one }) => ({
    ...one,
    changes: changes.map(({ sensitive, ...change }) => ({ ...change, ...(sensitive ? { sensitive } : {}) })),
  })),
  more: hiddenCount({ ...review, range, since, shown }),
});
