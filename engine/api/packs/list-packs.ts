import type { Pack } from '../../language/model.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { AskedPlaces } from '../asked.ts';
import type { Config } from '../config/config.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';

/** A feed or an action. */
export interface Titled {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
}

export interface ListedAction extends Titled {
  /** The object types that it can be run on; none where it takes no object. */
  readonly accepts: readonly string[];
}

export interface ListedPack {
  readonly pack: string;
  readonly title: string;
  readonly version: string;
  readonly category: string | null;
  /** Complete path of the definition. */
  readonly file: string;
  readonly feeds: readonly Titled[];
  readonly actions: readonly ListedAction[];
}

/** A definition with mistakes: what they are. */
export interface BrokenPack {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PackList {
  readonly packs: readonly ListedPack[];
  readonly broken: readonly BrokenPack[];
  /** Folders that were looked through. */
  readonly roots: readonly string[];
}

const titled = (
  named: ReadonlyMap<string, { readonly name: string; readonly title: string; readonly description: string | undefined }>,
): readonly Titled[] =>
  [...named.values()].map(({ name, title, description }) => ({ name, title, description: description ?? null }));

const entry = (pack: Pack, file: string): ListedPack => ({
  pack: pack.name,
  title: pack.title,
  version: pack.version,
  category: pack.category ?? null,
  file,
  feeds: titled(pack.feeds),
  actions: titled(pack.actions).map((one) => ({ ...one, accepts: pack.actions.get(one.name)?.accepts ?? [] })),
});

/** The packs that are found, and those that can't be used as they are. */
export const listPacks = (world: World, asked: AskedPlaces, config: Config): PackList => {
  const catalog = openCatalog(world, asked, config);
  const loaded = catalog.definitions.map((definition) => ({ file: definition.file, ...catalog.load(definition) }));
  return {
    packs: loaded.flatMap(({ file, pack }) => (pack === undefined ? [] : [entry(pack, file)])),
    broken: loaded.flatMap(({ file, pack, diagnostics }) => (pack === undefined ? [{ file, diagnostics }] : [])),
    roots: catalog.roots,
  };
};
