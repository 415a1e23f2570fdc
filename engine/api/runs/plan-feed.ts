import { tellsAgain } from '../store/tells-again.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { UserField } from '../../language/model.ts';
import { describePlan, type PlanDescription } from '../../plan/describe-plan.ts';
import { logsIn } from '../../plan/logs-in.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { baseAddress, furtherHosts } from '../../run/context/connection-settings.ts';
import { openRunState } from '../../run/context/run-state.ts';
import { continuation } from '../../run/feed/continuation.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt } from '../../store/open.ts';
import type { AskedFeed, AskedMock, AskedRange } from '../asked.ts';
import { instanceKey } from '../packs/target.ts';
import type { World } from '../world.ts';
import { gonePartitions, saysGone } from './gone-partitions.ts';
import { planRun, startsOver, type RunAsked } from './plan-run.ts';
import { readAsked } from './read-asked.ts';

export interface AskedPlan extends AskedFeed, AskedRange, Pick<AskedMock, 'clock'> {}

/** A run as it would be. In its texts a mark stands for each secret: `nameSecrets` shows them by their names. */
export interface PlannedRun {
  readonly plan: FeedPlan;
  readonly shown: PlanDescription;
  /** What is to be known of where it starts. */
  readonly notes: readonly string[];
  /** What the authentication adds to the requests: nothing, credentials, or a login as well. */
  readonly credentials: 'none' | 'sent' | 'login';
}

/** What stands for secrets, where none is needed. */
export const marks = (fields: readonly UserField[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.filter(({ type }) => type === 'secret').map(({ name }) => [name, `feedwrightSecret${name}End`]));

/** The text with `<name>` where the secret of that name would stand. */
export const nameSecrets = (text: string): string => text.replace(/feedwrightSecret(\w+?)End/g, '<$1>');

interface Surroundings {
  readonly asked: RunAsked;
  readonly base: URL;
  readonly evaluator: Evaluator;
  readonly store: OpenedStore;
  /** A start was asked for: then it is no surprise where the run starts. */
  readonly isSinceGiven: boolean;
}

const credentialsOf = ({ pack }: FeedPlan): PlannedRun['credentials'] => {
  const auth = pack.connection?.auth;
  if (auth === undefined || auth.kind === 'none') return 'none';
  return logsIn(auth) ? 'login' : 'sent';
};

/** As the next run would see it, one that goes on with what was cut off among them. */
const nextRun = async (
  { asked, base, evaluator, store, isSinceGiven }: Surroundings,
  partition: string | undefined,
): Promise<PlannedRun> => {
  const { checkpoint, cut } = await store.upcoming(instanceKey(asked.target, partition));
  const fresh = planRun(asked, partition, checkpoint.until, evaluator);
  const next = cut === undefined ? undefined : continuation(cut, fresh);
  const plan = next?.plan ?? fresh;
  const state = openRunState(plan, checkpoint.state, false);
  const nextWindow = next?.plan === undefined || cut === undefined ? 0 : cut.nextWindow;
  // What was committed at a rest is the one window, which goes on.
  const from = nextWindow > 0 && state?.mayRest === true ? Math.min(nextWindow, plan.windows.length - 1) : nextWindow;
  const run = cut === undefined || next?.plan === undefined ? undefined : { id: cut.id, nextWindow: from };
  const over = asked.isMock && !isSinceGiven && run === undefined ? startsOver(plan.since, checkpoint.until) : undefined;
  return {
    plan,
    shown: describePlan(plan, base, evaluator, { state: state?.session, run }),
    notes: [next?.says, over].filter((one) => one !== undefined),
    credentials: credentialsOf(plan),
  };
};

/** The next run of a feed, one for each partition; nothing is requested or written, and no secret is needed. */
export const planFeedRuns = async (world: World, asked: AskedPlan, text: string): Promise<readonly PlannedRun[]> => {
  const { target, mock, range, options, address } = await readAsked(world, asked, text, { of: marks, asksVault: false });
  const { pack, feed } = target;
  const evaluator = createDefinitionEvaluator(() => range.now, undefined, pack.tables);
  const isMock = mock !== undefined;
  const wanted = { target, options: options.values, ...range, clip: asked.clip === true, isMock };
  const base = baseAddress(pack, options.values, evaluator);
  furtherHosts(pack, options.values, evaluator);
  const store = await openStoreAt(address, { mock: isMock, readOnly: true, ifMissing: 'empty', onAgain: tellsAgain(world.warn) });
  try {
    const parts = { asked: wanted, base, evaluator, store, isSinceGiven: asked.since !== undefined };
    const partitions = partitionsOf(feed, options.values, evaluator);
    const runs = await Promise.all(partitions.map((partition) => nextRun(parts, partition)));
    const gone = (await gonePartitions(store, target, partitions)).filter(({ objects }) => objects > 0);
    return runs.map((run, index) => (index > 0 ? run : { ...run, notes: [...run.notes, ...gone.map(saysGone)] }));
  } finally {
    await store.close();
  }
};
