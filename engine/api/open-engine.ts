import { createRedactor } from './world.ts';
import type { Streamed } from '../store/contract/awaitable.ts';
import type { RunView } from '../store/contract/history.ts';
import type { ObjectView } from '../store/views/object-view.ts';
import { EngineError } from '../language/basics/errors.ts';
import type { PlanDescription } from '../plan/describe-plan.ts';
import type { ActRow } from '../run/action/act-contract.ts';
import type { AskedFeed, AskedMock, AskedRange, AskedStore } from './asked.ts';
import { runAction } from './actions/run-action.ts';
import { readConfig } from './config/read-config.ts';
import type {
  ActRequest,
  EngineOptions,
  MockBehaviour,
  Moment,
  ObjectRequest,
  PlanRequest,
  RunRequest,
  RunsRequest,
} from './engine-options.ts';
import { heardFromMock } from './mock/asked-mock.ts';
import { healthOf, type HealthReport } from './health/health-of.ts';
import { listPacks, type PackList } from './packs/list-packs.ts';
import { validateDefinitions, type Validation } from './packs/validate.ts';
import { type FeedRun, startRun } from './runs/feed-run.ts';
import { nameSecrets, planFeedRuns } from './runs/plan-feed.ts';
import { fetchFeed } from './runs/run-feed.ts';
import { askedFeed, mustBeFeed } from './store/asked-feed.ts';
import { openChosen } from './store/store-choice.ts';
import type { World } from './world.ts';

/**
 * Feeds and actions of a folder of definitions, with the store that they fill. Each call opens what it needs and closes it again:
 * several may be under way at once, but of one feed's instance only one run (`store.locked`).
 *
 * Whatever is thrown is an EngineError: `code` is stable and dotted, the message one sentence, `place` the line of YAML that it is
 * about, `hint` what to do. A UsageError among them is about what was asked for or written: it will not go away by trying again.
 */
export interface Engine {
  /**
   * Lists the packs that are found, with their feeds and actions, and the definitions that have mistakes.
   *
   * @throws UsageError where there is no such folder.
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine();
   * for (const { pack, feeds } of engine.packs().packs) console.log(pack, feeds.map(({ name }) => name)); // garden ["plants"]
   * ```
   */
  packs(): PackList;

  /**
   * Checks definitions: those that the paths name (files, or folders), else all of them and the configuration.
   *
   * A finding is a value, not an exception: `place` has file, line and column, both from 1. What comments in the files silence stands
   * under `ignored`, with its reason.
   *
   * @throws UsageError where a path leads nowhere, or no definition is there.
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const { definitions, findings } = await openEngine().validate('definitions/garden.yaml');
   * console.log(definitions, findings.filter(({ severity }) => severity === 'error')); // 1 []
   * ```
   */
  validate(...paths: readonly string[]): Promise<Validation>;

  /**
   * Describes the next run of a feed (`pack/feed`, `path/to/file.yaml#feed`, or an instance's name): its windows and requests, and
   * how many milliseconds they take at least under the rate limit. Nothing is requested or written, and no secret is needed: its
   * name stands in its place. One description for each partition.
   *
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ clock: () => Date.parse('2026-02-01T00:00:00Z') });
   * const [plan] = await engine.plan('garden/plants', { since: '2026-01-12', until: '2026-01-15' });
   * console.log(plan?.windows); // [{"since":"2026-01-12T00:00:00.000Z","until":"2026-01-15T00:00:00.000Z"}]
   * ```
   */
  plan(feed: string, request?: PlanRequest): Promise<readonly PlanDescription[]>;

  /**
   * Fetches a feed and brings the store up to date; the next run goes on where this one ends. It begins at once.
   *
   * The events may be read (once) or left alone; figures that have been overtaken are not kept. `result` is the run's row, with
   * times in ISO 8601 and durations in milliseconds. A run that fails is a row as well: its `status` is `failed`, and `error` says
   * why. What was asked for wrongly rejects `result`, and ends the events with the same error.
   *
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ mock: true });
   * const run = engine.run('garden/plants', { options: { kinds: ['weed', 'herb'] } });
   * for await (const event of run) if (event.kind === 'notice') console.log(event.message);
   * const { status, records, objects } = await run.result;
   * console.log(status, records.fetched, objects.created); // succeeded 3 2
   * await engine.close();
   * ```
   */
  run(feed: string, request?: RunRequest): FeedRun;

