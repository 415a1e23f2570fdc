import { createRedactor } from '../../api/world.ts';
import type { ObjectView } from '../../store/views/object-view.ts';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../../api/actions/run-action.ts';
import type { AskedPlaces } from '../../api/asked.ts';
import { fetchFeed, type AskedRun } from '../../api/runs/run-feed.ts';
import type { RunningVendor } from '../../api/runs/running-vendor.ts';
import type { World } from '../../api/world.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { PlannedFault } from '../../mock/faults/fault-plan.ts';
import { parseFault } from '../../mock/faults/parse-fault.ts';
import { startMock, type MockVendor } from '../../mock/start-mock.ts';
import type { ActionObject, ActRow } from '../../run/action/act-contract.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import type { Answer } from '../../mock/vendor/answer.ts';
import type { RecordedRequest, RequestView } from '../../mock/vendor/mock-request.ts';
import type { MetProblem } from '../../mock/vendor/problem.ts';
import type { Checkpoint } from '../../store/contract/store.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import { shownObjects, type ShownObject } from './shown-object.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface LabSetup {
  /** Definitions, and no configuration. */
  readonly places: AskedPlaces;
  readonly kind: 'feed' | 'action';
  /** `pack/feed`, `path/to/file.yaml#feed`, or an action. */
  readonly target: string;
  readonly mock: MockDefinition;
  /** ms since epoch; by default the mock's. */
  readonly clock?: number | undefined;
  /** Where the first run starts, ms since epoch; by default the mock's. */
  readonly since?: number | undefined;
  readonly variant?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Names of options that the vendor knows and the definition doesn't. */
  readonly unknown?: ReadonlySet<string> | undefined;
  /** A folder whose store is gone on with; it is copied. */
  readonly from?: string | undefined;
  readonly signal: AbortSignal;
}

/** One run, over what the ones before have left. */
export interface LabStep {
  /** ms since epoch; by default the time goes on from the last step. */
  readonly clock?: number | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly variant?: string | undefined;
  readonly faults?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  /** The process dies right behind this durable step, from 1: the store is what it had left by then. */
  readonly kill?: number | undefined;
  readonly objects?: readonly ActionObject[] | undefined;
  readonly again?: boolean | undefined;
  /** The run goes on from what the store knows, where it knows anything, although the time has not moved on. */
  readonly goesOn?: boolean | undefined;
  /** No request waits for its answer longer than so many ms of real time. */
  readonly patience?: number | undefined;
  /** Beside what the case says: probes and the like. */
  readonly more?: Partial<AskedRun> | undefined;
}

export interface LabResult {
  readonly row: RunRow | undefined;
  readonly acted: readonly ActRow[];
  /** What kept the run from beginning. */
  readonly thrown: EngineError | undefined;
  /** In the order of their arrival, secrets as sent. */
  readonly requests: readonly RecordedRequest[];
  /** Mistakes of the vendor's own that requests have met: no route, a missing file, an expression that failed. */
  readonly problems: readonly MetProblem[];
  /** The step's faults, in their order; later steps may meet them too. */
  readonly faults: readonly PlannedFault[];
  /** Durable steps that the store took, by name. */
  readonly durable: readonly string[];
  readonly killed: boolean;
  /** Everything that was told, warnings included. */
  readonly said: readonly string[];
}

export interface LabState {
  readonly objects: readonly ShownObject[];
  /** The same objects as the store has them. */
  readonly views: readonly ObjectView[];
  readonly digest: string;
  /** Where the next run goes on, ms since epoch. */
  readonly checkpoint: number | undefined;
}

/** Who looks on, and may interfere; they may be changed between two runs and during one. */
export interface LabHooks {
  /** Sees what the vendor is about to say, and may say something else. */
  rewrite?: ((answer: Answer, request: RequestView) => Answer) | undefined;
  /** Told of each request before it is attended to. */
  onArrival?: ((request: RecordedRequest) => void) | undefined;
  /** Told of each durable step, before the next one begins. */
  onDurable?: ((name: string) => void) | undefined;
}

