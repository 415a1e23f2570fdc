import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../api/world.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { readMock } from '../../mock/definition/read-mock.ts';
import { readCase, type TestCase } from '../case/read-case.ts';
import { cassetteOf } from '../testing/run-case.ts';
import { nameOfTarget, type Side } from './cases/side.ts';
import type { Change } from './changes/change.ts';
import { definitionChanges } from './changes/definition-changes.ts';
import type { AskedDiff, ComparedPack } from './diff-model.ts';
import { fixturesOf } from './fixtures-of.ts';
import type { LoadedPack, PackPair } from './pair-packs.ts';
import type { Versions } from './versions/open-versions.ts';

/** A case that is to be played on both definitions. */
export interface Job {
  readonly pack: string;
  readonly test: TestCase;
  readonly before: Side;
  readonly after: Side;
  readonly mock: MockDefinition;
}

/** What is known of a pack before any case is played. */
export interface Prepared extends Omit<ComparedPack, 'pack' | 'cases'> {
  readonly changes: readonly Change[];
  readonly jobs: readonly Job[];
  readonly failures: readonly EngineError[];
}

const NOTHING: Prepared = { by: 'nothing', fixtures: undefined, changes: [], jobs: [], failures: [] };

/** Compares what the definitions say of themselves, and finds the cases by which the rest is compared. */
export const preparePack = async (pair: PackPair, world: World, asked: AskedDiff, versions: Versions): Promise<Prepared> => {
  const { name, before, after } = pair;
  if (before === undefined || after === undefined) {
    const change = { of: undefined, what: name, where: undefined, before: undefined, after: undefined };
    return { ...NOTHING, changes: [{ id: before === undefined ? 'pack.new' : 'pack.gone', ...change }] };
  }
  const failures: EngineError[] = [];
  const sides = attempt(() => ({ before: sideOf(name, before), after: sideOf(name, after) }), failures);
  if (sides === undefined) return { ...NOTHING, failures };
  // What is the same text, with all that it includes, does the same.
  if (sides.before.pack.hash === sides.after.pack.hash) return { ...NOTHING, by: 'text' };
  const names = [...new Set([sides.after.pack.name, sides.before.pack.name])];
  const fixtures = await fixturesOf(world, asked, versions, names);
  const tests = (fixtures?.cases ?? []).flatMap((file) => attempt(() => readCase(file), failures) ?? []);
  failures.push(...untold(sides, tests.length === (fixtures?.cases.length ?? 0) ? tests : undefined));
  const mock = fixtures && once(() => mockIn(fixtures.folder, name));
  const jobs = tests.flatMap((test): readonly Job[] => {
    const vendor = attempt(() => (test.raw.cassette === undefined ? mock?.() : cassetteOf(test)), failures);
    return vendor === undefined ? [] : [{ pack: name, test, ...sides, mock: vendor }];
  });
  const changes = definitionChanges(sides.before.pack, sides.after.pack);
  return { by: 'cases', fixtures: fixtures?.folder, changes, jobs, failures };
};

/** Undefined: it failed, and the failure is among the others. */
const attempt = <T>(work: () => T, failures: EngineError[]): T | undefined => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // Of a mock that all cases share it is told once.
    if (!failures.includes(error)) failures.push(error);
    return undefined;
  }
};

const sideOf = (name: string, { pack, diagnostics, root, version }: LoadedPack): Side => {
  if (pack !== undefined) return { pack, root };
  throw new UsageError(
    'diff.invalid',
    `The definition of "${name}" in ${version.label} has mistakes, so that it can't be compared.`,
    {
      diagnostics: diagnostics.filter(({ severity }) => severity === 'error'),
      hint: 'Mend it, or compare with another version.',
    },
  );
};

/** Feeds and actions of both versions that no case is about; `tests` is undefined where not all could be read. */
const untold = (
  { before, after }: Pick<Job, 'before' | 'after'>,
  tests: readonly TestCase[] | undefined,
): readonly EngineError[] => {
  const told = new Set(tests?.map(({ kind, target }) => `${kind} ${nameOfTarget(target)}`));
  const names = (['feed', 'action'] as const).flatMap((kind) =>
    [...before.pack[`${kind}s`].keys()]
      .filter((one) => after.pack[`${kind}s`].has(one) && !told.has(`${kind} ${one}`))
      .map((one) => ({ kind, one })),
  );
  const { name } = after.pack;
  return tests === undefined
    ? []
    : names.map(
        ({ kind, one }) =>
          new UsageError(
            'diff.no-case',
            `There is no case of the ${kind} ${name}/${one}, so that nothing says what has become of it.`,
            {
              hint: `Write one, fixtures/${name}/cases/NAME.yaml, with \`case: 1\`, \`${kind}: ${name}/${one}\` and \`steps: [{ step: first run }]\`; --fixtures says where they lie.`,
            },
          ),
      );
};

const mockIn = (folder: string, name: string): MockDefinition => {
  const file = join(folder, 'mock.yaml');
  if (existsSync(file)) return readMock(file);
  throw new UsageError(
    'diff.no-mock',
    `The pack "${name}" has no mock that its cases could be played over: there is no file ${file}.`,
    {
      hint: 'Write one that answers with samples, or record a cassette with `feedwright record`.',
    },
  );
};

/** Works once; a failure is the same one each time. */
const once = <T>(work: () => T): (() => T) => {
  let done: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    try {
      done ??= { value: work() };
    } catch (error) {
      done = { error };
    }
    if ('error' in done) throw done.error;
    return done.value;
  };
};
