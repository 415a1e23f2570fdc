import { dirname } from 'node:path';
import { checkNotSent } from './check/not-sent.ts';
import { SourceChecker } from './check/check-source.ts';
import type { OnSource } from './check/check-source.ts';
import { checkHosts } from './check/secret-hosts.ts';
import { checkSecrets } from './check/secrets.ts';
import { Files } from './files.ts';
import type { ReadText } from './files.ts';
import { Findings } from './basics/findings.ts';
import { freeze } from './basics/freeze.ts';
import type { Pack } from './model.ts';
import { packOf } from './pack/read-pack.ts';
import type { Diagnostic } from './basics/place.ts';
import { expandReuse } from './reuse/expand.ts';
import { includeShared } from './reuse/include-shared.ts';
import { declaredIn, type Declared } from './usage/declared.ts';
import type { RawMap } from './reading/context.ts';
import type { RawPack } from './pack/pack.ts';
import { rootMap } from './validate/root-map.ts';
import { validate } from './validate/validate.ts';
import type { Vocabulary } from './basics/vocabulary.ts';
import { declaredKeys } from './yaml/positions.ts';
import { isTagged } from './yaml/tagged.ts';

export interface LoadOptions {
  /** The folder that included files must stay under; without it the folder of the pack. */
  readonly root?: string;
  /** Instead of the file system. */
  readonly read?: ReadText;
  readonly onSource?: OnSource;
}

export interface Loaded {
  /** Undefined where there is any error. */
  readonly pack: Pack | undefined;
  /** Errors and warnings, by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** The files that were read, the pack's own first, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** What the pack gives names to, and whether it uses them; nothing where it has an error, or where a text hides what is read. */
  readonly declared: readonly Declared[];
}

/** Reads a pack and everything that it includes, and checks every name in it. Never throws for what an author wrote. */
export const loadPack = (file: string, words: Vocabulary, options: LoadOptions = {}): Loaded => {
  const vocabulary = remembering(words);
  const findings = new Findings();
  const files = new Files(options.root ?? dirname(file), findings, options.read);
  const broken = (): Loaded => ({ pack: undefined, diagnostics: findings.sorted(), texts: files.texts, declared: [] });
  const source = files.open(file);
  const raw = source && rootMap(source, findings, { holds: 'definition', hint: 'Start it with `language: 1` and `name:`.' });
  if (source === undefined || raw === undefined || !includeShared(raw, files, findings)) return broken();
  const tagged = taggedIn(raw);
  const fragments = expandReuse(raw, findings);
  validate(raw, 'pack', vocabulary, findings);
  // A misspelt `tables` has been taken as meant by now.
  if (!includeShared(raw, files, findings)) return broken();
  const tables = declaredKeys((raw as RawPack).tables as RawMap | undefined);
  const sources = new SourceChecker(vocabulary, findings, tables, options.onSource);
  const pack = packOf(raw as RawPack, file, { findings, vocabulary, files, sources });
  checkSecrets(pack, vocabulary, findings);
  checkHosts(pack, vocabulary, findings);
  for (const one of tagged) sources.check(one, undefined);
  if (findings.errors > 0) return broken();
  // What follows from a text that lost its tag or its end would be told a second time.
  const isPlain = !HIDING.some((code) => findings.has(code));
  if (isPlain) checkNotSent(pack, vocabulary, findings);
  return {
    pack: freeze(pack),
    diagnostics: findings.sorted(),
    texts: files.texts,
    declared: isPlain ? [...fragments, ...declaredIn(pack, vocabulary)] : [],
  };
};

/** Findings over texts whose names are not read as they are meant. */
const HIDING = ['value.no-tag', 'yaml.comment-after-expression'];

/** What a text says of itself is asked for by several checks. */
const remembering = (words: Vocabulary): Vocabulary => {
  const remember = <T>(make: (source: string) => T): ((source: string) => T) => {
    const known = new Map<string, T>();
    return (source) => {
      let made = known.get(source);
      if (made === undefined) known.set(source, (made = make(source)));
      return made;
    };
  };
  return { ...words, expression: remember(words.expression), template: remember(words.template) };
};

/** Every expression and template, so that one in a part that had to be cut out is checked as well. */
const taggedIn = (node: unknown): readonly Parameters<SourceChecker['check']>[0][] => {
  if (isTagged(node)) return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap((one) => taggedIn(one)) : [];
};
