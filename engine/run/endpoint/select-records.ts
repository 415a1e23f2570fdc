import type { Batch, Decoded } from '../../components/decoders/decoder.ts';
import { isLoneRecord } from '../../components/decoders/json/document/select.ts';
import { requireWhole } from '../../components/decoders/oversized.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { RecordSelector } from '../../language/model.ts';

export interface SelectContext {
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly label: string;
  readonly nulls: 'drop' | 'keep';
}

/** The records of one decoded body, in order: those of the selector's path as they stream, or those that its expression picks. */
export async function selectRecords(
  selector: RecordSelector,
  decoded: Decoded,
  context: SelectContext,
  take: (batch: Batch) => Promise<void>,
): Promise<void> {
  switch (selector.kind) {
    case 'path':
      await streamed(selector, decoded, context, take);
      return;
    case 'expr':
      await picked(selector, decoded, context, take);
      return;
    case 'bytes':
      throw new EngineError('call.no-records', `${context.label} gives bytes, not records.`, { place: selector.place });
  }
}

async function streamed(
  selector: Extract<RecordSelector, { kind: 'path' }>,
  decoded: Decoded,
  context: SelectContext,
  take: (batch: Batch) => Promise<void>,
): Promise<void> {
  let count = 0;
  for await (const batch of decoded.batches) {
    count += batch.records.length;
    if (selector.count === 'one' && count > 1) throw notOne(selector, context, 'more than one record');
    await take(batch);
  }
  if (selector.count === 'one' && count === 0 && !selector.orEmpty) throw notOne(selector, context, 'no record');
}

async function picked(
  selector: Extract<RecordSelector, { kind: 'expr' }>,
  decoded: Decoded,
  context: SelectContext,
  take: (batch: Batch) => Promise<void>,
): Promise<void> {
  const rows: JsonRecord[] = [];
  for await (const { records, oversized } of decoded.batches) {
    if (oversized === true) requireWhole(records);
    for (const record of records) rows.push(record);
  }
  // A format without a document around its records (CSV) is picked from as the list of its rows.
  const given = context.evaluator.expr(selector.expr).evaluate(decoded.envelope() ?? rows, context.scope);
  const records = listOf(given, selector, context);
  const stray = records.findIndex((record) => typeof record !== 'object' || record === null || Array.isArray(record));
  if (stray >= 0)
    throw new EngineError('decode.not-a-record', `${context.label}: element ${stray} of what the selector picked is no object.`, {
      place: selector.place,
    });
  if (selector.count === 'one' && records.length !== 1 && !(selector.orEmpty && records.length === 0))
    throw notOne(selector, context, `${records.length} records`);
  if (records.length > 0)
    await take({
      records: records as readonly JsonRecord[],
      ordinals: records.map((_, index) => index),
      place: (index) => `record ${index}`,
    });
}

/** One object is taken as a list of one. */
function listOf(
  given: unknown,
  { count }: RecordSelector & { readonly kind: 'expr' },
  { label }: SelectContext,
): readonly unknown[] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given as unknown[];
  const isObject = typeof given === 'object' && given !== null;
  return !isObject || isLoneRecord(`${label}: what the selector picked`, given as JsonRecord, count === 'one') ? [given] : [];
}

const notOne = (selector: RecordSelector, context: SelectContext, what: string): EngineError =>
  new EngineError('decode.not-one-record', `${context.label} was to answer exactly one record and gave ${what}.`, {
    place: selector.place,
    hint: 'Use "records:" where there may be none or several.',
  });
