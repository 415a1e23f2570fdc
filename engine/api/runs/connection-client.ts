import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpClient } from '../../http/client/client.ts';
import { Limiter, type SharedBudget } from '../../http/client/limiter.ts';
import type { HttpTap } from '../../http/client/tap.ts';
import type { HttpClient, HttpPolicy } from '../../http/http.ts';
import type { Trace } from '../../run/context/trace.ts';
import type { World } from '../world.ts';
import { span } from '../wording/units.ts';

/** A shorter wait is not worth a line. */
export const TOLD_FROM_MS = 2000;

const wait = (ms: number, signal?: AbortSignal): Promise<void> => sleep(ms, undefined, signal === undefined ? {} : { signal });

/** How the world waits; by itself as clocks do. */
export const waitIn = ({ sleep: own }: Pick<World, 'sleep'>): typeof wait => own ?? wait;

/** What a command may ask of a connection in all, whatever it runs one after the other. */
export const connectionLimiter = (
  world: World,
  { concurrency, rateLimit }: Pick<HttpPolicy, 'concurrency' | 'rateLimit'>,
  shared?: SharedBudget,
): Limiter => new Limiter(concurrency, rateLimit, { ticks: world.ticks, sleep: waitIn(world), signal: world.signal }, shared);

/** The client of a connection; longer waits are told. */
export const connectionClient = (
  world: World,
  policy: HttpPolicy,
  tell: (message: string) => void,
  limiter = connectionLimiter(world, policy),
  watchers: { readonly trace?: Trace | undefined; readonly tap?: HttpTap | undefined } = {},
): HttpClient =>
  createHttpClient(policy, {
    limiter,
    tap: watchers.tap,
    redact: world.redact,
    clock: world.now,
    ticks: world.ticks,
    sleep: waitIn(world),
    random: world.random ?? Math.random,
    signal: world.signal,
    onWire: watchers.trace?.tell,
    onEvent: (event) => {
      if (event.kind === 'retry' && event.wait >= TOLD_FROM_MS)
        tell(`${event.what}: ${event.because.replace(/\.$/, '')}; again in ${span(event.wait)}`);
    },
  });
