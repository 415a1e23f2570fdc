import { dirname, resolve } from 'node:path';
import { parseTime } from '../../api/options/parse-time.ts';
import { parseDuration } from '../../language/basics/duration.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import type { Diagnostic, Place } from '../../language/basics/place.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { SourceFile } from '../../language/source-file.ts';
import { isMap } from '../../language/validate/accepts.ts';
import { checkShape } from '../../language/validate/check-shape.ts';
import { memberPosition, placeAt, rootPosition, type Position } from '../../language/validate/position.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { parseFault } from '../../mock/faults/parse-fault.ts';
import { caseShape, type RawCase, type RawStep } from './case-shape.ts';

/** Bytes of a case; expected objects may lie in files of their own. */
const LARGEST = 16 * 2 ** 20;

export interface TestCase {
  /** Complete path. */
  readonly file: string;
  readonly folder: string;
  readonly title: string;
  readonly kind: 'feed' | 'action';
  /** `pack/feed` or `pack/action`. */
  readonly target: string;
  readonly raw: RawCase;
  readonly text: string;
  readonly steps: readonly TestStep[];
  /** Where a key of the case stands. */
  placeOfKey(key: string): Place;
}

export interface TestStep {
  readonly raw: RawStep;
  /** `step 2 (again)`. */
  readonly title: string;
  readonly place: Place;
  /** What goes wrong from this step on; of the first step what the case says as well. */
  readonly faults: readonly CaseFault[];
  /** Where each expectation stands, by its name. */
  placeOf(expectation: string): Place;
}

/** As `feedwright mock --fault` writes it, and where it stands. */
export interface CaseFault {
  readonly text: string;
  readonly place: Place;
}

/** Reads and checks a case. Throws UsageError with every finding. */
export const readCase = (file: string): TestCase => {
  const text = readText(file);
  const findings = new Findings();
  const source = new SourceFile(file, text);
  const raw = parseYaml(source, findings);
  if (findings.errors === 0 && !isMap(raw))
    findings.error('case.empty', source.placeAt(0), 'The file holds no case.', 'Start it with `case: 1`, `feed:` and `steps:`.');
  const root = rootPosition(raw);
  if (findings.errors === 0)
    for (const { code, place, message, hint } of checkShape(caseShape.schema, root, {}))
      // A case has no expressions: advice about them does not help.
      findings.error(code, place, message, hint.startsWith('For a') ? undefined : hint);
  if (findings.errors === 0) checkMeaning(raw as RawCase, root, findings);
  const diagnostics = findings.sorted();
  if (findings.errors > 0) throw invalid(diagnostics);
  const whole = raw as RawCase;
  const ofCase = faultsOf(whole.faults, root);
  const steps = whole.steps.map((one, index) => {
    const position = memberPosition(memberPosition(root, 'steps'), index);
    return stepOf(one, index, position, [...(index === 0 ? ofCase : []), ...faultsOf(one.faults, position)]);
  });
  const target = whole.feed ?? whole.action ?? '';
  return {
    file,
    folder: dirname(resolve(file)),
    title: whole.title ?? '',
    kind: whole.feed === undefined ? 'action' : 'feed',
    target,
    raw: whole,
    text,
    steps,
    placeOfKey: (key) => placeAt(memberPosition(root, key), 'value'),
  };
};

const readText = (file: string): string => {
  try {
    const { text, fault } = readBytes(readPlain(file, LARGEST));
    if (fault === undefined) return text;
    throw new UsageError('case.no-file', `The case ${fault}.`, { place: placeIn(file), hint: 'Save it as UTF-8.' });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('case.no-file', `The case ${whyUnreadable(error, file)}.`, {
      place: placeIn(file),
      hint: 'Put a plain file in its place, or take it away.',
      cause: error,
    });
  }
};

const placeIn = (file: string): Place => ({ file, line: 1, column: 1 });

