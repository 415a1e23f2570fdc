import { parse } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Loaded } from '../../language/load.ts';
import type { Versions } from './versions/open-versions.ts';
import type { Version, VersionPack } from './versions/version.ts';

export interface LoadedPack extends Loaded {
  readonly root: string;
  readonly version: Version;
}

/** A pack in both versions, or in one of them. */
export interface PackPair {
  readonly name: string;
  readonly before: LoadedPack | undefined;
  readonly after: LoadedPack | undefined;
}

interface Named extends VersionPack {
  readonly name: string;
}

/** Pairs packs by their names; two files are a pair whatever they are named. Throws UsageError where nothing is left to be compared. */
export const pairPacks = (
  { before, after }: Versions,
  wanted: readonly string[],
  load: (pack: VersionPack) => Loaded,
): readonly PackPair[] => {
  const named = ({ packs }: Version): readonly Named[] =>
    packs.map((pack) => ({ ...pack, name: pack.name ?? load(pack).pack?.name ?? parse(pack.file).name }));
  const loaded = (version: Version, pack: Named | undefined): LoadedPack | undefined =>
    pack && { ...load(pack), root: pack.root, version };
  const [olds, news] = [named(before), named(after)];
  const [old, latest] = [onlyFile(before, olds), onlyFile(after, news)];
  if (old !== undefined && latest !== undefined)
    return [{ name: latest.name, before: loaded(before, old), after: loaded(after, latest) }];
  const all = [...new Set([...olds, ...news].map(({ name }) => name))].toSorted();
  for (const name of wanted) if (!all.includes(name)) throw unknown(name, all);
  const file = old ?? latest;
  const names = file === undefined ? all : [file.name];
  return names
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .map((name) => {
      const pair = { before: only(name, olds, before), after: only(name, news, after) };
      if (file !== undefined && (pair.before === undefined || pair.after === undefined))
        throw noCounterpart(name, pair.before === undefined ? before : after);
      return { name, before: loaded(before, pair.before), after: loaded(after, pair.after) };
    });
};

/** Where a version is a file that was named, and not all that lies in a folder. */
const onlyFile = ({ packs }: Version, named: readonly Named[]): Named | undefined =>
  packs.length === 1 && packs[0]?.name === undefined ? named[0] : undefined;

const only = (name: string, packs: readonly Named[], { label, known }: Version): Named | undefined => {
  const [first, second] = packs.filter((one) => one.name === name);
  if (first === undefined || second === undefined) return first;
  throw new UsageError(
    'pack.duplicate-name',
    `Two packs of ${label} are named "${name}": ${known(first.file)} and ${known(second.file)}.`,
    { hint: 'Name one of the two files.' },
  );
};

const unknown = (name: string, all: readonly string[]): UsageError =>
  new UsageError('usage.unknown-pack', `Neither version has a pack "${name}".`, { hint: suggest(name, all) });

const noCounterpart = (name: string, { label, packs }: Version): UsageError =>
  new UsageError('diff.no-counterpart', `There is no pack "${name}" in ${label}.`, {
    hint: suggest(
      name,
      packs.flatMap((one) => one.name ?? []),
    ),
  });
