import { UsageError } from '../../language/basics/errors.ts';
import { annotations, asJson, junit } from '../../proof/testing/reports.ts';
import { hasFailed, type Ran } from '../../proof/testing/ran.ts';
import { runCases, type Testing } from '../../proof/testing/run-cases.ts';
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
}

const test = async (io: Io, flags: TestFlags, names: readonly string[]): Promise<number> => {
  mustBeAlone(flags);
  const speaks = flags.json !== true && flags.junit !== true;
  const from = io.ticks();
  const { definitions, config, update } = flags;
  const asked = { names, definitions, config, update };
  const testing = await runCases(io, asked, (one) => void (speaks && io.print(caseLine(io, one))));
  if (testing.ran.length + testing.left === 0)
    throw new UsageError('usage.no-cases', `There is no case to run${names.length === 0 ? '' : ` of ${names.join(', ')}`}.`, {
      hint: 'A case is a file fixtures/<pack>/cases/NAME.yaml beside the definitions; see "Cases" in schemas/reference.md.',
    });
  if (update === true) sayUpdated(io, testing);
  else say(io, flags, testing, io.ticks() - from);
  return io.signal.aborted ? EXIT.interrupted : conclude(testing);
};

const say = (io: Io, flags: TestFlags, testing: Testing, took: number): void => {
  const shown = (path: string): string => shownPath(io, path);
  if (flags.json === true) io.print(JSON.stringify(asJson(testing, shown)));
  else if (flags.junit === true) io.print(junit(testing, shown));
  else {
    const failed = testing.ran.filter(hasFailed);
    for (const one of failed) for (const line of ['', caseLine(io, one), ...whyLines(io, one)]) io.print(line);
    if (failed.length > 0) io.print('');
    io.print(totalLine(io, testing, took));
    if (testing.untested.length > 0) io.note(`without a case: ${testing.untested.map(harmless).join(', ')}`);
  }
  if (flags.github === true) for (const line of annotations(testing, shown)) io.print(line);
};

/** Each has stdout for itself. */
const mustBeAlone = (flags: TestFlags): void => {
  const ways = { '--update': flags.update, '--json': flags.json, '--junit': flags.junit, '--github': flags.github };
  const names = Object.entries(ways).flatMap(([name, given]) => (given === true ? [name] : []));
  if (names.length < 2) return;
  throw new UsageError('usage.together', `${names.join(' and ')} can't be asked for together.`, {
    hint: 'Choose one of them, and call it again for the other.',
  });
};

/** A case that could not be read is wrong, one that does not hold has failed, unless its expectations say now what came. */
const conclude = ({ ran }: Testing): number => {
  if (ran.some(({ error }) => error?.isWrong === true)) return EXIT.usage;
  return ran.some(isLeft) ? EXIT.failed : EXIT.fine;
};

const isLeft = (one: Ran): boolean => (one.updated === undefined ? hasFailed(one) : one.updated.kept.length > 0);

const sayUpdated = (io: Io, { ran }: Testing): void => {
  for (const one of ran) {
    const { error, updated } = one;
    if (error !== undefined) for (const line of whyLines(io, one)) io.print(line);
    if (updated === undefined) continue;
    const file = harmless(shownPath(io, updated.file));
    if (updated.kept.length === 0) io.print(`updated ${file}`);
    for (const why of updated.kept) io.print(`left ${file} as it is: ${harmless(why)}`);
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
    jsonFlag,
    ...placeFlags,
  ],
  examples: ['feedwright test', 'feedwright test PACK', 'feedwright test fixtures/PACK/cases/first-run.yaml --update'],
  exits: { 0: 'every case holds', 1: 'a case does not hold', 2: 'a case is wrong, or there is none' },
  run: (io, flags, names) => test(io, flags, names),
});
