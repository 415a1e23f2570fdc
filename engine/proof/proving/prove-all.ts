import { fileURLToPath } from 'node:url';
import type { World } from '../../api/world.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { casesByTarget } from './prove-packs.ts';
import { caseError } from '../testing/ran.ts';
import { shareOut } from '../threads/share-out.ts';
import { WorkThread } from '../threads/work-thread.ts';
import { type Manner, targetProver } from './prove-target.ts';
import type { Happening, Proved } from './proved.ts';

/** Starts Feedwright in a process of its own. */
const CLI = [process.execPath, fileURLToPath(new URL('../../cli/feedwright.mjs', import.meta.url))];

export interface AskedProof extends Omit<Manner, 'cwd' | 'cli'> {
  /** Packs, feeds and actions; none: all that have a case. */
  readonly names: readonly string[];
}

export interface Listener {
  /** Once, before anything is played. */
  readonly onTargets: (targets: readonly string[]) => void;
  readonly onTold: (happening: Happening) => void;
  /** In the order of the targets. */
  readonly onProved: (proved: Proved) => void;
}

export interface Proving {
  readonly proved: readonly Proved[];
  /** Feeds and actions that were not proved to the end: it was interrupted. */
  readonly left: number;
}

/** Proves feeds and actions on all processors, one at a time on each. Throws UsageError where there is nothing to be played. */
export const proveAll = async (world: World, { names, ...asked }: AskedProof, listener: Listener): Promise<Proving> => {
  const { definitions, config } = asked;
  const targets = [...casesByTarget({ world, places: { definitions, config } }, names).keys()];
  listener.onTargets(targets);
  const manner: Manner = { ...asked, cwd: world.cwd, cli: CLI };
  const module = new URL('./prove-thread.ts', import.meta.url);
  const broken = (target: string, error: unknown): Proved => {
    const nothing = { subject: undefined, cells: [], kills: [], left: 0, took: 0 };
    return { target, ...nothing, error: caseError(error) };
  };
  const inOrder = ordered(targets.length, listener.onProved, asked);
  const all = await shareOut<string, Happening, Proved>({
    tasks: targets,
    atOnce: 1,
    leastPerThread: 1,
    signal: world.signal,
    here: targetProver(manner, world.signal),
    thread: () => new WorkThread<Manner, string, Happening, Proved>({ module, manner, signal: world.signal, broken }),
    onTold: listener.onTold,
    onDone: inOrder,
  });
  const ended = all.filter((one) => one !== undefined);
  const proved = ended.filter((one) => isMeant(one, asked));
  if (proved.length === 0 && ended.length === targets.length) throw nothingNamed(asked);
  return { proved, left: targets.length - ended.length };
};

/** A feed of which none of the cells and kills is meant that were named is passed over. */
const isMeant = ({ cells, kills, error }: Proved, { only }: Pick<AskedProof, 'only'>): boolean =>
  only.length === 0 || error !== undefined || cells.length + kills.length > 0;

const nothingNamed = ({ only }: Pick<AskedProof, 'only'>): UsageError =>
  new UsageError('prove.nothing-named', `No cell and no kill is named ${only.join(' or ')}, or begins so.`, {
    hint: 'Name one as it is shown: `--only network/reset/2`, or `--only network` for all that begin so.',
  });

/** Tells what came of the targets in their order, as soon as what comes before has been told. */
const ordered = (
  count: number,
  tell: (proved: Proved) => void,
  asked: Pick<AskedProof, 'only'>,
): ((proved: Proved, index: number) => void) => {
  const waiting = new Map<number, Proved>();
  let next = 0;
  return (proved, index) => {
    waiting.set(index, proved);
    for (let one = waiting.get(next); one !== undefined && next < count; one = waiting.get(++next))
      if (isMeant(one, asked)) tell(one);
  };
};
