import { iso } from '../../language/basics/instant.ts';
import { randomBytes } from 'node:crypto';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { HttpPolicy } from '../../http/http.ts';
import type { Limiter } from '../../http/client/limiter.ts';
import type { HttpTap } from '../../http/client/tap.ts';
import type { Pack } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { rateLimitOf } from '../../plan/rate-limit.ts';
import type { OnMapped, RunEvent, Services } from '../../run/context/services.ts';
import type { Trace } from '../../run/context/trace.ts';
import { baseAddress, connectionOf, httpPolicy } from '../../run/context/connection-settings.ts';
import type { Budget } from '../../store/budget.ts';
import { openBudget, type StoreAddress } from '../../store/open.ts';
import type { Instance } from '../../store/contract/store.ts';
import type { Reach } from '../config/reach.ts';
import { span } from '../wording/units.ts';
import type { World } from '../world.ts';
import { connectionClient, TOLD_FROM_MS, waitIn } from './connection-client.ts';
import type { RunningVendor } from './running-vendor.ts';
import { packageVersion } from './package-version.ts';
import type { FeedOptions } from '../options/read-feed-options.ts';

export interface Parts {
  readonly plan: FeedPlan;
  readonly options: FeedOptions;
  readonly instance: Instance;
  readonly reach: Reach;
  readonly evaluator: Evaluator;
  readonly clock: () => number;
  /** Answers in the vendor's place. */
  readonly vendor: RunningVendor | undefined;
  readonly report: (event: RunEvent) => void;
  /** Without it the run has a budget of its own. */
  readonly limiter?: Limiter;
  readonly shortcuts?: Services['shortcuts'];
  /** Looks on. */
  readonly trace?: Trace | undefined;
  /** Sees what is exchanged, in clear. */
  readonly tap?: RunTap | undefined;
  readonly onMapped?: OnMapped | undefined;
  /** Of the run, where it begins; undefined: any. */
  readonly id?: string | undefined;
}

/** Sees what a run exchanges with its vendor, and which secrets it learns on the way; nothing is masked. */
export interface RunTap {
  readonly http: HttpTap;
  readonly secret: (text: string) => void;
}

/** Ids sort by time. */
export const runId = (now: number): string => `${iso(now).replace(/\D/g, '').slice(0, 14)}-${randomBytes(4).toString('hex')}`;

/** The policy, with every limit on waiting at most so many ms. */
export const withPatience = (policy: HttpPolicy, patience: number | undefined): HttpPolicy =>
  patience === undefined
    ? policy
    : {
        ...policy,
        timeouts: Object.fromEntries(
          Object.entries(policy.timeouts).map(([name, ms]) => [name, Math.min(ms, patience)]),
        ) as unknown as HttpPolicy['timeouts'],
      };

interface Sharing {
  readonly address: StoreAddress;
  readonly pack: Pack;
  readonly options: Readonly<Record<string, unknown>>;
  readonly tell: (message: string) => void;
}

/** What all processes with this store may ask of a connection together, each account by itself: by its address, rate and secrets. */
export const sharedBudget = (world: World, { address, pack, options, tell }: Sharing, evaluator: Evaluator): Budget => {
  const connection = connectionOf(pack);
  const rateLimit = rateLimitOf(connection, options, evaluator);
  const secrets = connection.userFields.filter(({ type }) => type === 'secret').map(({ name }) => options[name] ?? null);
  return openBudget(address, [baseAddress(pack, options, evaluator).href, rateLimit ?? null, ...secrets], {
    clock: world.now,
    onClosed: (ms) => {
      if (ms >= TOLD_FROM_MS) tell(`The vendor has asked another process with this account to wait: on in ${span(ms)}`);
    },
    onFailure: ({ message }) =>
      tell(`${message} It holds what processes share of a connection's rate: this one keeps to the rate alone.`),
  });
};

/** Everything that a run may touch. */
export const composeServices = (
  world: World,
  {
    plan,
    options,
    instance,
    reach,
    evaluator,
    clock,
    vendor,
    report,
    limiter,
    shortcuts = true,
    trace,
    tap,
    onMapped,
    id,
  }: Parts,
): Services => {
  const request = { pack: plan.pack, options: plan.options, ...reach, mockOrigin: vendor?.origin };
  const policy = withPatience(httpPolicy(request, evaluator), vendor?.patience);
  const tell = (message: string): void => report({ kind: 'notice', level: 'info', message });
  const looksOn = trace !== undefined && trace.wireOnly !== true;
  return {
    http: connectionClient(world, policy, tell, limiter, { trace, tap: tap?.http }),
    instance,
    clock,
    ticks: world.ticks,
    sleep: waitIn(world),
    signal: world.signal,
    redact: world.redact,
    addSecret: (text) => {
      tap?.secret(text);
      options.addSecret(text);
    },
    secretData: options.secretData,
    reread: options.reread,
    report,
    id: () => id ?? runId(world.now()),
    // What is pushed down or known is seen by nobody.
    shortcuts: looksOn ? false : shortcuts,
    trace: looksOn ? trace : undefined,
    onMapped,
    version: packageVersion(),
  };
};
