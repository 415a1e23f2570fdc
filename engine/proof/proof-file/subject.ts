import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import type { TestCase } from '../case/read-case.ts';
import { casesByTarget } from '../proving/prove-packs.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { targetOf } from '../testing/run-case.ts';
import type { ProofOfFeed } from './proof-shape.ts';

/** What a proof is about, as it lies here. */
export type Subject = Pick<ProofOfFeed, 'target' | 'definition' | 'files'>;

/** Bytes of a fixture; a mock may serve large ones. */
const LARGEST = 2 ** 30;

/** Within a pack's fixtures: what belongs to single cases, and counts for these alone. */
const OF_CASES = ['cases', 'cassettes', 'expected'];

/** The definition of a feed or action and the files that its cases are played with. Throws UsageError where it has no case. */
export const subjectOf = (target: string, parts: CaseParts): Subject => {
  const tests = casesByTarget(parts, [target]).get(target) ?? [];
  const { pack, root } = targetOf(tests[0] as TestCase, parts);
  const base = dirname(resolve(root));
  const shown = (path: string): string => relative(base, path).replaceAll(sep, '/');
  const fixtures = join(base, 'fixtures', pack.name);
  const played = tests.some(({ raw }) => raw.cassette === undefined) ? servedIn(fixtures) : [];
  const files = [...new Set([...played, ...tests.flatMap(filesOf)])].toSorted();
  return {
    target,
    definition: { file: shown(resolve(pack.file)), version: pack.version, sha256: pack.hash },
    files: Object.fromEntries(files.map((path) => [shown(path), sha256(path)])),
  };
};

/** All that a mock may serve, and the mock itself. */
const servedIn = (folder: string): readonly string[] =>
  filesUnder(folder).filter((path) => {
    const [first = '', ...rest] = relative(folder, path).split(sep);
    return rest.length === 0 ? !/^(?:\.|README\.)/.test(first) : !OF_CASES.includes(first);
  });

/** A case, the files of objects that it expects, and its cassette. */
const filesOf = ({ file, folder, raw }: TestCase): readonly string[] => {
  const expected = raw.steps.flatMap(({ expect }) => (typeof expect?.objects === 'string' ? [expect.objects] : []));
  const beside = expected.filter((name) => name.startsWith('.')).map((name) => resolve(folder, name));
  // What is missing is said where the case is run.
  const cassette = raw.cassette === undefined ? [] : filesUnder(resolve(folder, raw.cassette));
  return [resolve(file), ...beside.filter((path) => existsSync(path)), ...cassette];
};

const filesUnder = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const sha256 = (path: string): string => {
  try {
    return createHash('sha256').update(readPlain(path, LARGEST)).digest('hex');
  } catch (error) {
    throw new UsageError('proof.unreadable', `The file ${path} ${whyUnreadable(error, path)}.`, {
      cause: error,
      hint: 'Make it one that can be read, or take it out of the fixtures.',
    });
  }
};
