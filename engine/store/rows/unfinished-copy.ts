import { EngineError } from '../../language/basics/errors.ts';

/** What is said of a store that is there in part, and of the mark that a copy has left in it. */
export const unfinishedCopy = (shown: string, mark: string): EngineError => {
  const { from } = JSON.parse(mark) as { readonly from: string };
  return new EngineError('store.copy-unfinished', `The store ${shown} is being copied from ${from}, and is not all there yet.`, {
    hint: 'Run `feedwright store copy` again with the same two: it goes on where it was.',
  });
};
