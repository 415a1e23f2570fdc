import { UsageError } from '../../language/basics/errors.ts';
import { coverageAsJson, coverageOf, shortOf } from '../../proof/coverage/coverage.ts';
import { HitLog } from '../../proof/coverage/hits.ts';
import type { DefinitionCoverage } from '../../proof/coverage/measure.ts';
import { annotations, asJson, junit } from '../../proof/testing/reports.ts';
import { hasFailed, type Ran, runCases, type Testing } from '../../proof/testing/run-cases.ts';
import { updateCase } from '../../proof/testing/update-case.ts';
import { belowLines, coverageLines } from '../display/coverage-lines.ts';
import { caseLine, totalLine, whyLines } from '../display/test-lines.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface TestFlags extends JsonFlag, PlaceFlags {
  readonly update?: boolean;
  readonly junit?: boolean;
  readonly github?: boolean;
  readonly coverage?: boolean;
  readonly threshold?: number;
}

const test = async (io: Io, flags: TestFlags, names: readonly string[]): Promise<number> => {
  mustBeAlone(flags);
  const speaks = flags.json !== true && flags.junit !== true;
  const from = io.ticks();
  const places = { definitions: flags.definitions, config: flags.config };
  const hits = flags.coverage === true ? new HitLog() : undefined;
  const testing = await runCases({ world: io, places, hits }, names, (one) => void (speaks && io.print(caseLine(io, one))));
  if (testing.ran.length === 0 && hits === undefined)
    throw new UsageError('usage.no-cases', `There is no case to run${names.length === 0 ? '' : ` of ${names.join(', ')}`}.`, {
      hint: 'A case is a file fixtures/<pack>/cases/NAME.yaml beside the definitions; see "Cases" in schemas/reference.md.',
    });
  if (flags.update === true) return update(io, testing);
  const shown = (path: string): string => shownPath(io, path);
  const covered = hits && coverageOf(io, places, names, hits.hits);
  const coverage = covered && { coverage: coverageAsJson(covered, flags.threshold, shown) };
  if (flags.json === true) io.print(JSON.stringify({ ...asJson(testing, shown), ...coverage }));
  else if (flags.junit === true) io.print(junit(testing, shown));
  else {
    const failed = testing.ran.filter(hasFailed);
    for (const one of failed) for (const line of ['', caseLine(io, one), ...whyLines(io, one)]) io.print(line);
    if (failed.length > 0) io.print('');
    io.print(totalLine(io, testing, io.ticks() - from));
    if (covered !== undefined) printCoverage(io, covered, flags.threshold);
    else if (testing.untested.length > 0) io.note(`without a case: ${testing.untested.map(harmless).join(', ')}`);
  }
  if (flags.github === true) for (const line of annotations(testing, shown)) io.print(line);
  if (io.signal.aborted) return EXIT.interrupted;
  return conclude(
    testing,
    covered?.some((one) => shortOf(one, flags.threshold ?? 0) !== undefined),
  );
};

const printCoverage = (io: Io, covered: readonly DefinitionCoverage[], threshold: number | undefined): void => {
  for (const line of ['', ...coverageLines(io, covered)]) io.print(line);
  const below = threshold === undefined ? [] : belowLines(io, covered, threshold);
  if (below.length > 0) for (const line of ['', ...below]) io.print(line);
};

/** Each has stdout for itself. */
const mustBeAlone = (flags: TestFlags): void => {
  const ways = { '--update': flags.update, '--json': flags.json, '--junit': flags.junit, '--github': flags.github };
  const names = Object.entries(ways).flatMap(([name, given]) => (given === true ? [name] : []));
  if (flags.coverage === true && flags.json !== true) names.push('--coverage');
  if (flags.threshold !== undefined && flags.coverage !== true)
    throw new UsageError('usage.threshold', 'Without --coverage there is nothing to hold to --threshold.', {
      hint: 'Add --coverage.',
    });
  if (names.length < 2) return;
  throw new UsageError('usage.together', `${names.join(' and ')} can't be asked for together.`, {
    hint: 'Choose one of them, and call it again for the other.',
  });
};

const percent = (text: string): number => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value;
  throw new UsageError('usage.threshold', `--threshold takes percent from 0 to 100, not "${harmless(text.slice(0, 64))}".`, {
    hint: 'Write a number, such as --threshold 95.',
  });
};

/** A case that could not be read is wrong, one that does not hold has failed. */
const conclude = ({ ran }: Testing, isBelow = false): number => {
  if (ran.some(isWrong)) return EXIT.usage;
  return isBelow || ran.some(hasFailed) ? EXIT.failed : EXIT.fine;
};

const isWrong = ({ error }: Ran): boolean => error instanceof UsageError;

const update = (io: Io, testing: Testing): number => {
  let left = 0;
  for (const one of testing.ran) {
    if (one.error !== undefined || one.test === undefined) {
      left++;
      for (const line of whyLines(io, one)) io.print(line);
      continue;
    }
    const updated = updateCase(one);
    if (updated === undefined) continue;
    left += updated.kept.length;
    if (updated.kept.length === 0) io.print(`updated ${harmless(shownPath(io, updated.file))}`);
    for (const why of updated.kept) io.print(`left ${harmless(shownPath(io, updated.file))} as it is: ${harmless(why)}`);
  }
  if (left === 0) io.print(`${testing.ran.length} ${testing.ran.length === 1 ? 'case says' : 'cases say'} what comes`);
  if (testing.ran.some(isWrong)) return EXIT.usage;
  return left === 0 ? EXIT.fine : EXIT.failed;
};

export const command = defineCommand<TestFlags, [readonly string[]]>({
  description:
    'Runs the cases of the packs, fixtures/<pack>/cases/*.yaml: each over a mock vendor on loopback, a store and a time of its own.',
  args: [{ name: '[pack...]', help: 'packs, or files of cases; without any, all packs' }],
  flags: [
    { flags: '--update', help: 'rewrite the expectations to what comes, and write those that are missing' },
    { flags: '--junit', help: "print the results as JUnit's XML" },
    { flags: '--github', help: "print an annotation of GitHub's workflows for each failure" },
    { flags: '--coverage', help: 'say what of the definitions no case takes: expressions, branches, filters, outcomes, options' },
    {
      flags: '--threshold <percent>',
      help: 'with --coverage: fail where the cases take less of the branches of a definition',
      parse: percent,
    },
    jsonFlag,
    ...placeFlags,
  ],
  examples: [
    'feedwright test',
    'feedwright test PACK',
    'feedwright test fixtures/PACK/cases/first-run.yaml --update',
    'feedwright test --coverage --threshold 95',
  ],
  exits: { 0: 'every case holds', 1: 'a case does not hold, or too little is covered', 2: 'a case is wrong, or there is none' },
  run: (io, flags, names) => test(io, flags, names),
});
