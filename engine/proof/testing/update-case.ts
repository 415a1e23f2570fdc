import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap as isYamlMap, isNode, parseDocument, type Document } from 'yaml';
import { iso } from '../../language/basics/instant.ts';
import type { Expectation, ExpectedRequest } from '../case/case-shape.ts';
import { readCase, type TestCase, type TestStep } from '../case/read-case.ts';
import { type Difference, isEqual, sentenceOf } from '../expect/difference.ts';
import { compareStep, failureOf, type StepOutcome } from '../expect/compare-step.ts';
import type { ShownRequest } from '../expect/compare-requests.ts';
import type { ShownObject } from '../lab/shown-object.ts';
import type { CaseResult } from './run-case.ts';

/** More objects than these stand in a file of their own. */
const MOST_INLINE = 12;

type Written = { -readonly [Name in keyof Expectation]: Expectation[Name] };

export interface Updated {
  readonly file: string;
  /** What stays as it is although it differs, and why. */
  readonly kept: readonly string[];
}

/**
 * Rewrites the expectations of a case to what came; those that are there keep their form, and a step that has none gets the usual
 * ones. An error and an empty result are never taken over: whoever expects them writes so. Undefined where nothing changes.
 */
export const updateCase = ({ test, outcomes, differences }: CaseResult): Updated | undefined => {
  if (differences.length === 0 && test.steps.every(({ raw }) => raw.expect !== undefined)) return undefined;
  const document = parseDocument(test.text);
  for (const [index, step] of test.steps.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined || whyKept(test, step, outcome) !== undefined) continue;
    for (const [name, value] of Object.entries(rewritten(test, step, index, outcome)))
      set(document, ['steps', index, 'expect', name], value);
  }
  const text = document.toString({ lineWidth: 130, flowCollectionPadding: true });
  if (text !== test.text) writeFileSync(test.file, text);
  return { file: test.file, kept: [...differences.filter(isBeyond).map(sentenceOf), ...leftOver(readCase(test.file), outcomes)] };
};

/** Nothing that is expected of a step: a fault that no request met, say, is for the author to mend. */
const isBeyond = ({ what }: Difference): boolean => ['mock', 'faults', 'cassette'].includes(what);

/** What is not as the case, as it is now, expects it. */
const leftOver = (test: TestCase, outcomes: readonly StepOutcome[]): readonly string[] =>
  test.steps.flatMap((step, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) return [];
    const why = whyKept(test, step, outcome);
    return why === undefined ? compareStep(step, outcome, test.folder).map(sentenceOf) : [`${step.title}: ${why}`];
  });

/** Maps that are there are gone into: what stays as it is keeps its form and its comments. */
const set = (document: Document, path: readonly (string | number)[], value: unknown): void => {
  const there: unknown = document.getIn(path, true);
  if (isYamlMap(there) && isMap(value)) {
    const names = Object.keys(value);
    for (const { key } of there.items.filter((pair) => !names.includes(String(pair.key)))) there.delete(key);
    for (const [name, one] of Object.entries(value)) set(document, [...path, name], one);
  } else if (!isEqual(isNode(there) ? there.toJS(document) : there, value)) document.setIn(path, document.createNode(value));
};

const whyKept = ({ kind }: TestCase, { raw }: TestStep, { result, objects }: StepOutcome): string | undefined => {
  const failed = failureOf(result);
  if (failed !== undefined && raw.expect?.error === undefined && raw.expect?.results === undefined)
    return `it failed with ${failed.code}; write \`error: ${failed.code}\` if that is meant`;
  if (kind === 'feed' && raw.kill === undefined && failed === undefined && objects.length === 0 && raw.expect?.objects !== 'none')
    return 'nothing is in the store; write `objects: none` if that is meant';
  return undefined;
};

