import type { RunView } from '../../store/contract/history.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { Config } from '../config/config.ts';
import { askedFeed, unknownRun } from '../store/asked-feed.ts';
import { harmless } from '../wording/harmless.ts';

/** Ids that are shown where several are meant. */
const SHOWN = 5;

/** Which run of a feed is meant where the feed is named. */
export type Meant = 'held' | 'applied';

/** Is it one that undoing is about? */
const isApplied = ({ status, windows }: RunView): boolean =>
  status !== 'undone' && windows.some((window) => window.status === 'done');

const WAYS = {
  held: { finds: ({ status }: RunView) => status === 'held', none: 'Nothing of it is held.' },
  applied: { finds: isApplied, none: 'It has no run that could be undone.' },
} as const;

/**
 * The run with this id, or the only one whose id begins so; else, of the feed or instance of that name, the one that is held, or the
 * latest that is applied. Throws `store.unknown-run`, `usage.several-runs`, `usage.no-run`.
 */
export const findRun = async (store: OpenedStore, config: Config, text: string, meant: Meant): Promise<RunView> => {
  const [id, ...others] = text === '' ? [] : await store.runsLike(text, SHOWN + 1);
  if (id === undefined) return ofFeed(store, config, text, meant);
  if (others.length > 0 && id !== text) throw several(`Several runs begin with ${harmless(text)}.`, [id, ...others]);
  return again(store, id);
};

const several = (says: string, ids: readonly string[]): UsageError =>
  new UsageError('usage.several-runs', says, {
    hint: `Write which one: ${ids.slice(0, SHOWN).join(', ')}${ids.length > SHOWN ? ', …' : ''}`,
  });

const ofFeed = async (store: OpenedStore, config: Config, text: string, meant: Meant): Promise<RunView> => {
  // The feed's own name is that of its runs without an instance.
  const { feed, instance = '' } = askedFeed(text, config);
  const isKnown = (await store.instances()).some((one) => one.feed === feed && one.instance === instance);
  if (!isKnown) throw unknownRun(text);
  const { finds, none } = WAYS[meant];
  const found: RunView[] = [];
  for await (const run of store.runs({ feed, instance })) {
    if (finds(run)) found.push(run);
    if (meant === 'applied' ? found.length > 0 : found.length > SHOWN) break;
  }
  const [first, ...others] = found;
  if (first === undefined)
    throw new UsageError('usage.no-run', none, { hint: `\`feedwright runs --feed ${harmless(text)}\` lists its runs.` });
  if (others.length > 0)
    throw several(
      `Several runs of ${harmless(text)} are held.`,
      found.map(({ id }) => id),
    );
  return first;
};

/** The run as it is by now. */
export const again = async (store: OpenedStore, id: string): Promise<RunView> => {
  const [run] = await Array.fromAsync(store.runs({ run: id, limit: 1 }));
  if (run === undefined) throw unknownRun(id);
  return run;
};

/** Whose run it is, under the name that its objects have. */
export const keyOf = async (store: OpenedStore, { feed, instance, partition }: RunView): Promise<InstanceKey> => {
  const all = await store.instances();
  const found = all.find((one) => one.feed === feed && one.instance === instance && one.partition === partition);
  if (found === undefined) throw new EngineError('store.corrupt', `The store has lost whose run of ${feed} that is.`);
  return { feed, instance, partition, source: found.source };
};

/** A mock's data has a clock of its own: that of its runs. */
export const timeOf = (store: OpenedStore, { startedAt }: RunView, now: number): number =>
  store.isMock === true ? startedAt : now;

/** As a command line names the feed: by the instance where it has a name. */
export const nameOf = ({ feed, instance }: Pick<RunView, 'feed' | 'instance'>): string => (instance === '' ? feed : instance);

const IS: Readonly<Record<RunView['status'], string>> = {
  running: 'it is under way, or was cut off',
  succeeded: 'what it brought is in the store',
  failed: 'it failed',
  interrupted: 'it was interrupted',
  abandoned: 'it was given up for a later one',
  held: 'it is held',
  discarded: 'it was discarded',
  undoing: 'it is being undone',
  undone: 'it was undone',
};

/** What else may be done with a run of this status. */
const hintOf = ({ id, status, ...run }: RunView): string => {
  const fetches = `\`feedwright run ${nameOf(run)}\``;
  if (status === 'succeeded')
    return `\`feedwright undo ${id}\` takes back what it brought; \`feedwright review\` lists what is held.`;
  if (status === 'undoing') return `\`feedwright undo ${id}\` goes on with that.`;
  if (status === 'discarded' || status === 'undone') return `${fetches} fetches the same again.`;
  return `${fetches} goes on; \`feedwright review\` lists what is held.`;
};

export const notHeld = (run: RunView): UsageError =>
  new UsageError('usage.not-held', `Run ${run.id} is not held: ${IS[run.status]}.`, { hint: hintOf(run) });

export const notApplied = (run: RunView): UsageError =>
  new UsageError(
    'usage.not-applied',
    `Run ${run.id} can't be undone: ${run.status === 'held' ? 'it is held, and nothing of it is in the store' : IS[run.status]}.`,
    { hint: run.status === 'held' ? `\`feedwright discard ${run.id}\` gives it up.` : hintOf(run) },
  );
