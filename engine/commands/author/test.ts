import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { caseFolders } from '../../proof/case/case-folders.ts';
import { annotations, asJson, junit } from '../../proof/testing/reports.ts';
import { hasFailed, type Ran } from '../../proof/testing/ran.ts';
import { runCases, type Testing } from '../../proof/testing/run-cases.ts';
import { coverageAsJson, coverageOf, shortOf } from '../../proof/coverage/coverage.ts';
import type { DefinitionCoverage } from '../../proof/coverage/measure.ts';
import { belowLines, coverageLines } from '../display/coverage-lines.ts';
import { caseLine, totalLine, whyLines } from '../display/test-lines.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, mustBeOne, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { isSavedFile, onSave, type Watched } from '../shell/watch.ts';

interface TestFlags extends JsonFlag, PlaceFlags {
  readonly update?: boolean;
  readonly junit?: boolean;
  readonly github?: boolean;
  readonly watch?: boolean;
  readonly coverage?: boolean;
  readonly threshold?: number;
}

const test = async (io: Io, flags: TestFlags, names: readonly string[], saved: readonly string[] = []): Promise<number> => {
  const speaks = flags.json !== true && flags.junit !== true;
  const from = io.ticks();
  const { definitions, config, update, coverage } = flags;
  const asked = { names, definitions, config, update, coverage, saved };
  const testing = await runCases(io, asked, (one) => void (speaks && io.print(caseLine(io, one))));
  if (testing.ran.length + testing.left === 0 && coverage !== true) return nothingToRun(names, saved);
  const covered = coverage === true ? coverageOf(io, { definitions, config }, names, testing.hits) : undefined;
  if (update === true) sayUpdated(io, testing);
  else say(io, flags, { testing, covered, took: io.ticks() - from });
  if (io.signal.aborted) return EXIT.interrupted;
  return conclude(
    testing,
    covered?.some((one) => shortOf(one, flags.threshold ?? 0) !== undefined),
  );
};

/** What was saved may concern none of the cases that were asked for. */
const nothingToRun = (names: readonly string[], saved: readonly string[]): number => {
  if (saved.length > 0) return EXIT.fine;
  throw new UsageError('usage.no-cases', `There is no case to run${names.length === 0 ? '' : ` of ${names.join(', ')}`}.`, {
    hint: 'A case is a file fixtures/<pack>/cases/NAME.yaml beside the definitions; see "Cases" in schemas/reference.md.',
  });
};

const watch = (io: Io, flags: TestFlags, names: readonly string[]): Promise<number> => {
  const files = [
    flags.config === undefined ? 'feedwright.yaml' : String(flags.config),
    ...names.filter((name) => /\.ya?ml$/.test(name)),
  ];
  const look = (): Watched => ({
    folders: caseFolders(io, flags),
    files: files.map((file) => resolve(io.cwd, file)).filter((file) => existsSync(dirname(file))),
    counts: isSavedFile,
  });
  return onSave(io, look, (saved) => test(io, flags, names, saved));
};

interface Told {
  readonly testing: Testing;
  readonly covered: readonly DefinitionCoverage[] | undefined;
  /** Milliseconds. */
  readonly took: number;
}

const say = (io: Io, flags: TestFlags, { testing, covered, took }: Told): void => {
  const shown = (path: string): string => shownPath(io, path);
  const coverage = covered && { coverage: coverageAsJson(covered, flags.threshold, shown) };
  if (flags.json === true) io.print(JSON.stringify({ ...asJson(testing, shown), ...coverage }));
  else if (flags.junit === true) io.print(junit(testing, shown));
  else {
    const failed = testing.ran.filter(hasFailed);
    for (const one of failed) for (const line of ['', caseLine(io, one), ...whyLines(io, one)]) io.print(line);
    if (failed.length > 0) io.print('');
    io.print(totalLine(io, testing, took));
    if (covered !== undefined) printCoverage(io, covered, flags.threshold);
    else if (testing.untested.length > 0) io.note(`without a case: ${testing.untested.map(harmless).join(', ')}`);
  }
  if (flags.github === true) for (const line of annotations(testing, shown)) io.print(line);
};

const printCoverage = (io: Io, covered: readonly DefinitionCoverage[], threshold: number | undefined): void => {
  for (const line of ['', ...coverageLines(io, covered)]) io.print(line);
  const below = threshold === undefined ? [] : belowLines(io, covered, threshold);
  if (below.length > 0) for (const line of ['', ...below]) io.print(line);
};

/** Each has stdout for itself. */
const mustBeAlone = (flags: TestFlags): void => {
  if (flags.threshold !== undefined && flags.coverage !== true)
    throw new UsageError('usage.threshold', 'Without --coverage there is nothing to hold to --threshold.', {
      hint: 'Add --coverage.',
    });
  mustBeOne({
    '--update': flags.update,
    '--json': flags.json,
    '--junit': flags.junit,
    '--github': flags.github,
    '--watch': flags.watch,
    '--coverage': flags.coverage === true && flags.json !== true,
  });
};

const percent = (text: string): number => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value;
  throw new UsageError('usage.threshold', `--threshold takes percent from 0 to 100, not "${harmless(text.slice(0, 64))}".`, {
    hint: 'Write a number, such as --threshold 95.',
  });
};

/** A case that could not be read is wrong, one that does not hold has failed, unless its expectations say now what came. */
const conclude = ({ ran }: Testing, isBelow = false): number => {
  if (ran.some(({ error }) => error?.isWrong === true)) return EXIT.usage;
  return isBelow || ran.some(isLeft) ? EXIT.failed : EXIT.fine;
};

const isLeft = (one: Ran): boolean => (one.updated === undefined ? hasFailed(one) : one.updated.kept.length > 0);

const sayUpdated = (io: Io, { ran }: Testing): void => {
  for (const one of ran) {
    const { error, updated } = one;
    if (error !== undefined) for (const line of whyLines(io, one)) io.print(line);
    if (updated === undefined) continue;
    const file = harmless(shownPath(io, updated.file));
    if (updated.kept.length === 0) io.print(`updated ${file}`);
    for (const why of updated.kept) io.print(`left in ${file}: ${harmless(why)}`);
  }
  if (!ran.some(isLeft)) io.print(`${ran.length} ${ran.length === 1 ? 'case says' : 'cases say'} what comes`);
};

export const command = defineCommand<TestFlags, [readonly string[]]>({
  description:
    'Runs the cases of the packs, fixtures/<pack>/cases/*.yaml: each over a mock vendor on loopback, a store and a time of its own.',
  args: [{ name: '[pack...]', help: 'packs, or files of cases; without any, all packs' }],
  flags: [
    { flags: '--update', help: 'rewrite the expectations to what comes, and write those that are missing' },
    { flags: '--junit', help: "print the results as JUnit's XML" },
    { flags: '--github', help: "print an annotation of GitHub's workflows for each failure" },
    { flags: '--watch', help: 'run them again whenever a case, a definition or a fixture is saved' },
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
    'feedwright test PACK --watch',
    'feedwright test fixtures/PACK/cases/first-run.yaml --update',
    'feedwright test --coverage --threshold 95',
  ],
  exits: { 0: 'every case holds', 1: 'a case does not hold, or too little is covered', 2: 'a case is wrong, or there is none' },
  async run(io, flags, names) {
    mustBeAlone(flags);
    return flags.watch === true ? watch(io, flags, names) : test(io, flags, names);
  },
});
