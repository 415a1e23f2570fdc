import type { PackFiles } from '../project/packs-of.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { treeOf } from '../text/tree.ts';
import type { SourceAt } from '../text/source-at.ts';
import { PathChecks, type Tier, type Variables } from '../../inference/findings/path-checks.ts';
import { inferPack } from '../../inference/infer-pack.ts';
import type { Type } from '../../inference/types/type.ts';
import { createVocabulary } from '../../components/vocabulary.ts';
import type { Scope } from '../../language/check/scope.ts';
import { loadPack } from '../../language/load.ts';
import type { Expr } from '../../language/basics/value.ts';
import type { Vocabulary } from '../../language/basics/vocabulary.ts';

/** What one place of a definition is over, and what its variables hold; one in a fragment has several of them. */
export interface Contexts {
  readonly types: readonly { readonly context: Type; readonly variables: Variables }[];
  /** What may be named there. */
  readonly scopes: readonly Scope[];
}

/** Stands in place of what is being written: right in any place, and of no type that anything could be wrong with. */
const PROBE = "$lookup({}, 'feedwright-cursor')";
/** Of a file that hundreds of packs share, some show what there is. */
const MOST_PACKS = 8;

class Watch extends PathChecks {
  readonly types: Contexts['types'][number][] = [];

  override infer(expr: Expr, context: Type, variables: Variables, tier?: Tier): Type {
    if (expr.source === PROBE) this.types.push({ context, variables });
    return super.infer(expr, context, variables, tier);
  }
}

/** Finds out what an expression sees, from the rest of the files around it. */
export class ContextFinder {
  readonly #workspace: Workspace;
  readonly #vocabulary: Vocabulary = createVocabulary();
  /** The last answer: while one goes on in the same expression all around it stays. */
  #last: { readonly seen: readonly unknown[]; readonly found: Promise<Contexts> } | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  at(file: string, { start, end }: Pick<SourceAt, 'start' | 'end'>): Promise<Contexts> {
    const whole = this.#workspace.text(file) ?? '';
    const text = `${whole.slice(0, start)}!expr "${PROBE}"${whole.slice(end)}`;
    const others = [...this.#workspace.unsaved].filter(([one]) => one !== file).flat();
    const seen = [this.#workspace.catalog(), file, text, ...others];
    const isSame = this.#last?.seen.length === seen.length && this.#last.seen.every((one, index) => one === seen[index]);
    if (!isSame || this.#last === undefined) this.#last = { seen, found: this.#find(file, text) };
    return this.#last.found;
  }

  async #find(file: string, text: string): Promise<Contexts> {
    const packs = packsOf(this.#workspace, file).slice(0, MOST_PACKS);
    const now = await this.#ask(packs, file, text);
    if (now.types.length > 0) return now;
    const good = this.#inGoodText(file, text);
    if (good === undefined) return now;
    const before = await this.#ask(packs, file, good);
    return { types: before.types, scopes: now.scopes.length > 0 ? now.scopes : before.scopes };
  }

  /** The last text that could be loaded, with the probe at the same place of it. */
  #inGoodText(file: string, text: string): string | undefined {
    const good = this.#workspace.lastGood.get(file);
    if (good === undefined) return undefined;
    const path = treeOf(text).entries.find(({ source }) => source?.text === PROBE)?.path;
    const entry = path && treeOf(good).at(path);
    if (entry?.source === undefined) return undefined;
    const tag = good.lastIndexOf(`!${entry.source.kind}`, entry.span.start);
    const line = entry.source.span.style === 'block' ? '\n' : '';
    return `${good.slice(0, tag)}!expr "${PROBE}"${line}${good.slice(entry.span.end)}`;
  }

  async #ask(packs: readonly PackFiles[], file: string, text: string): Promise<Contexts> {
    const scopes: Scope[] = [];
    const watch = new Watch();
    await this.#workspace.within(
      async () => {
        for (const { file: pack, root } of packs) {
          const loaded = loadPack(pack, this.#vocabulary, {
            root,
            onSource: ({ source }, scope) => void (source === PROBE && scopes.push(scope)),
          });
          if (loaded.pack !== undefined) await inferPack(loaded.pack, root, watch);
        }
      },
      new Map([[file, text]]),
    );
    return { types: watch.types, scopes };
  }
}
