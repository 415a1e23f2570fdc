import { relative } from 'node:path';
import { EngineError, UsageError } from '../../language/errors.ts';
import type { Diagnostic, Place } from '../../language/place.ts';
import { formatPlace } from '../../language/place.ts';
import { harmless } from '../display/text.ts';
import { EXIT } from './command.ts';
import type { Io, Output } from './io.ts';

/** A path as the user would type it from where they are. */
export const shownPath = (io: Pick<Io, 'cwd'>, path: string): string => {
  const short = relative(io.cwd, path);
  return short === '' ? '.' : short.startsWith('..') && short.length > path.length ? path : short;
};

export const shownPlace = (io: Pick<Io, 'cwd'>, place: Place): string =>
  formatPlace({ ...place, file: shownPath(io, place.file) });

/** One finding as compilers print it. */
export const diagnosticLines = (io: Io, found: Diagnostic, output: Output = io.stderr): string => {
  const mark = output.style(found.severity === 'error' ? 'red' : 'yellow', found.severity);
  const hint = found.hint === undefined ? '' : `\n  hint: ${found.hint}`;
  return `${shownPlace(io, found.place)}: ${mark}: ${found.message} [${found.code}]${hint}`;
};

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** `file:line:column` as the user would type it. */
  readonly place?: string | undefined;
  readonly hint?: string | undefined;
}

/** A failure as a person reads it; a message may hold a vendor's words. */
export const failureLines = (io: Io, { code, message, place, hint }: Failure): string =>
  [
    `${io.stderr.style('red', 'error')}: ${harmless(message)} [${code}]`,
    ...(place === undefined ? [] : [`  at ${place}`]),
    ...(hint === undefined ? [] : [`  hint: ${harmless(hint)}`]),
  ].join('\n');

const failureOfSystem = (error: unknown): string | undefined => {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return undefined;
  const meaning = {
    ENOENT: 'does not exist',
    EACCES: 'may not be accessed',
    EPERM: 'may not be changed',
    EISDIR: 'is a folder',
    ENOTDIR: 'is not a folder',
    EEXIST: 'is there already, and is no folder',
    ENOSPC: 'cannot be written: the disk is full',
    EROFS: 'is on a read-only disk',
  }[code];
  return meaning === undefined ? undefined : `${path ?? syscall} ${meaning}`;
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
    io.note(`${io.stderr.style('red', 'error')}: ${known}`);
    return EXIT.failed;
  }
  const sentence = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error);
  io.note(`${io.stderr.style('red', 'error')}: feedwright met a mistake of its own: ${sentence}`);
  io.note('  hint: please report it, with what FEEDWRIGHT_DEBUG=1 prints beside it');
  return EXIT.failed;
};
