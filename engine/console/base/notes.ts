/** What came of what the reader did: shown for a while, and read out. */
import { signal } from '@preact/signals';
import { ask, failureOf, type Given, type Route } from './api.ts';
import { go, to } from './place.ts';
import { dotted } from './words.ts';

export interface Note {
  readonly id: number;
  readonly kind: 'good' | 'bad' | 'plain';
  readonly text: string;
  readonly hint: string | null;
}

const LONG = 6000;

export const notes = signal<readonly Note[]>([]);
let last = 0;

export const dismiss = (id: number): void => void (notes.value = notes.value.filter((note) => note.id !== id));

/** What went wrong stays until it is dismissed. */
export const note = (kind: Note['kind'], text: string, hint: string | null = null): void => {
  last++;
  const id = last;
  notes.value = [...notes.value.slice(-3), { id, kind, text, hint }];
  if (kind !== 'bad') setTimeout(() => dismiss(id), LONG);
};

/** Does it, and says what went wrong, with its remedy. Gives undefined then. */
export const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    const { problem } = failureOf(error);
    note('bad', problem.message, dotted(problem.place, problem.hint) || null);
    return undefined;
  }
};

/** Asks for something that takes a while, and goes to where it is seen. */
export const begin = async <R extends Route>(route: R, given: Given<R>): Promise<void> => {
  const { job } = (await ask(route, given)) as { readonly job: string };
  go(to(['jobs', job]));
};
