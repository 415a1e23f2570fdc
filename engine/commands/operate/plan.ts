import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { UserField } from '../../language/model.ts';
import { describePlan, type PlanDescription, type PlannedCall } from '../../plan/describe-plan.ts';
import { logsIn } from '../../plan/logs-in.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import { continuation } from '../../run/feed/continuation.ts';
import { openRunState } from '../../run/context/run-state.ts';
import { baseAddress } from '../../run/context/connection-settings.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import { count, instant, span } from '../display/units.ts';
import { openCatalog } from '../feed/catalog.ts';
import { feedHelp } from '../feed/feed-help.ts';
import { findMock } from '../feed/mock-vendor.ts';
import { readFeedOptions } from '../feed/options.ts';
import { planRun, startsOver, type RunAsked } from '../feed/plan-run.ts';
import { rangeOf } from '../feed/range.ts';
import { storePath } from '../feed/store-choice.ts';
import { findFeed, instanceKey } from '../feed/target.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { feedFlags, type FeedFlags, jsonFlag, type JsonFlag, rangeFlags, type RangeFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface PlanFlags extends FeedFlags, RangeFlags, JsonFlag {}

/** Needs no secret: each is stood in for by a mark, which is shown as its name. */
const marks = (fields: readonly UserField[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.filter(({ type }) => type === 'secret').map(({ name }) => [name, `feedwrightSecret${name}End`]));
const named = (text: string): string => text.replace(/feedwrightSecret(\w+?)End/g, '<$1>');

interface Planned {
  readonly plan: FeedPlan;
  readonly shown: PlanDescription;
  /** What is to be known of where it starts. */
  readonly notes: readonly string[];
}

interface Surroundings {
  readonly asked: RunAsked;
  readonly base: URL;
  readonly evaluator: Evaluator;
  readonly store: SqliteStore;
  /** `--since` was given: then it is no surprise where the run starts. */
  readonly isSinceGiven: boolean;
}

/** As the next run would see it, one that goes on with what was cut off among them. */
const nextRun = ({ asked, base, evaluator, store, isSinceGiven }: Surroundings, partition: string | undefined): Planned => {
  const { checkpoint, cut } = store.upcoming(instanceKey(asked.target, partition));
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
  };
};

/** One for each partition. */
const planned = (io: Io, flags: PlanFlags, text: string): readonly Planned[] => {
  const config = readConfig(io.cwd, flags.config);
  const target = findFeed(io, text, flags, config, openCatalog(io, flags, config));
  const { pack, feed, instance } = target;
  const mock = flags.mock === true ? findMock(io, pack.name, target.root) : undefined;
  const range = rangeOf(flags, feed, mock, io.now());
  const fields = feed.userFields;
  const options = readFeedOptions(io, {
    pack: pack.name,
    fields,
    set: flags.set ?? [],
    config,
    instance,
    mock: mock?.user,
    standIns: marks(fields),
  });
  const evaluator = createDefinitionEvaluator(() => range.now);
  const isMock = mock !== undefined;
  const asked = { target, options: options.values, ...range, clip: flags.clip === true, isMock };
  const base = baseAddress(pack, options.values, evaluator);
  const store = openStore({ path: storePath(io, flags, config), mock: isMock, readOnly: true, ifMissing: 'empty' });
  try {
    return partitionsOf(feed, options.values, evaluator).map((partition) =>
      nextRun({ asked, base, evaluator, store, isSinceGiven: flags.since !== undefined }, partition),
    );
  } finally {
    store.close();
  }
};

/** Headers by which a server says whether there is anything new. */
const CONDITIONS = ['if-none-match', 'if-modified-since'];

const requestLine = ({ method, url, body, headers = {}, endpoint, problem }: PlannedCall): string => {
  const why = problem === undefined ? 'its address depends on what the run learns' : `it can't be made: ${harmless(problem)}`;
  const address = url === undefined ? `(${endpoint}: ${why})` : harmless(url);
  const conditions = CONDITIONS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`  ${name}: ${harmless(value)}`];
  });
  return `${method} ${address}${body === undefined ? '' : `  ${harmless(body)}`}${conditions.join('')}`;
};

const times = (calls: number): string => (calls === 1 ? '' : ` × ${count(calls)}`);

/** What the authentication adds to the requests as they are shown. */
const besides = ({ pack }: FeedPlan): string => {
  const auth = pack.connection?.auth;
  if (auth === undefined || auth.kind === 'none') return '';
  return `${logsIn(auth) ? ', and what it takes to log in' : ''}; credentials are not shown`;
};

function* lines({ plan, shown, notes }: Planned): Generator<string> {
  const range = plan.until === undefined ? '' : `, ${instant(plan.since)} → ${instant(plan.until)}`;
  const part = plan.partition === undefined ? '' : ` (${harmless(plan.partition)})`;
  yield `${shown.feed}${part}: ${shown.windows.length} ${shown.windows.length === 1 ? 'window' : 'windows'}${range}; nothing has been requested`;
  for (const note of notes) yield `  ${harmless(note)}`;
  if (plan.clipped !== undefined)
    yield `  left out, out of reach: ${instant(plan.clipped.since)} → ${instant(plan.clipped.until)}`;
  const [certain, dependent] = [shown.calls.filter((call) => call.certain), shown.calls.filter((call) => !call.certain)];
  for (const [index, window] of plan.windows.entries()) {
    if (window.until !== undefined) yield `  window ${index + 1}  ${instant(window.since)} → ${instant(window.until)}`;
    for (const call of certain.filter(({ per }) => per === `window ${index + 1}`))
      yield `    ${requestLine(call)}${times(call.times)}`;
  }
  if (dependent.length > 0) yield '  as the data asks for it';
  for (const call of dependent) yield `    ${call.method} ${call.endpoint}, for ${call.per}${times(call.times)}`;
  yield `  ${count(shown.certain_calls)} certain ${shown.certain_calls === 1 ? 'request' : 'requests'}${besides(plan)}`;
  if (shown.estimate_ms === null) yield '  no rate limit is declared: time depends on the vendor alone';
  else
    yield `  under the rate limit at least ${span(shown.estimate_ms)}${shown.calls_per_record === 0 ? '' : `, and ${span(shown.estimate_ms_per_1000_records ?? 0)} more for 1,000 records`}`;
}

export const command = defineCommand<PlanFlags, [string]>({
  description:
    'Shows the windows and requests of a run, and how long they take under the rate limit. Nothing is requested or written.',
  args: [{ name: '<feed>', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" }],
  flags: [...feedFlags, { flags: '--mock', help: "with the mock vendor's options and clock" }, ...rangeFlags, jsonFlag],
  moreHelp: feedHelp,
  examples: ['feedwright plan PACK/FEED --since P95D', 'feedwright plan PACK/FEED --since 2026-01-01 --until 2026-02-01 --json'],
  async run(io, flags, text) {
    for (const result of planned(io, flags, text)) {
      if (flags.json === true) io.print(named(JSON.stringify(result.shown)));
      else for (const line of lines(result)) io.print(named(line));
    }
    return EXIT.fine;
  },
});
