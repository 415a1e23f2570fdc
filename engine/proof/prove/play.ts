import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedRun } from '../../api/runs/run-feed.ts';
import { Lab, type LabMark, type LabResult, type LabSetup, type LabState, type LabStep } from '../lab/lab.ts';
import type { Scenario } from './scenario.ts';

/** What goes wrong in a play, and when. */
export interface Injection {
  /** Index of the step that it hits; where that fails, the next run goes on without it. */
  readonly step: number;
  /** As `feedwright mock --fault` writes them. */
  readonly faults?: readonly string[] | undefined;
  /** Before each step and before the run that mends: sets what the lab does to answers, or takes it away. */
  readonly prepare?: ((lab: Lab, step: number, mending: boolean) => void) | undefined;
  /** Of the step that is hit. */
  readonly more?: Partial<AskedRun> | undefined;
  /** Of the step that is hit, instead of a plain run. */
  readonly run?: ((lab: Lab, step: LabStep) => Promise<LabResult>) | undefined;
}

export interface PlayedStep {
  readonly result: LabResult;
  /** The run after one that failed. */
  readonly mended: LabResult | undefined;
  /** Of the step itself. */
  readonly first: LabMark;
  readonly mark: LabMark;
  /** ms since epoch. */
  readonly start: number;
}

export interface Played {
  readonly steps: readonly PlayedStep[];
  readonly end: LabState;
  /** Why it was broken off, in a sentence. */
  readonly hung: string | undefined;
  /** All that was told, shown or written. */
  readonly traces: Traces;
}

export interface Traces {
  readonly told: string;
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[];
}

export interface PlayOptions {
  /** Of a clean play: its times are kept. */
  readonly clean?: Played | undefined;
  readonly injection?: Injection | undefined;
  /** Goes on from this store; the step that it was left in is run first. */
  readonly from?: { readonly folder: string; readonly step: number } | undefined;
  readonly setup?: Partial<LabSetup> | undefined;
  readonly onLab?: ((lab: Lab) => void) | undefined;
  /** What the store has less of, in every step. */
  readonly more?: Partial<AskedRun> | undefined;
}

/** No run of a fixture takes so long, ms of real time. */
const LIMIT = 120_000;
/** A run that waited longer has waited for nothing that anybody would wait for, ms of its own time. */
const LONGEST_WAIT = 24 * 3600 * 1000;
/** No longer is a vendor waited for that will never answer, ms of real time; any other may be slow since the machine is. */
const PATIENCE = 500;
const SILENT = /: (?:hang|stall)\b/;
const MAX_REQUESTS = 2000;
/** Bytes: SQLite has no smaller one. */
export const SMALL_PAGE = 512;

/** Few records take what millions do: every shortcut, and a database that grows with each of them. */
const usual = (...more: readonly (Partial<AskedRun> | undefined)[]): Partial<AskedRun> => ({
  shortcuts: 'always',
  ...Object.assign({}, ...more),
  storeLimits: Object.assign({ pageBytes: SMALL_PAGE }, ...more.map((one) => one?.storeLimits)) as AskedRun['storeLimits'],
});

/** Plays a scenario, with or without trouble, to its end. */
export const play = async (scenario: Scenario, options: PlayOptions = {}): Promise<Played> => {
  const stop = new AbortController();
  const signal = AbortSignal.any([scenario.setup.signal, stop.signal]);
  const lab = await Lab.open({ ...scenario.setup, ...options.setup, signal, from: options.from?.folder });
  let hung: string | undefined;
  const giveUp = (why: string): void => {
    hung ??= why;
    stop.abort();
  };
  options.onLab?.(lab);
  const watchful = lab.hooks.onArrival;
  lab.hooks.onArrival = (request) => {
    if (lab.vendor.requests.length > MAX_REQUESTS) giveUp(`It had sent ${MAX_REQUESTS} requests, and went on.`);
    watchful?.(request);
  };
  try {
    const steps: PlayedStep[] = [];
    for (let index = options.from?.step ?? 0; index < scenario.steps.length; index++) {
      const played = await within(playStep(scenario, lab, index, options), giveUp);
      if (played === undefined) break;
      steps.push(played);
      const waited = lab.clock.now() - played.start;
      if (waited > LONGEST_WAIT) giveUp(`It waited for ${Math.round(waited / 3_600_000)} hours.`);
      if (hung !== undefined) break;
    }
    return { steps, end: lab.state(), hung, traces: { told: toldIn(steps), files: lab.written() } };
  } finally {
    await lab.close();
  }
};

const playStep = async (scenario: Scenario, lab: Lab, index: number, options: PlayOptions): Promise<PlayedStep> => {
  const { injection, clean, from } = options;
  const step = scenario.steps[index] as Scenario['steps'][number];
  const start = clean?.steps[index]?.start ?? ('instant' in step.at ? step.at.instant : lab.clock.now() + step.at.later);
  // What a dead process left is gone on with at the time at which it was begun.
  const goesOn = index === from?.step;
  const plain: LabStep = { ...step.run, clock: start, patience: LIMIT, goesOn, more: usual(options.more) };
  const isHit = injection !== undefined && index === injection.step;
  injection?.prepare?.(lab, index, false);
  const patience = injection?.faults?.some((one) => SILENT.test(one)) === true ? PATIENCE : LIMIT;
  const asked = isHit ? { ...plain, patience, faults: injection.faults, more: usual(options.more, injection.more) } : plain;
  const result = isHit && injection.run !== undefined ? await injection.run(lab, asked) : await lab.run(asked);
  const first = lab.mark();
  lab.vendor.clearFaults();
  if (!isHit || !hasFailed(result)) return { result, mended: undefined, first, mark: first, start };
  lab.hooks.rewrite = undefined;
  injection.prepare?.(lab, index, true);
  // An action leaves no objects: whoever saw it fail sends it again.
  if (scenario.test.kind === 'feed' && isSame(first, clean?.steps[index]?.first))
    return { result, mended: undefined, first, mark: first, start };
  const mended = await lab.run({ ...plain, goesOn: true });
  return { result, mended, first, mark: lab.mark(), start };
};

const isSame = (a: LabMark, b: LabMark | undefined): boolean => a.digest === b?.digest && a.positions === b.positions;

export const hasFailed = ({ row, thrown, acted }: LabResult): boolean =>
  thrown !== undefined || (row !== undefined && row.status !== 'succeeded') || acted.some(({ error }) => error !== null);

/** Undefined where it had to be given up. */
const within = async <T>(work: Promise<T>, giveUp: (why: string) => void): Promise<T | undefined> => {
  const over = new AbortController();
  const limit = (ms: number): Promise<undefined> =>
    sleep(ms, undefined, { signal: over.signal }).catch(() => undefined) as Promise<undefined>;
  try {
    const done = await Promise.race([work.then((value) => ({ value })), limit(LIMIT)]);
    if (done !== undefined) return done.value;
    giveUp(`It had not ended after ${LIMIT / 1000} s of real time.`);
    // It gets the time to end by itself; what does not is left behind.
    return (await Promise.race([work.then((value) => ({ value })), limit(LIMIT)]))?.value;
  } finally {
    over.abort();
    work.catch(() => undefined);
  }
};

const toldIn = (steps: readonly PlayedStep[]): string =>
  steps
    .flatMap(({ result, mended }) => [result, mended])
    .filter((one) => one !== undefined)
    .map(({ row, acted, thrown, said }) =>
      JSON.stringify([row, acted, thrown === undefined ? null : [thrown.message, thrown.hint, thrown.place], said]),
    )
    .join('\n');