  /**
   * Runs a vendor's action (`pack/action`) on objects, one after the other, and keeps what was sent and what came of it; one that
   * takes none (`accepts: []`) is sent once. A program that calls this means it: nobody is asked, unlike on the command line.
   *
   * A row for each object, or the one: `status` is `succeeded`, `failed`, `refused` (nothing was sent), `uncertain` (it may have happened) or
   * `dry_run`.
   *
   * @throws UsageError where the action, an option or an object is none.
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ mock: true });
   * const objects = [{ type: 'indicator', value: 'nettle.example', attributes: [] }];
   * const [row] = await engine.act('garden/remark', { objects, options: { text: 'It stings.' }, dryRun: true });
   * console.log(row?.status, row?.request?.method, row?.request?.body); // dry_run POST {"plant":"nettle.example","text":"It stings."}
   * ```
   */
  act(action: string, request: ActRequest): Promise<readonly ActRow[]>;

  /**
   * Streams objects of the store in the order of type, subtype and identity; times in ISO 8601. The store stays open until the
   * stream has ended or is left.
   *
   * @throws EngineError `store.…` where there is no store.
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ mock: true });
   * await engine.run('garden/plants').result;
   * for await (const { value } of engine.objects({ type: 'indicator', limit: 1 })) console.log(value); // mint.example
   * ```
   */
  objects(request?: ObjectRequest): AsyncIterable<ObjectView>;

  /**
   * Streams past runs of feeds, the latest first, with their windows; times in milliseconds since 1970.
   *
   * @throws UsageError where there is no such feed, EngineError `store.…` where there is no store.
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ mock: true });
   * await engine.run('garden/plants').result;
   * for await (const { feed, status } of engine.runs({ limit: 1 })) console.log(feed, status); // garden/plants succeeded
   * ```
   */
  runs(request?: RunsRequest): AsyncIterable<RunView>;

  /**
   * Says of each instance whether it is well, in one state and in words that say why; what needs somebody comes first. `feed`: only of
   * this feed or instance. What is wrong with a feed or the store is in the report; times are in milliseconds since 1970.
   *
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine({ mock: true });
   * await engine.run('garden/plants').result;
   * const { instances } = await engine.health();
   * console.log(instances.length, instances.some(({ needsSomebody }) => needsSomebody)); // 1 false
   * ```
   */
  health(feed?: string): Promise<HealthReport>;

  /**
   * Ends what is under way at the next clean place, and waits for it. From then on every call throws EngineError `engine.closed`.
   *
   * @example
   * ```ts
   * import { openEngine } from 'feedwright';
   *
   * const engine = openEngine();
   * await engine.close();
   * ```
   */
  close(): Promise<void>;
}

/** For tests of the engine itself. */
interface Internal {
  /** `shortcuts: false`: nothing of a run's work is skipped. */
  readonly internal?: { readonly shortcuts?: boolean };
}

const textOf = (moment: Moment | undefined): string | undefined => (moment instanceof Date ? moment.toISOString() : moment);

const rangeOf = ({ since, until, clip }: PlanRequest): AskedRange => ({ since: textOf(since), until: textOf(until), clip });

const mockOf = ({ variant, faults, clock }: MockBehaviour = {}): AskedMock => ({ variant, fault: faults, clock: textOf(clock) });

/**
 * Opens an engine over a folder of definitions and a store. Nothing is read or made until a call needs it. The environment is
 * read only where it is given as `env`, and nothing is printed: `tell` takes what is to be known.
 *
 * @example
 * ```ts
 * import { openEngine } from 'feedwright';
 *
 * const engine = openEngine({ definitions: './definitions', store: 'sqlite:./feeds.db', mock: true });
 * const { status } = await engine.run('garden/plants').result;
 * console.log(status); // succeeded
 * await engine.close();
 * ```
 */
