import { tellsAgain } from '../store/tells-again.ts';
import { userInfo } from 'node:os';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { rootOf } from '../../language/find-packs.ts';
import type { Action } from '../../language/model.ts';
import { resolveAction, type ResolvedAction } from '../../language/resolve.ts';
import { act } from '../../run/action/act.ts';
import type { ActionObject, ActRow } from '../../run/action/act-contract.ts';
import { baseAddress, httpPolicy } from '../../run/context/connection-settings.ts';
import { openConnectionAuth } from '../../run/feed/open-context.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt, type StoreAddress } from '../../store/open.ts';
import type { AskedMock, AskedProbe, AskedStore } from '../asked.ts';
import { mustFitPack } from '../config/check-config.ts';
import { reachOf } from '../config/pack-reach.ts';
import type { Reach } from '../config/reach.ts';
import { readConfig } from '../config/read-config.ts';
import { askedMock, mockWishes, type MockSays } from '../mock/asked-mock.ts';
import { mockClock } from '../mock/find-mock.ts';
import { type FeedOptions, readFeedOptions } from '../options/read-feed-options.ts';
import { openCatalog } from '../packs/catalog.ts';
import { runId, sharedBudget, withPatience } from '../runs/compose.ts';
import { connectionClient, connectionLimiter } from '../runs/connection-client.ts';
import { type RunningVendor, startVendor } from '../runs/running-vendor.ts';
import { storeAddress } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import { actionLedger } from './action-ledger.ts';
import { type AskedObjects, targetsOf } from './action-objects.ts';
import { mustNotBeAlone } from './two-people.ts';

export interface AskedAction extends AskedStore, AskedMock, AskedProbe, AskedObjects {
  readonly set?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** Builds the exact request, and sends nothing. */
  readonly dryRun?: boolean | undefined;
  /** Sends although an earlier one may have happened. */
  readonly again?: boolean | undefined;
  /** Who is kept as the one who sent it; by default the user of this process. */
  readonly who?: string | undefined;
  /** Two people agree, where it takes two. */
  readonly agreed?: boolean | undefined;
  /** Answers instead of the vendor or its mock, and is left running. */
  readonly vendor?: RunningVendor | undefined;
  /** Told that a mock has answered, and what it did wrong itself: a failure may be its own. */
  readonly onMock?: ((says: MockSays) => void) | undefined;
}

/** An action that is about to be sent. */
export interface ReadyAction extends ResolvedAction {
  readonly options: FeedOptions;
}

/** Who has to agree before something is changed at the vendor. */
export interface Confirmation {
  /** Throws where nobody can be asked. */
  readonly mayAsk: (action: Action) => void;
  /** Shown what will be sent, and for which objects; none where it takes none. */
  readonly confirms: (ready: ReadyAction, objects: readonly string[]) => Promise<boolean>;
}

interface Job extends ReadyAction {
  readonly asked: AskedAction;
  readonly address: StoreAddress;
  readonly reach: Reach;
  readonly clock: () => number;
  /** Answers in the vendor's place. */
  readonly vendor: RunningVendor | undefined;
}

/** Runs an action, on objects where it takes some, and keeps what was sent and what came of it. Undefined: it was not confirmed, and nothing was sent. */
export const runAction = async (
  world: World,
  asked: AskedAction,
  reference: string,
  confirmation?: Confirmation,
): Promise<readonly ActRow[] | undefined> => {
  const config = readConfig(world.cwd, asked.config);
  const catalog = openCatalog(world, asked, config);
  const root = catalog.rootFor(reference);
  const found = resolveAction(reference, root, catalog.vocabulary, catalog.loadPack);
  const { pack, action } = found;
  mustFitPack(config, catalog, pack);
  if (asked.dryRun !== true && asked.agreed !== true) mustNotBeAlone(config, pack.name, action);
  const mock = asked.vendor?.definition ?? askedMock(world, asked, pack.name, rootOf(pack.file, root));
  const wishes = mockWishes(asked);
  const options = await readFeedOptions(world, {
    pack,
    fields: [...action.userFields, ...action.options],
    asked,
    config,
    instance: undefined,
    mock: mock?.user,
    // What is only shown needs no secret.
    standIns: asked.dryRun === true ? secretMarks(action) : {},
    asksVault: asked.dryRun !== true,
  });
  const address = await storeAddress(world, asked, config);
  const job = { ...found, asked, options, address, reach: await reachOf(world, config, pack.name) };
  if (mock === undefined || asked.dryRun === true)
    return inStore(world, { ...job, clock: world.now, vendor: undefined }, mock !== undefined, confirmation);
  const { vendor: given } = asked;
  if (given !== undefined) return inStore(world, { ...job, clock: given.clock, vendor: given }, true, confirmation);
  const { vendor, close } = await startVendor(world, mock, { now: mockClock(mock, world.now()), wishes, onMock: asked.onMock });
  try {
    return await inStore(world, { ...job, clock: vendor.clock, vendor }, true, confirmation);
  } finally {
    await close();
  }
};

