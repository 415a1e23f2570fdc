import { UsageError } from '../../language/basics/errors.ts';
import type { Feed } from '../../language/model.ts';
import { parseDuration } from '../../language/basics/duration.ts';
import type { Checkpoint, InstanceKey, Json, OpenedStore, Upcoming } from '../../api/views.ts';
import type { Config } from '../../api/config/config.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { harmless } from '../display/text.ts';
import { instant, iso } from '../../api/wording/units.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import { mockStartsOver } from '../../api/runs/mock-start.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { findFeed, instanceKey, type Target } from '../../api/packs/target.ts';
import { defineCommand, EXIT, type Flag } from '../shell/command.ts';
import { jsonFlag, type JsonFlag, mockStoreFlag, storeFlags, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { parseTime } from '../../api/options/parse-time.ts';

interface StateFlags extends JsonFlag, StoreFlags {
  readonly instance?: string;
  readonly partition?: string;
}

const feedArgument = { name: '<feed>', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" } as const;
const flags: readonly Flag[] = [
  { flags: '--instance <name>', help: 'an instance of the configuration' },
  { flags: '--partition <value>', help: 'the part that is meant, where a feed runs once for each of several values' },
  jsonFlag,
  mockStoreFlag,
  ...storeFlags,
];

const show = (
  io: Io,
  given: StateFlags,
  { feed, instance, partition }: InstanceKey,
  checkpoint: Checkpoint | undefined,
): number => {
  if (given.json === true) {
    const until = checkpoint?.until === undefined ? null : iso(checkpoint.until);
    io.print(
      JSON.stringify({ feed, instance, ...(partition === '' ? {} : { partition }), until, state: checkpoint?.state ?? null }),
    );
    return EXIT.fine;
  }
  const name = [feed, ...[instance, partition].filter((one) => one !== '').map((one) => `(${harmless(one)})`)].join(' ');
  if (checkpoint?.until === undefined && checkpoint?.state === undefined) io.print(`${name}: the next run is as the first one`);
  if (checkpoint?.until !== undefined) io.print(`${name}: the next run starts at ${instant(checkpoint.until)}`);
  if (checkpoint?.state !== undefined) io.print(`${name}: state ${harmless(JSON.stringify(checkpoint.state))}`);
  return EXIT.fine;
};

/** What else decides where the next run starts: one that was cut off, and the clock of a mock. */
const besides = async (
  io: Io,
  given: StateFlags,
  { config, target }: { readonly config: Config; readonly target: Target },
  { cut, held, checkpoint: { until: known } }: Upcoming,
): Promise<readonly string[]> => {
  if (held !== undefined)
    return [`  run ${held.run} is held since ${instant(held.since)}: nothing is fetched until it is applied or discarded`];
  const { windows = [] } = cut?.plan ?? {};
  if (cut !== undefined)
    return [
      cut.nextWindow < windows.length
        ? `  a run was cut off: under the same definition and options it goes on first, at window ${cut.nextWindow + 1} of ${windows.length}`
        : '  a run was cut off after its last window: under the same definition and options it is completed first',
    ];
  const over = given.mock === true ? await mockStartsOver(io, config, target, known) : undefined;
  return over === undefined ? [] : [`  ${over}`];
};

const partitionWanted = ({ name, partition }: Feed): UsageError =>
  partition === undefined
    ? new UsageError('usage.partition', `The feed "${name}" has no partitions.`, { hint: 'Leave --partition out.' })
    : new UsageError('usage.partition', `The feed "${name}" has a state for each of several values.`, {
        hint: 'Say which with --partition; `feedwright plan` shows them.',
      });

/** Finds the instance, and lets `change` say what its checkpoint becomes. */
const withInstance = (
  io: Io,
  given: StateFlags,
  text: string,
  change: undefined | ((now: Checkpoint) => Checkpoint),
): Promise<number> =>
  withStore(io, given, change === undefined ? 'read' : 'write', async (store: OpenedStore) => {
    const config = readConfig(io.cwd, given.config);
    const target = findFeed(io, text, given, config, openCatalog(io, given, config));
    if ((target.feed.partition === undefined) !== (given.partition === undefined)) throw partitionWanted(target.feed);
    const key = instanceKey(target, given.partition);
    const present = await store.showState(key);
    if (change === undefined) {
      const upcoming = await store.upcoming(key);
      show(io, given, key, upcoming.cut === undefined ? present : upcoming.checkpoint);
      if (given.json !== true) for (const line of await besides(io, given, { config, target }, upcoming)) io.print(line);
      return EXIT.fine;
    }
    const next = change(present ?? { until: undefined, state: undefined });
    await store.setState(key, next, io.now());
    return show(io, given, key, next);
  });

const json = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError('usage.json', '--value takes JSON.', { hint: 'A text is written with its quotes: --value \'"abc"\'.' });
  }
};

