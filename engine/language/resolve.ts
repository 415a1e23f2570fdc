import { UsageError } from './basics/errors.ts';
import { locate } from './find-packs.ts';
import { loadPack } from './load.ts';
import type { Action, Feed, Pack } from './model.ts';
import { suggest } from './basics/nearest.ts';
import type { Vocabulary } from './basics/vocabulary.ts';

export interface ResolvedFeed {
  readonly pack: Pack;
  readonly feed: Feed;
}

export interface ResolvedAction {
  readonly pack: Pack;
  readonly action: Action;
}

/** How a pack is loaded: by default anew each time. */
export type LoadPack = typeof loadPack;

const loaded = (
  reference: string,
  folder: string,
  vocabulary: Vocabulary,
  load: LoadPack,
): { readonly pack: Pack; readonly name: string } => {
  const { file, root, name } = locate(reference, folder);
  const { pack, diagnostics } = load(file, vocabulary, { root });
  if (pack !== undefined) return { pack, name };
  const errors = diagnostics.filter((one) => one.severity === 'error');
  throw new UsageError(
    'definition.invalid',
    `The definition ${file} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}.`,
    {
      place: errors[0]?.place,
      hint: `Run \`feedwright validate ${file}\`.`,
      diagnostics,
    },
  );
};

const unknown = (kind: 'feed' | 'action', name: string, pack: Pack, all: ReadonlyMap<string, unknown>): UsageError =>
  new UsageError(`${kind}.unknown`, `The pack \`${pack.name}\` has no ${kind} \`${name.slice(0, 64)}\`.`, {
    hint: suggest(name, all.keys(), `${pack.name}/`),
  });

/** The feed that `pack/feed` or `path/to/file.yaml#feed` names; throws UsageError, with every diagnostic of a wrong definition. */
export const resolveFeed = (
  reference: string,
  folder: string,
  vocabulary: Vocabulary,
  load: LoadPack = loadPack,
): ResolvedFeed => {
  const { pack, name } = loaded(reference, folder, vocabulary, load);
  const feed = pack.feeds.get(name);
  if (feed === undefined) throw unknown('feed', name, pack, pack.feeds);
  return { pack, feed };
};

/** The same for an action. */
export const resolveAction = (
  reference: string,
  folder: string,
  vocabulary: Vocabulary,
  load: LoadPack = loadPack,
): ResolvedAction => {
  const { pack, name } = loaded(reference, folder, vocabulary, load);
  const action = pack.actions.get(name);
  if (action === undefined) throw unknown('action', name, pack, pack.actions);
  return { pack, action };
};
