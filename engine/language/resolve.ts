import { UsageError } from './basics/errors.ts';
import { locate } from './find-packs.ts';
import type { Library } from './library.ts';
import type { Action, Feed, Pack } from './model.ts';
import { suggest } from './basics/nearest.ts';

export interface ResolvedFeed {
  readonly pack: Pack;
  readonly feed: Feed;
}

export interface ResolvedAction {
  readonly pack: Pack;
  readonly action: Action;
}

const loaded = (reference: string, folder: string, library: Library): { readonly pack: Pack; readonly name: string } => {
  const { file, root, name } = locate(reference, folder, library.find);
  const { pack, diagnostics } = library.load(file, root);
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
export const resolveFeed = (reference: string, folder: string, library: Library): ResolvedFeed => {
  const { pack, name } = loaded(reference, folder, library);
  const feed = pack.feeds.get(name);
  if (feed === undefined) throw unknown('feed', name, pack, pack.feeds);
  return { pack, feed };
};

/** The same for an action. */
export const resolveAction = (reference: string, folder: string, library: Library): ResolvedAction => {
  const { pack, name } = loaded(reference, folder, library);
  const action = pack.actions.get(name);
  if (action === undefined) throw unknown('action', name, pack, pack.actions);
  return { pack, action };
};
