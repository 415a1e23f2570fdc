import { dirname, resolve } from 'node:path';
import type { AskedPlaces } from '../../api/asked.ts';
import { openCatalog, type Catalog } from '../../api/packs/catalog.ts';
import type { World } from '../../api/world.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { readPlain } from '../../language/plain-file.ts';
import { withUnsaved } from '../../language/unsaved.ts';
import { treeOf, type Tree } from '../text/tree.ts';

/** Trees of so many texts are remembered. */
const MOST_TREES = 512;

/** A folder that is being edited: what the disk has, and over it what the editor holds and has not saved. */
export class Workspace {
  readonly world: World;
  readonly asked: AskedPlaces;
  /** Texts by complete path. */
  readonly unsaved = new Map<string, string>();
  /** By complete path: the last text with which a definition could be loaded. */
  readonly lastGood = new Map<string, string>();
  readonly #trees = new Map<string, Tree>();
  #catalog: Catalog | undefined;

  constructor(world: World, asked: AskedPlaces) {
    this.world = world;
    this.asked = asked;
  }

  /** Runs `work` over what the editor holds; `more` stands before that. */
  within<T>(work: () => T, more: ReadonlyMap<string, string> = new Map()): T {
    return withUnsaved(new Map([...this.unsaved, ...more]), work);
  }

  /** Takes what an editor holds of a file; undefined: nothing that is not saved. */
  put(file: string, text: string | undefined): void {
    const before = this.unsaved.get(file);
    if (text === undefined) this.unsaved.delete(file);
    else this.unsaved.set(file, text);
    // While one goes on typing it stays the same pack of the same files.
    if (text === undefined || before === undefined || standing(file, text) !== standing(file, before)) this.refresh();
  }

  /** The definitions that there are, as they were when they were last looked for. */
  catalog(): Catalog {
    if (this.#catalog !== undefined) return this.#catalog;
    const catalog = this.within(() => this.#open());
    // It looks for them when it is first asked, which has to be over what the editor holds.
    this.within(() => catalog.definitions);
    return (this.#catalog = catalog);
  }

  /** A configuration with mistakes is told of where it stands; the definitions are there all the same. */
  #open(): Catalog {
    try {
      return openCatalog(this.world, this.asked);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return openCatalog(this.world, this.withoutConfig);
    }
  }

  get withoutConfig(): AskedPlaces {
    return { ...this.asked, config: false };
  }

  /** The complete path of the configuration, be it there or not. */
  get configFile(): string {
    return resolve(this.world.cwd, typeof this.asked.config === 'string' ? this.asked.config : 'feedwright.yaml');
  }

  /** From here on definitions are looked for anew. */
  refresh(): void {
    this.#catalog = undefined;
  }

  /** The text of a file; undefined where it can't be read. */
  text(file: string): string | undefined {
    try {
      return (
        this.unsaved.get(file) ??
        readPlain(file, fileLimits.definition)
          .toString('utf8')
          .replace(/^\ufeff/, '')
      );
    } catch {
      return undefined;
    }
  }

  tree(file: string): Tree {
    const text = this.text(file) ?? '';
    const known = this.#trees.get(file);
    if (known?.text === text) return known;
    const tree = treeOf(text);
    if (this.#trees.size >= MOST_TREES) this.#trees.clear();
    this.#trees.set(file, tree);
    return tree;
  }
}

/** YAML files that a text names, by complete path: parts that it takes in are among them. */
export const namedIn = (file: string, text: string): readonly string[] => [
  ...new Set([...text.matchAll(/(?<![\w./-])\.{0,2}[\w./-]*\w\.ya?ml\b/gi)].map(([path]) => resolve(dirname(file), path))),
];

/** What a file is to others: a pack or none, by what name, of which files. */
const standing = (file: string, text: string): string =>
  [/^["']?language["']?[ \t]*:/m.test(text), /^["']?name["']?[ \t]*:.*$/m.exec(text)?.[0], ...namedIn(file, text)].join('\n');