const showCommand = defineCommand<StateFlags, [string]>({
  description: 'Shows where the next run of a feed starts, and the state that it keeps.',
  args: [feedArgument],
  flags,
  examples: ['feedwright state show PACK/FEED'],
  run: (io, given, text) => withInstance(io, given, text, undefined),
});

const setCommand = defineCommand<StateFlags & { readonly until?: string; readonly value?: string }, [string]>({
  description: 'Sets where the next run of a feed starts, or the state that it keeps.',
  args: [feedArgument],
  flags: [
    { flags: '--until <time>', help: 'the next run starts here' },
    { flags: '--value <json>', help: 'the state, for feeds that keep another than the time' },
    ...flags,
  ],
  examples: ['feedwright state set PACK/FEED --until 2026-01-31', 'feedwright state set PACK/FEED --value \'"token"\''],
  async run(io, given, text) {
    const until = parseTime('--until', given.until, io.now());
    const state = given.value === undefined ? undefined : json(given.value);
    if (until === undefined && state === undefined)
      throw new UsageError('usage.state', 'Nothing is to be set.', { hint: 'Give --until, --value or both.' });
    return withInstance(io, given, text, (now) => ({ until: until ?? now.until, state: state ?? now.state }));
  },
});

const rewindCommand = defineCommand<StateFlags & { readonly all?: boolean }, [string, string | undefined]>({
  description:
    'Lets the next run of a feed start earlier: by a duration, at a time, or with --all as if it had never run. Objects stay.',
  args: [feedArgument, { name: '[to]', help: 'a duration such as P7D, counted from where the next run would start, or a time' }],
  flags: [{ flags: '--all', help: 'forget the state: the next run is as the first one' }, ...flags],
  examples: [
    'feedwright state rewind PACK/FEED P7D',
    'feedwright state rewind PACK/FEED 2026-01-01',
    'feedwright state rewind PACK/FEED --all',
  ],
  async run(io, given, text, to) {
    if ((to === undefined) === (given.all !== true))
      throw new UsageError('usage.rewind', 'How far is not said.', { hint: 'Give a duration, a time, or --all.' });
    return withInstance(io, given, text, (now) =>
      to === undefined ? { until: undefined, state: undefined } : { ...now, until: earlier(now.until, to) },
    );
  },
});

const earlier = (until: number | undefined, to: string): number => {
  if (until === undefined)
    throw new UsageError(
      'usage.rewind',
      'The feed has no time to go back from: its next run is as the first one, or it keeps another state.',
      { hint: 'Forget that state with --all.' },
    );
  const by = parseDuration(to);
  const wanted = by === undefined ? (parseTime('[to]', to, until) ?? until) : until - by;
  if (wanted <= until) return wanted;
  throw new UsageError('usage.rewind', `That would go forward: the next run starts at ${instant(until)}.`, {
    hint: 'To leave a part out, use feedwright state set.',
  });
};

export const command = defineCommand({
  description: 'Shows or changes where the next run of a feed starts.',
  examples: ['feedwright state show PACK/FEED', 'feedwright state rewind PACK/FEED P7D'],
  subcommands: { show: showCommand, set: setCommand, rewind: rewindCommand },
});