const secretMarks = ({ userFields }: Action): Readonly<Record<string, string>> =>
  Object.fromEntries(userFields.filter(({ type }) => type === 'secret').map(({ name }) => [name, `secret-${name}`]));

const inStore = async (
  world: World,
  job: Job,
  isMock: boolean,
  confirmation: Confirmation | undefined,
): Promise<readonly ActRow[] | undefined> => {
  const isDry = job.asked.dryRun === true;
  const asks = !isDry && job.action.sideEffects ? confirmation : undefined;
  asks?.mayAsk(job.action);
  const { isFleeting } = job.asked;
  const store = await openStoreAt(job.address, {
    ...(isDry ? {} : { mock: isMock }),
    readOnly: isDry,
    ifMissing: 'empty',
    isFleeting,
    onAgain: tellsAgain(world.warn),
  });
  try {
    const objects = await targetsOf(job.action, world, job.asked, store);
    if (asks !== undefined) {
      const rehearsed = await actOnAll(world, { ...job, asked: { ...job.asked, dryRun: true } }, objects, store);
      const ready = rehearsed.filter(({ status }) => status === 'dry_run');
      if (ready.length === 0) return rehearsed;
      if (
        !(await asks.confirms(
          job,
          ready.flatMap(({ object }) => object ?? []),
        ))
      )
        return undefined;
    }
    return await actOnAll(world, job, objects, isDry ? undefined : store);
  } finally {
    await store.close();
  }
};

/** A container may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
};

const actOnAll = async (
  world: World,
  job: Job,
  objects: readonly (ActionObject | undefined)[],
  /** Undefined: what may have happened earlier is not asked for. */
  store: OpenedStore | undefined,
): Promise<readonly ActRow[]> => {
  const { asked, pack, action, options, clock, vendor } = job;
  const evaluator = createDefinitionEvaluator(clock, undefined, pack.tables, asked.probe);
  const own = new Set(action.options.map(({ name }) => name));
  const split = (wanted: boolean) =>
    Object.fromEntries(Object.entries(options.values).filter(([name]) => own.has(name) === wanted));
  const user = split(false);
  const request = { pack, options: user, ...job.reach, mockOrigin: vendor?.origin };
  const policy = withPatience(httpPolicy(request, evaluator), vendor?.patience);
  const shared =
    store === undefined || vendor !== undefined
      ? undefined
      : sharedBudget(world, { address: job.address, pack, options: user, tell: world.note }, evaluator);
  const http = connectionClient(world, policy, world.note, connectionLimiter(world, policy, shared));
  const base = baseAddress(pack, user, evaluator);
  const services = {
    http,
    evaluator,
    base,
    clock,
    auth: openConnectionAuth({
      pack,
      base,
      options: user,
      evaluator,
      client: http,
      secret: options.addSecret,
      redact: world.redact,
      now: clock,
      reread: options.reread,
    }),
    ledger: actionLedger(store),
    signal: world.signal,
    redact: world.redact,
    id: () => runId(world.now()),
    who: asked.who ?? userName(),
  };
  const rows: ActRow[] = [];
  const [dryRun, again] = [asked.dryRun === true, asked.again === true];
  try {
    for (const object of objects)
      rows.push(await act({ pack, action, user, options: split(true), object, dryRun, again }, services));
  } finally {
    await http.close();
    shared?.close();
  }
  return rows;
};
