import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { UserField } from '../../language/model.ts';
import { describePlan, type PlanDescription, type PlannedCall } from '../../plan/describe-plan.ts';
import { logsIn } from '../../plan/logs-in.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import { planFeed } from '../../plan/plan-feed.ts';
import { baseAddress } from '../../run/context/connection-settings.ts';
import { openStore } from '../../store/sqlite/open-store.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import { count, instant, span } from '../display/units.ts';
import { openCatalog } from '../feed/catalog.ts';
import { feedHelp } from '../feed/feed-help.ts';
import { findMock, mockCheckpoint } from '../feed/mock-vendor.ts';
import { readFeedOptions } from '../feed/options.ts';
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

/** Where the last run of this instance ended; nothing where there is no store yet. */
const checkpointOf = async (path: string, key: InstanceKey): Promise<number | undefined> => {
  const store = openStore({ path, readOnly: true, ifMissing: 'empty' });
  try {
    return store.showState(key)?.until;
  } finally {
    await store.close();
  }
};

interface Planned {
  readonly plan: FeedPlan;
  readonly shown: PlanDescription;
}

/** One for each partition. */
const planned = async (io: Io, flags: PlanFlags, text: string): Promise<readonly Planned[]> => {
  const config = readConfig(io.cwd, flags.config);
  const target = findFeed(io, text, flags, config, openCatalog(io, flags, config));
  const { pack, feed, instance } = target;
  const mock = flags.mock === true ? findMock(io, pack.name, target.root) : undefined;
  const { now, since, until } = rangeOf(flags, feed, mock, io.now());
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
  const evaluator = createDefinitionEvaluator(() => now);
  const path = storePath(io, flags, config);
  const ofPartition = async (partition: string | undefined): Promise<Planned> => {
    const known = await checkpointOf(path, instanceKey(target, partition));
    const checkpoint = mock === undefined ? known : mockCheckpoint(known, until ?? now);
    const plan = planFeed(
      { pack, feed, options: options.values, now, partition, since, until, checkpoint, clip: flags.clip === true },
      evaluator,
    );
    return { plan, shown: describePlan(plan, baseAddress(pack, options.values, evaluator), evaluator) };
  };
  return Promise.all(partitionsOf(feed, options.values, evaluator).map(ofPartition));
};

const requestLine = ({ method, url, body, endpoint }: PlannedCall): string =>
  `${method} ${url === undefined ? `(${endpoint}: its address depends on what the run learns)` : harmless(url)}${body === undefined ? '' : `  ${harmless(body)}`}`;

const times = (calls: number): string => (calls === 1 ? '' : ` × ${count(calls)}`);

/** What the authentication adds to the requests as they are shown. */
const besides = ({ pack }: FeedPlan): string => {
  const auth = pack.connection?.auth;
  if (auth === undefined || auth.kind === 'none') return '';
  return `${logsIn(auth) ? ', and what it takes to log in' : ''}; credentials are not shown`;
};

function* lines({ plan, shown }: Planned): Generator<string> {
  const range = plan.until === undefined ? '' : `, ${instant(plan.since)} → ${instant(plan.until)}`;
  const part = plan.partition === undefined ? '' : ` (${harmless(plan.partition)})`;
  yield `${shown.feed}${part}: ${shown.windows.length} ${shown.windows.length === 1 ? 'window' : 'windows'}${range}; nothing has been requested`;
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
    for (const result of await planned(io, flags, text)) {
      if (flags.json === true) io.print(named(JSON.stringify(result.shown)));
      else for (const line of lines(result)) io.print(named(line));
    }
    return EXIT.fine;
  },
});
