import type { Cell, Kill } from '../prove/cell.ts';
import { provePacks } from './prove-packs.ts';
import type { ProveOptions } from '../prove/prove-feed.ts';
import { type Subject, subjectOf } from '../proof-file/subject.ts';
import { caseError } from '../testing/ran.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { rememberPacks } from '../../api/packs/remember-packs.ts';
import { silentWorld } from '../testing/run-file.ts';
import type { Happening, Proved } from './proved.ts';

/** How feeds are proved, whichever thread does it: plain data. */
export interface Manner extends Omit<ProveOptions, 'onCell' | 'onKill'> {
  /** Relative paths start here. */
  readonly cwd: string;
  readonly definitions: string | readonly string[] | undefined;
  readonly config: string | false | undefined;
}

/** Proves feeds and actions one by one, over definitions that are loaded once. Whatever is thrown keeps its own feed from being proved. */
export const targetProver = (
  { cwd, definitions, config, ...options }: Manner,
  signal: AbortSignal,
): ((target: string, tell: (happening: Happening) => void) => Promise<Proved>) => {
  const parts: CaseParts = { world: silentWorld(cwd, signal), places: { definitions, config, load: rememberPacks() } };
  return async (target, tell) => {
    const from = parts.world.ticks();
    const cells: Cell[] = [];
    const kills: Kill[] = [];
    let subject: Subject | undefined;
    const ended = (left: number, error?: unknown): Proved => {
      const took = parts.world.ticks() - from;
      return { target, subject, cells, kills, left, took, error: error === undefined ? undefined : caseError(error) };
    };
    try {
      subject = subjectOf(target, parts);
      const [proof] = await provePacks(parts, [target], {
        ...options,
        // What is played while all is being ended has no verdict, and nothing more is begun.
        onCell(cell) {
          signal.throwIfAborted();
          cells.push(cell);
          tell({ kind: 'cell', target, cell });
        },
        onKill(kill) {
          signal.throwIfAborted();
          kills.push(kill);
          tell({ kind: 'kill', target, kill });
        },
      });
      return ended(proof?.left ?? 0);
    } catch (error) {
      return ended(0, error);
    }
  };
};