export const openEngine = (options: EngineOptions & Internal = {}): Engine => {
  const calls = new CallsUnderWay(options);
  const { mock, definitions, store, configuration: config, internal } = options;
  const places: AskedStore = { mock, definitions, store, config };
  const feedOf = ({ options: values, instance }: PlanRequest): AskedFeed => ({ ...places, values, instance });
  return {
    packs: () => listed(calls.world(), places),
    validate: (...paths) => validateDefinitions(calls.world(), places, paths),
    plan: (feed, request = {}) =>
      calls.wait(async () => {
        const world = calls.world();
        const planned = await planFeedRuns(world, { ...feedOf(request), ...rangeOf(request), ...mockOf(request.mock) }, feed);
        return planned.map(({ shown }) => masked(shown, (text) => nameSecrets(world.redact(text))));
      }),
    run: (feed, request = {}) => {
      const { dryRun, limit, dropGone, acceptDrift, hold, signal, mock: wishes } = request;
      const wanted = { dryRun, limit, dropGone, acceptDrift, hold };
      const asked = { ...feedOf(request), ...rangeOf(request), ...mockOf(wishes), ...internal, ...wanted };
      return startRun((report) =>
        calls.wait(async () => {
          const world = calls.world(signal, (level, message) => report({ kind: 'notice', level, message }));
          const { onMock, tell } = heardFromMock();
          const row = await fetchFeed(world, { ...asked, onMock }, feed, (event) => report(masked(event, world.redact)));
          if (row.status === 'failed') tell(world);
          return masked(row, world.redact);
        }),
      );
    },
    act: (action, request) => calls.wait(async () => actIn(calls.world(request.signal), places, action, request)),
    async *objects(query = {}) {
      const world = calls.world();
      const opened = await openChosen(world, places, 'read');
      try {
        yield* calls.whileOpen(opened.store.objects({ ...query, now: world.now() }));
      } finally {
        await opened.store.close();
      }
    },
    async *runs({ feed, run, limit } = {}) {
      const world = calls.world();
      const opened = await openChosen(world, places, 'read');
      try {
        let isEmpty = true;
        for await (const one of calls.whileOpen(opened.store.runs({ ...askedFeed(feed, opened.config), run, limit }))) {
          isEmpty = false;
          yield one;
        }
        if (isEmpty && feed !== undefined) await mustBeFeed(world, places, opened.config, opened.store, feed);
      } finally {
        await opened.store.close();
      }
    },
    health: (feed) => calls.wait(async () => healthOf(calls.world(), { ...places, feed })),
    close: () => calls.close(),
  };
};

const listed = (world: World, places: AskedStore): PackList => listPacks(world, places, readConfig(world.cwd, places.config));

const actIn = async (world: World, places: AskedStore, action: string, request: ActRequest): Promise<readonly ActRow[]> => {
  const { objects = [], options: values, dryRun, again, mock } = request;
  const { onMock, tell } = heardFromMock();
  const object = objects.filter((one) => typeof one === 'string');
  const given = objects.filter((one) => typeof one !== 'string');
  const asked = { ...places, ...mockOf(mock), values, dryRun, again, object, objects: given, onMock };
  const rows = (await runAction(world, asked, action)) ?? [];
  if (rows.some(({ status }) => status === 'failed')) tell(world);
  return masked(rows, world.redact);
};

/** The value with its texts redacted, as what is printed is. */
const masked = <T>(value: T, redact: (text: string) => string): T => {
  const text = JSON.stringify(value);
  const shown = redact(text);
  return shown === text ? value : (JSON.parse(shown) as T);
};

/** What an engine has under way, and the world as each call sees it. */
class CallsUnderWay {
  readonly #options: EngineOptions;
  readonly #closing = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Each call has secrets of its own. */
  world(signal?: AbortSignal, tell = this.#options.tell): World {
    this.#mustBeOpen();
    const { cwd = process.cwd(), env = {}, clock = Date.now } = this.#options;
    const redactor = createRedactor();
    const { redact } = redactor;
    return {
      cwd,
      env,
      signal: AbortSignal.any([this.#closing.signal, this.#options.signal, signal].filter((one) => one !== undefined)),
      now: clock,
      ticks: () => performance.now(),
      note: (text) => tell?.('info', redact(text)),
      warn: (text) => tell?.('warning', redact(text)),
      redactor,
      redact,
    };
  }

  /** Is waited for when the engine is closed. */
  wait<T>(work: () => Promise<T>): Promise<T> {
    const pending = work();
    this.#pending.add(pending);
    // Whoever called is told of a failure, by the promise itself.
    pending.finally(() => void this.#pending.delete(pending)).catch(() => undefined);
    return pending;
  }

  async *whileOpen<T>(all: Streamed<T>): AsyncIterable<T> {
    for await (const one of all) {
      this.#mustBeOpen();
      yield one;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the engine is being closed'));
    await Promise.allSettled(this.#pending);
  }

  #mustBeOpen(): void {
    if (this.#closing.signal.aborted)
      throw new EngineError('engine.closed', 'The engine has been closed.', { hint: 'Open another with openEngine.' });
  }
}