const rewritten = (test: TestCase, step: TestStep, index: number, outcome: StepOutcome): Written => {
  if (step.raw.expect === undefined) return usual(test, step, index, outcome);
  const wrong = new Set(compareStep(step, outcome, test.folder).map(({ what }) => /^\w*/.exec(what)?.[0]));
  const expect = Object.fromEntries(Object.entries(step.raw.expect).filter(([name]) => wrong.has(name))) as Expectation;
  const { result, requests } = outcome;
  const failed = failureOf(result);
  const now: Written = {};
  if (expect.requests !== undefined) now.requests = requests.map((one, at) => requestLike(expect.requests?.[at], one));
  if (expect.objects !== undefined) now.objects = objectsLike(test, expect.objects, outcome.objects);
  if (expect.ledger !== undefined) now.ledger = like(expect.ledger, result.row?.records);
  if (expect.notes !== undefined) now.notes = like(expect.notes, result.row?.notes);
  if (expect.checkpoint !== undefined && outcome.checkpoint !== undefined) now.checkpoint = iso(outcome.checkpoint);
  if (expect.changes !== undefined) {
    if (expect.changes !== 'none') now.changes = like(expect.changes as object, result.row?.objects);
    else if (!outcome.isSame) now.changes = counted(result.row?.objects);
  }
  if (expect.error !== undefined && failed !== undefined)
    now.error =
      typeof expect.error === 'string' ? failed.code : (errorLike(expect.error, failed) as NonNullable<Expectation['error']>);
  if (expect.results !== undefined)
    now.results = result.acted.map((row, at) => like(expect.results?.[at] ?? { status: '' }, row));
  return now;
};

const counted = (counts: object | undefined): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(counts ?? {}).filter(([, times]) => typeof times === 'number' && times > 0));

/** The members that were expected, as they came. */
const like = (expected: object, actual: unknown): Readonly<Record<string, unknown>> => {
  const came = (actual ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(expected)
      .filter(([name]) => came[name] !== undefined)
      .map(([name, one]) => [name, isMap(one) && isMap(came[name]) ? like(one, came[name]) : came[name]]),
  );
};

/** A part of the message, or the end of the place, that still fits stays a part. */
const errorLike = (expected: object, failed: NonNullable<ReturnType<typeof failureOf>>): Readonly<Record<string, unknown>> => {
  const { message, place } = expected as { readonly message?: string; readonly place?: string };
  return {
    ...like(expected, failed),
    ...(message !== undefined && failed.message.includes(message) ? { message } : {}),
    ...(place !== undefined && failed.place.endsWith(place) ? { place } : {}),
  };
};

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const requestLike = (expected: ExpectedRequest | undefined, actual: ShownRequest): ExpectedRequest => {
  if (expected !== undefined && typeof expected !== 'string') return like(expected, actual) as ExpectedRequest;
  return expected === undefined && actual.json !== undefined ? { request: actual.request, json: actual.json } : actual.request;
};

const objectsLike = (
  test: TestCase,
  expected: NonNullable<Expectation['objects']>,
  actual: readonly ShownObject[],
): NonNullable<Expectation['objects']> => {
  if (expected === 'none') return actual.length === 0 ? 'none' : actual;
  if (typeof expected === 'string') {
    writeObjects(resolve(test.folder, expected), actual);
    return expected;
  }
  if (Array.isArray(expected)) return actual;
  const some = expected as { readonly count?: number; readonly with?: readonly Partial<ShownObject>[] };
  return {
    ...some,
    ...(some.count === undefined ? {} : { count: actual.length }),
    ...(some.with === undefined ? {} : { with: some.with.map((part) => sameObject(part, actual)) }),
  };
};

const sameObject = (part: Partial<ShownObject>, actual: readonly ShownObject[]): Readonly<Record<string, unknown>> => {
  const found = actual.find(({ type, value }) => type === (part.type ?? type) && value === (part.value ?? value));
  return found === undefined ? { ...part } : like(part, found);
};

const writeObjects = (path: string, objects: readonly ShownObject[]): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(objects, null, 2)}\n`);
};

const usual = (test: TestCase, { raw }: TestStep, index: number, outcome: StepOutcome): Written => {
  const { result, requests, objects } = outcome;
  const asked = { requests: requests.map((one) => requestLike(undefined, one)) };
  if (raw.kill !== undefined) return asked;
  // Where an action takes none, nothing can stand for it.
  if (test.kind === 'action')
    return { ...asked, results: result.acted.map(({ object, status }) => (object === null ? { status } : { object, status })) };
  if (index > 0 && outcome.isSame) return { ...asked, changes: 'none' };
  const file = `./${(test.file.split('/').at(-1) ?? '').replace(/\.ya?ml$/, '')}-${index + 1}.json`;
  if (objects.length > MOST_INLINE) writeObjects(resolve(test.folder, file), objects);
  const { dropped = {}, ...records } = result.row?.records ?? {};
  const ledger = { ...counted(records), ...(Object.keys(dropped).length === 0 ? {} : { dropped }) };
  return { ...asked, objects: objects.length > MOST_INLINE ? file : objects, ledger };
};
