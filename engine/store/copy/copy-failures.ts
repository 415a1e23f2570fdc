import { EngineError } from '../../language/basics/errors.ts';

/** The target holds something else. */
export const notEmpty = (shown: string): EngineError =>
  new EngineError('store.copy-target', `There is something in the store ${shown} already: a copy takes the place of nothing.`, {
    hint: 'Name a store that is not there yet.',
  });

/** Two copies go to the same target. */
export const movedMeanwhile = (shown: string): EngineError =>
  new EngineError('store.copy-meanwhile', `Another process is copying to the store ${shown} as well.`, {
    hint: 'Let it end, or end it and run this again: it goes on where that was.',
  });

export const beganElsewhere = (shown: string, from: string): EngineError =>
  new EngineError('store.copy-target', `The store ${shown} is being copied from ${from}, not from here.`, {
    hint: 'Name that one, or another target.',
  });

export const holdsWindows = (shown: string, runs: readonly string[]): EngineError =>
  new EngineError(
    'store.copy-held',
    `In the store ${shown} the run ${runs[0]} is held${runs.length > 1 ? `, and ${runs.length - 1} more` : ''}: what it has fetched lies in files that are not copied.`,
    { hint: 'Look at it with `feedwright review`, then `feedwright apply` or `feedwright discard` it.' },
  );

/** A bug, or a disk that gives something else than what was written. */
export const differs = (shown: string, what: string): EngineError =>
  new EngineError('store.copy-differs', `The copy ${shown} is not what it was made of: ${what}.`, {
    hint: 'It stays closed. See what `feedwright store check` says of the source, take the target away and copy anew.',
  });

export const interrupted = (shown: string): EngineError =>
  new EngineError('store.copy-interrupted', `The copy to ${shown} was interrupted.`, {
    hint: 'Run the same again: it goes on where it was.',
  });
