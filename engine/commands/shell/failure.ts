import type { MockSays } from '../../api/mock/asked-mock.ts';
import { shownPath } from '../../api/wording/shown-path.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { formatPlace, type Diagnostic, type Place } from '../../language/basics/place.ts';
import { harmless } from '../display/text.ts';
import { EXIT } from './command.ts';
import type { Io, Output } from './io.ts';

export { shownPath } from '../../api/wording/shown-path.ts';

export const shownPlace = (io: Pick<Io, 'cwd'>, place: Place): string =>
  formatPlace({ ...place, file: shownPath(io, place.file) });

/** One finding as compilers print it; `frame`: lines to be put between what is wrong and what to do. */
export const diagnosticLines = (io: Io, found: Diagnostic, output: Output = io.stderr, frame: readonly string[] = []): string => {
  const mark = output.style(found.severity === 'error' ? 'red' : 'yellow', found.severity);
  const hint = found.hint === undefined ? '' : `\n  hint: ${harmless(found.hint)}`;
  const between = frame.map((line) => `\n${line}`).join('');
  return `${harmless(shownPlace(io, found.place))}: ${mark}: ${harmless(found.message)} [${found.code}]${between}${hint}`;
};

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** `file:line:column` as the user would type it. */
  readonly place?: string | undefined;
  readonly hint?: string | undefined;
}

/** A failure as a person reads it; a message may hold a vendor's words. */
export const failureLines = (io: Io, { code, message, place, hint }: Failure, output: Output = io.stderr): string =>
  [
    `${output.style('red', 'error')}: ${harmless(message)} [${code}]`,
    ...(place === undefined ? [] : [`  at ${harmless(place)}`]),
    ...(hint === undefined ? [] : [`  hint: ${harmless(hint)}`]),
  ].join('\n');

/** What a mock says of a failure over it. */
export const mockLines = ({ answered, problems }: MockSays): string => [answered, ...problems].join('\n');

const SYSTEM: Readonly<Record<string, readonly [meaning: string, hint: string]>> = {
  ENOENT: ['does not exist', 'Check the path.'],
  EACCES: ['may not be accessed', 'Change its permissions, or give another path.'],
  EPERM: ['may not be changed', 'Change its permissions, or give another path.'],
  EISDIR: ['is a folder', 'Give the path of a file.'],
  ENOTDIR: ['is not a folder', 'Give the path of a folder, or remove the file that stands in its place.'],
  EEXIST: ['is there already, and is no folder', 'Give another path, or remove the file that stands in its place.'],
  ENOSPC: ['cannot be written: the disk is full', 'Free some space, or give a path on another disk.'],
  EDQUOT: ['cannot be written: the disk is full', 'Free some space, or give a path on another disk.'],
  EROFS: ['is on a read-only disk', 'Give a path on another disk.'],
  ELOOP: ['is a link that leads back to itself', 'Mend the link, or give another path.'],
  ENAMETOOLONG: ['has a name that is too long for this system', 'Give a shorter path.'],
  EIO: ['cannot be read or written: the disk reports an error', 'Check the disk, or give a path on another one.'],
  EMFILE: ['cannot be opened: too many files are open', 'Raise the limit of open files (`ulimit -n`), and try again.'],
  ENFILE: ['cannot be opened: too many files are open', 'End other programs, and try again.'],
};

/** Why results cannot be written to stdout: the end of a sentence. */
export const whyNotPrinted = ({ code }: NodeJS.ErrnoException): string =>
  code === 'ENOSPC' || code === 'EDQUOT'
    ? 'the disk is full'
    : code === undefined
      ? 'stdout takes nothing'
      : `stdout says ${code}`;

const failureOfSystem = (error: unknown): { readonly message: string; readonly hint: string } | undefined => {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return undefined;
  const [meaning, hint] = SYSTEM[code] ?? [];
  return meaning === undefined || hint === undefined ? undefined : { message: `${path ?? syscall} ${meaning}.`, hint };
};

/** Says on stderr what went wrong and gives the exit code. Never a stack trace, but under FEEDWRIGHT_DEBUG=1. */
export const reportFailure = (io: Io, error: unknown): number => {
  const debug = io.env['FEEDWRIGHT_DEBUG'] === '1';
  if (debug && error instanceof Error) io.note(error.stack ?? String(error));
  if (error instanceof EngineError) {
    const diagnostics = error instanceof UsageError ? error.diagnostics : [];
    for (const found of diagnostics) io.note(diagnosticLines(io, found));
    const { code, message, place, hint } = error;
    // Findings have shown their own places.
    const shown = place === undefined || diagnostics.length > 0 ? undefined : shownPlace(io, place);
    io.note(failureLines(io, { code, message, place: shown, hint }));
    if (io.signal.aborted) return EXIT.interrupted;
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  if (io.signal.aborted) return EXIT.interrupted;
  const known = failureOfSystem(error);
  if (known !== undefined) {
    io.note(`${io.stderr.style('red', 'error')}: ${harmless(known.message)}\n  hint: ${harmless(known.hint)}`);
    return EXIT.failed;
  }
  const sentence = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error);
  io.note(`${io.stderr.style('red', 'error')}: feedwright met a mistake of its own: ${harmless(sentence)}`);
  io.note('  hint: please report it, with what FEEDWRIGHT_DEBUG=1 prints beside it');
  return EXIT.failed;
};