/** What tells one state of the store from another. */
export interface LabMark {
  /** Of the objects and of what was set aside. */
  readonly digest: string;
  /** Where the next run of each instance goes on. */
  readonly positions: string;
}

/** Faults after which the vendor stays silent. */
const SILENT: readonly string[] = ['hang', 'stall'];
/** How long a run waits for one that may be silent: in real time, which nobody can skip. */
const PATIENCE = 1500;

/** A definition with a vendor of its own on loopback, a store of its own and a time of its own. */
export class Lab {
  readonly clock: VirtualClock;
  readonly vendor: MockVendor;
  readonly hooks: LabHooks;
  readonly #setup: LabSetup;
  /** All that is written lies in it: the store, and what processes that died had left of it. */
  readonly #home: string;
  /** Holds the store. */
  #folder: string;
  #last: number | undefined;
  #mayBeSilent = false;

  private constructor(setup: LabSetup, parts: Pick<Lab, 'clock' | 'vendor' | 'hooks'> & { readonly home: string }) {
    this.#setup = setup;
    this.clock = parts.clock;
    this.vendor = parts.vendor;
    this.hooks = parts.hooks;
    this.#home = parts.home;
    this.#folder = parts.home;
  }

  static async open(setup: LabSetup): Promise<Lab> {
    const { mock, variant } = setup;
    const home = newFolder();
    try {
      if (setup.from !== undefined) copyStore(setup.from, home);
      const clock = new VirtualClock(setup.clock ?? mock.clock ?? 0);
      const hooks: LabHooks = {};
      const vendor = await startMock({
        file: mock,
        clock: clock.now,
        onArrival: (request) => hooks.onArrival?.(request),
        rewrite: (answer, request) => hooks.rewrite?.(answer, request) ?? answer,
        ...(variant === undefined ? {} : { variant }),
        ...(setup.options === undefined ? {} : { user: setup.options }),
      });
      return new Lab(setup, { home, clock, vendor, hooks });
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs once more, as the step says. */
  async run(step: LabStep): Promise<LabResult> {
    if (step.clock !== undefined) this.clock.set(step.clock);
    if (step.variant !== undefined) this.vendor.change(step.variant);
    const faults = (step.faults ?? []).map(parseFault);
    this.#mayBeSilent ||= faults.some(({ fault }) => SILENT.includes(fault.kind));
    const planned = faults.map((fault) => this.vendor.addFault(fault));
    const before = { requests: this.vendor.requests.length, problems: this.vendor.problems.length };
    const durable: string[] = [];
    const copy = step.kill === undefined ? undefined : mkdtempSync(join(this.#home, 'died-'));
    const onStep = (name: string): void => {
      durable.push(name);
      this.hooks.onDurable?.(name);
      if (copy !== undefined && durable.length === step.kill) copyStore(this.#folder, copy);
    };
    const said: string[] = [];
    const done = await this.#attempt(step, this.#world(said), onStep);
    const killed = copy !== undefined && step.kill !== undefined && durable.length >= step.kill;
    if (killed) this.#folder = copy;
    const requests = this.vendor.requests.slice(before.requests);
    const problems = this.vendor.problems.slice(before.problems);
    return { ...done, requests, problems, faults: planned, durable, killed, said };
  }

  async #attempt(
    step: LabStep,
    world: World,
    onStep: (name: string) => void,
  ): Promise<Pick<LabResult, 'row' | 'acted' | 'thrown'>> {
    const { kind, target, places, options, unknown } = this.#setup;
    const values = Object.fromEntries(
      Object.entries({ ...options, ...step.options }).filter(([name]) => unknown?.has(name) !== true),
    );
    const asked = { ...places, config: false, mock: true, isFleeting: true, values, vendor: this.#vendor(step) } as const;
    try {
      if (kind === 'action') {
        const { objects = [], again } = step;
        const acted = (await runAction(world, { ...asked, objects, again, probe: step.more?.probe }, target)) ?? [];
        return { row: undefined, acted, thrown: undefined };
      }
      const { since, until, limit } = step;
      const range = { since, until, limit, clip: true, tellsStart: false };
      const row = await fetchFeed(world, { ...asked, ...range, onStep, ...step.more }, target, () => undefined);
      return { row, acted: [], thrown: undefined };
    } catch (error) {
      if (error instanceof EngineError) return { row: undefined, acted: [], thrown: error };
      throw error;
    }
  }

  /** Where its time has not moved on, a run over a mock starts over; else it goes on where the last one ended. */
  #vendor({ goesOn, patience = this.#mayBeSilent ? PATIENCE : undefined }: LabStep): RunningVendor {
    const { mock, since = mock.since } = this.#setup;
    const now = this.clock.now();
    const startsOver = goesOn === true ? !this.#isKnown() : this.#last === undefined || now <= this.#last;
    this.#last = now;
    const definition = { ...mock, clock: now, since: startsOver ? since : undefined };
    return { origin: this.vendor.origin, definition, clock: this.clock.now, patience };
  }

  #world(said: string[]): World {
    const redactor = createRedactor();
    const { redact } = redactor;
    const tell = (text: string): void => void said.push(redact(text));
    return {
      cwd: this.#folder,
      env: {},
      signal: this.#setup.signal,
      now: this.clock.now,
      ticks: this.clock.ticks,
      sleep: this.clock.sleep,
      // What the time is behind a wait is the same in every run.
      random: () => 0.5,
      note: tell,
      warn: tell,
      redactor,
      redact,
    };
  }

  /** What the store says now. */
  state(): LabState {
    const state = this.#read((store) => {
      const [first] = store.instances();
      const views = [...store.objects({ now: this.clock.now() })];
      return {
        objects: shownObjects(views),
        views,
        digest: store.digest(),
        checkpoint: first && store.showState(first)?.until,
      };
    });
    return state ?? { objects: [], views: [], digest: '', checkpoint: undefined };
  }

  mark(): LabMark {
    const mark = this.#read((store) => {
      const all = store.instances().map((one) => [one.instance, one.partition, store.showState(one)] as const);
      return { digest: store.digest({ state: false }), positions: JSON.stringify(all) };
    });
    return mark ?? { digest: '', positions: '[]' };
  }

  /** Has every instance ended a run? */
  #isKnown(): boolean {
    const known = this.#read((store) => {
      const all = store.instances();
      return all.length > 0 && all.every((one) => isKnown(store.showState(one)));
    });
    return known ?? false;
  }

  /** Undefined where there is no store yet, or one that was never begun. */
  #read<T>(work: (store: SqliteStore) => T): T | undefined {
    const path = storeIn(this.#folder);
    if (!existsSync(path)) return undefined;
    const store = openStore({ path, readOnly: true, ifMissing: 'empty' });
    try {
      return work(store);
    } finally {
      void store.close();
    }
  }

  /** Copies what a process that dies now would leave into a new folder, which is the caller's to remove. */
  snapshot(): string {
    const copy = newFolder();
    copyStore(this.#folder, copy);
    return copy;
  }

  /** Everything that the store has written, by its path. */
  written(): readonly { readonly path: string; readonly bytes: Buffer }[] {
    return readdirSync(join(this.#folder, WRITTEN), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, bytes: readFileSync(path) }));
  }

  async close(): Promise<void> {
    await this.vendor.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

const WRITTEN = '.feedwright';
const isKnown = (checkpoint: Checkpoint | undefined): boolean =>
  checkpoint?.until !== undefined || checkpoint?.state !== undefined;

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'feedwright-'));

const storeIn = (folder: string): string => join(folder, WRITTEN, 'mock.db');

/** As a process that dies now would leave it: what it only holds in memory, the index of the log among it, is gone. */
const copyStore = (from: string, to: string): void => {
  if (existsSync(join(from, WRITTEN)))
    cpSync(join(from, WRITTEN), join(to, WRITTEN), { recursive: true, filter: (path) => !path.endsWith('-shm') });
};
