import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { isoOr } from '../../language/basics/instant.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Place } from '../../language/basics/place.ts';
import type { UserField } from '../../language/model.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { openRunState } from '../../run/context/run-state.ts';
import { bindRecordSteps, endedInFilters, type RecordSteps } from '../../run/records/explain/explain-record.ts';
import type { ExplainedPart, ExplainedRecord } from '../../run/report/explain/explained.ts';
import { pageOf } from '../../run/source/read-pages.ts';
import type { AskedFeed } from '../asked.ts';
import { marks } from '../runs/plan-feed.ts';
import { planRun } from '../runs/plan-run.ts';
import { readAsked } from '../runs/read-asked.ts';
import type { World } from '../world.ts';
import { readSampleFile } from './read-sample-file.ts';
import { readSampleAnswer, type AnswerParts } from './sample-answer.ts';
import { readAnswers, supplementsFrom, type SupplementFromFiles } from './sample-supplements.ts';

export interface AskedTry extends AskedFeed {
  /** A file with an answer of the feed's source, or with one record or a list of them. */
  readonly sample: string;
  /** Of the report this entry alone. */
  readonly entry?: string | undefined;
  /** From 1; without it the first five. */
  readonly record?: number | undefined;
  /** `NAME=FILE` for supplemental calls. */
  readonly answer?: readonly string[] | undefined;
}

/** What a definition makes of a sample. In its texts a mark stands for each secret that was not given: `nameSecrets` shows them by their names. */
export interface TriedFeed {
  readonly feed: string;
  /** How many records the sample has. */
  readonly records: number;
  /** Those that were chosen; `number` counts from 1. */
  readonly shown: readonly (ExplainedRecord & { readonly number: number })[];
  /** Supplemental calls that were to be asked and have no answer. */
  readonly lacking: readonly { readonly name: string; readonly place: Place | undefined }[];
  readonly notes: readonly string[];
}

export const SHOWN = 5;

/** What stands for credentials and addresses, where none are needed: secrets, and texts that must be given and may be anything. */
const standIns = (fields: readonly UserField[]): Readonly<Record<string, string>> => {
  const isNeeded = ({ required, requiredWhen }: UserField): boolean => required || requiredWhen !== undefined;
  const texts = fields.flatMap((field): readonly (readonly [string, string])[] => {
    if (field.type === 'url' && field.default === undefined && isNeeded(field)) return [[field.name, 'https://vendor.invalid']];
    const isFree = field.type === 'text' && field.default === undefined && field.pattern === undefined;
    return isFree && isNeeded(field) ? Object.entries(marks([{ ...field, type: 'secret', default: undefined }])) : [];
  });
  return { ...Object.fromEntries(texts), ...marks(fields) };
};

/** Evaluates a feed's definition on a sample. Nothing is requested or written, and no secret is needed. */
export const tryFeed = async (world: World, asked: AskedTry, text: string): Promise<TriedFeed> => {
  const { target, range, options } = await readAsked(world, asked, text, { of: standIns, asksVault: false });
  const { pack, feed } = target;
  const evaluator = createDefinitionEvaluator(() => range.now, undefined, pack.tables);
  const [partition] = partitionsOf(feed, options.values, evaluator);
  const wanted = { target, options: options.values, ...range, clip: false, isMock: false };
  const plan = planRun(wanted, partition, undefined, evaluator);
  mustHaveEntry(plan, asked.entry);
  const file = readSampleFile(world, asked.sample, '--sample');
  const scope = scopeOf(plan);
  const parts: AnswerParts = { world, pack, evaluator, scope };
  const files = readAnswers(world, asked.answer ?? [], plan);
  const sample = await readSampleAnswer(file, plan.endpoint, parts);
  const { records, where, envelope } = sample;
  const page = { number: 1, offset: 0, size: undefined, token: undefined, after: undefined };
  const way: Way = {
    steps: bindRecordSteps(plan, evaluator, asked.entry),
    supplement: supplementsFrom(files, plan, parts),
    scope: { ...scope, page: pageOf(page, envelope) },
  };
  const shown: (ExplainedRecord & { readonly number: number })[] = [];
  for (const index of chosen(records.length, asked.record))
    shown.push({ number: index + 1, where: where(index), ...(await oneRecord(records[index] as JsonRecord, where(index), way)) });
  const lacking = new Map(
    shown
      .flatMap(({ parts: all }) => all.flatMap(({ answers }) => answers))
      .flatMap((one) => (one.isMissing === true ? [[one.name, one.place] as const] : [])),
  );
  return {
    feed: target.name,
    records: records.length,
    shown,
    lacking: [...lacking].map(([name, place]) => ({ name, place })),
    notes: [...sample.notes, ...missingParent(plan)],
  };
};

interface Way {
  readonly steps: RecordSteps;
  readonly supplement: SupplementFromFiles;
  readonly scope: Scope;
}

const oneRecord = async (
  record: JsonRecord,
  where: string,
  { steps, supplement, scope }: Way,
): Promise<Pick<ExplainedRecord, 'input' | 'parts'>> => {
  const parts: ExplainedPart[] = [];
  for (const part of steps.filters(record, scope)) {
    if (part.record === undefined) {
      parts.push(endedInFilters(part));
      continue;
    }
    const { scope: own, answers, error } = await supplement(part.record, scope);
    const batch = { records: [record], ordinals: [0], place: () => where };
    const given = { part: { ...part, record: part.record }, scope: own, answers, place: { batch, index: 0 } };
    const rest = steps.rest(given);
    parts.push(error === undefined ? rest : { ...rest, lets: [], entries: [], relations: [], outcome: 'set aside', error });
  }
  return { input: record, parts };
};

/** Which of so many records, by their indexes. */
const chosen = (count: number, record: number | undefined): readonly number[] => {
  if (record === undefined) return Array.from({ length: Math.min(count, SHOWN) }, (_, index) => index);
  if (record <= count) return [record - 1];
  throw new UsageError('usage.record', `The sample has no record ${record}: it has ${count}.`, {
    hint: 'Records are counted from 1.',
  });
};

const mustHaveEntry = ({ feed }: FeedPlan, entry: string | undefined): void => {
  const names = [...feed.report, ...feed.relate].map(({ name }) => name);
  if (entry === undefined || names.includes(entry)) return;
  throw new UsageError('usage.entry', `The report of the feed "${feed.name}" has no entry "${entry.slice(0, 64)}".`, {
    place: feed.place,
    hint: suggest(entry, names),
  });
};

/** What the first window of a first run sees beside records. */
const scopeOf = (plan: FeedPlan): Scope => {
  const [window] = plan.windows;
  return {
    user: plan.options,
    run: {
      id: 'try',
      since: isoOr(plan.since, undefined),
      until: isoOr(plan.until, undefined),
      now: isoOr(plan.now, undefined),
    },
    partition: plan.partition,
    window: { since: isoOr(window?.since, undefined), until: isoOr(window?.until, undefined) },
    state: openRunState(plan, undefined, true)?.session.variables(),
  };
};

const missingParent = ({ feed: { source } }: FeedPlan): readonly string[] =>
  source.kind === 'each' ? ['The sample is taken as one document: `$parent`, the entry of the index, is missing here.'] : [];
