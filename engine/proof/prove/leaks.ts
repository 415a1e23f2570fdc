import type { SecretOption } from '../../api/options/secret-options.ts';
import { LeakSearch } from '../record/secrets/leak-search.ts';
import { secretForms } from '../record/secrets/secret-forms.ts';
import type { Played } from './play.ts';

/** A shorter secret is a part of other words. */
const SHORTEST = 8;

/** Gives a function that finds the secrets in what a play has told or written, and says which one and where. */
export const leakFinder = (secrets: readonly SecretOption[]): ((played: Played) => string | undefined) => {
  const long = secrets.filter(({ value }) => value.trim().length >= SHORTEST);
  const search = new LeakSearch(long);
  const forms = long.flatMap(({ name, value }) => secretForms(value.trim()).map((one) => ({ ...one, name })));
  return ({ traces }) => {
    const told = search.find(Buffer.from(traces.told));
    if (told !== undefined) return `${told.name ?? 'A secret'} was told (${told.form}).`;
    // Files of a store are large, and searched for the usual forms alone.
    for (const { path, bytes } of traces.files) {
      const found = forms.find((one) => bytes.includes(one.bytes));
      if (found !== undefined) return `${found.name} was written to ${path.split('/').at(-1) ?? path} (${found.form}).`;
    }
    return undefined;
  };
};