const invalid = (diagnostics: readonly Diagnostic[]): UsageError => {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return new UsageError('case.invalid', "The case can't be used as it is.", {
    diagnostics,
    ...(first === undefined ? {} : { place: first.place, hint: first.hint }),
  });
};

const faultsOf = (texts: readonly string[] = [], position: Position): readonly CaseFault[] =>
  texts.map((text, index) => ({
    text,
    place: placeAt(memberPosition(memberPosition(position, 'faults'), index), 'value'),
  }));

const stepOf = (raw: RawStep, index: number, position: Position, faults: readonly CaseFault[]): TestStep => ({
  raw,
  faults,
  title: `step ${index + 1}${raw.step === undefined ? '' : ` (${raw.step})`}`,
  place: placeAt(position, 'value'),
  placeOf: (expectation) =>
    raw.expect === undefined
      ? placeAt(position, 'value')
      : placeAt(memberPosition(memberPosition(position, 'expect'), expectation), 'value'),
});

/** What the shape can't say. */
const checkMeaning = (raw: RawCase, root: Position, findings: Findings): void => {
  const at = (...path: readonly (string | number)[]): Place =>
    placeAt(
      path.reduce<Position>((position, key) => memberPosition(position, key), root),
      'value',
    );
  if ((raw.feed === undefined) === (raw.action === undefined))
    findings.error(
      'case.target',
      placeAt(root, 'value'),
      'A case is about one feed or one action.',
      'Write `feed: pack/feed` or `action: pack/action`.',
    );
  for (const name of ['clock', 'since'] as const) {
    const text = raw[name];
    if (text !== undefined && parseInstant(text) === undefined)
      findings.error(`case.${name}`, at(name), `The ${WORDS[name]} is no instant.`, 'Write it as 2026-01-08T00:00:00Z.');
  }
  raw.faults?.forEach((fault, index) => checkFault(fault, at('faults', index), findings));
  for (const [index, step] of raw.steps.entries()) {
    const { clock, faults = [] } = step;
    faults.forEach((fault, place) => checkFault(fault, at('steps', index, 'faults', place), findings));
    for (const name of ['since', 'until'] as const) checkTime(name, step[name], () => at('steps', index, name), findings);
    if (clock !== undefined && laterBy(clock) === undefined && parseInstant(clock) === undefined)
      findings.error(
        'case.clock',
        at('steps', index, 'clock'),
        'The clock is neither an instant nor a time span.',
        'Write 2026-01-08T00:00:00Z, or +PT5M for five minutes after the last step.',
      );
    if (raw.action !== undefined)
      for (const name of ONLY_FEEDS)
        if (step[name] !== undefined)
          findings.error('case.only-feeds', at('steps', index, name), `An action has no \`${name}\`.`, 'Leave it out.');
    if (raw.feed !== undefined)
      for (const name of ONLY_ACTIONS)
        if (step[name] !== undefined)
          findings.error(
            'case.only-actions',
            at('steps', index, name),
            `A feed's step has no \`${name}\`.`,
            'Leave it out, or write it under `expect`.',
          );
  }
};

const WORDS = { clock: 'clock', since: 'start' } as const;

const checkFault = (fault: string, place: Place, findings: Findings): void =>
  asFinding(
    () => parseFault(fault),
    () => place,
    findings,
  );

const checkTime = (name: string, text: string | undefined, place: () => Place, findings: Findings): void =>
  asFinding(() => parseTime(`\`${name}\``, text, 0), place, findings);

/** What is wrongly written, where it stands. */
const asFinding = (work: () => unknown, place: () => Place, findings: Findings): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    findings.error(error.code, place(), error.message, error.hint);
  }
};

const ONLY_FEEDS = ['since', 'until', 'limit', 'kill'] as const;
const ONLY_ACTIONS = ['objects', 'again'] as const;

/** Milliseconds of `+PT5M`; undefined where it is nothing of the kind. */
export const laterBy = (text: string): number | undefined => (text.startsWith('+') ? parseDuration(text.slice(1)) : undefined);
