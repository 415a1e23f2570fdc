import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import type { RunView } from '../../store/sqlite/queries/history.ts';
import type { SqliteStore } from '../../store/sqlite/open-store.ts';
import { unknownRun } from '../store/asked-feed.ts';
import { harmless } from '../wording/harmless.ts';

/** Ids that are shown where several are meant. */
const SHOWN = 5;

/** The run with this id, or the only one whose id begins so. Throws `store.unknown-run`, `usage.several-runs`. */
export const findRun = (store: SqliteStore, text: string): RunView => {
  const [id, ...others] = text === '' ? [] : store.runsLike(text, SHOWN + 1);
  if (id === undefined) throw unknownRun(text);
  if (others.length > 0 && id !== text)
    throw new UsageError('usage.several-runs', `Several runs begin with ${harmless(text)}.`, {
      hint: `Write more of it: ${[id, ...others].slice(0, SHOWN).join(', ')}${others.length >= SHOWN ? ', …' : ''}`,
    });
  return again(store, id);
};

/** The run as it is by now. */
export const again = (store: SqliteStore, id: string): RunView => {
  const [run] = store.runs({ run: id, limit: 1 });
  if (run === undefined) throw unknownRun(id);
  return run;
};

/** Whose run it is, under the name that its objects have. */
export const keyOf = (store: SqliteStore, { feed, instance, partition }: RunView): InstanceKey => {
  const found = store.instances().find((one) => one.feed === feed && one.instance === instance && one.partition === partition);
  if (found === undefined) throw new EngineError('store.corrupt', `The store has lost whose run of ${feed} that is.`);
  return { feed, instance, partition, source: found.source };
};

/** A mock's data has a clock of its own: that of its runs. */
export const timeOf = (store: SqliteStore, { startedAt }: RunView, now: number): number =>
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
