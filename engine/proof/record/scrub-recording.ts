import { harmless } from '../../api/wording/harmless.ts';
import type { World } from '../../api/world.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { type NamedSecret, placeholder } from '../../mock/cassette/mask-request.ts';
import type { Files } from './cassette-files.ts';
import { fieldValues } from './fields/field-values.ts';
import { LeakSearch } from './secrets/leak-search.ts';
import { changedExchange, type PlainExchange } from './plain-exchange.ts';
import { Pseudonyms } from './fields/pseudonyms.ts';
import { bindReplaceValues } from './fields/replace-values.ts';
import { SecretFinder } from './secrets/secret-finder.ts';

export interface Scrubbed {
  readonly exchanges: readonly PlainExchange[];
  /** The same for any other text of the recording. */
  readonly scrub: (text: string) => string;
  /** Values that were replaced by pseudonyms. */
  readonly values: number;
  /** Places where a secret stood. */
  secrets(): number;
}

/** Takes secrets out of all exchanges, and puts pseudonyms in the place of what stands in the fields. */
export const scrubExchanges = (
  exchanges: readonly PlainExchange[],
  secrets: readonly NamedSecret[],
  paths: readonly string[],
): Scrubbed => {
  const finder = new SecretFinder(secrets);
  let count = 0;
  const withoutSecrets = (text: string): string => {
    const made = finder.scrub(text);
    count += made.count;
    return made.text;
  };
  const clean = exchanges.map((one) => changedExchange(one, withoutSecrets));
  const values = valuesOf(clean, paths, secrets);
  const replace = bindReplaceValues(values, paths.map(lastName), new Pseudonyms());
  return {
    exchanges: values.size === 0 ? clean : clean.map((one) => changedExchange(one, replace)),
    scrub: (text) => replace(withoutSecrets(text)),
    values: values.size,
    secrets: () => count,
  };
};

/** What stands for a secret is no value: it has to stay what it is. */
const valuesOf = (
  exchanges: readonly PlainExchange[],
  paths: readonly string[],
  secrets: readonly NamedSecret[],
): ReadonlySet<string> => {
  const marks = secrets.map(({ name }) => placeholder(name));
  return new Set([...fieldValues(exchanges, paths)].filter((value) => !marks.some((mark) => value.includes(mark))));
};

/** Told of each path that was asked for and leads nowhere: nothing was hidden by it. */
export const warnOfIdle = (world: World, exchanges: readonly PlainExchange[], paths: readonly string[]): void => {
  for (const path of paths)
    if (fieldValues(exchanges, [path]).size === 0)
      world.warn(`--scrub ${harmless(path)} leads to no value: nothing was replaced by it; check its spelling`);
};

export const lastName = (path: string): string => path.split('.').at(-1) ?? path;

/** Throws EngineError `record.secret` where a secret is still in one of the files: then nothing may be written. */
export const mustHoldNoSecret = (files: Files, secrets: readonly NamedSecret[]): void => {
  const search = new LeakSearch(secrets);
  for (const [name, bytes] of files) {
    const found = search.find(bytes) ?? search.find(Buffer.from(name));
    if (found === undefined) continue;
    const says =
      found.name === undefined
        ? `${name} cannot be looked through for secrets: it is too large ${found.form}`
        : `${name} would hold the secret ${found.name} (${found.form})`;
    throw new EngineError('record.secret', `Nothing was written: ${says}.`, {
      hint: 'A secret within packed or binary data cannot be taken out: record a part that has none, or with a key made for it.',
    });
  }
};
