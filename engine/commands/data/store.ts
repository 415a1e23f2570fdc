import { resolve } from 'node:path';
import { parseDuration } from '../../language/basics/duration.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { StoreInfo } from '../../api/views.ts';
import { table } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { count, instant, iso, size } from '../../api/wording/units.ts';
import { copyBetween } from '../../api/store/copy-between.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { copyProgress } from '../display/copy-progress.ts';
import { defineCommand, EXIT, type Flag } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import {
  jsonFlag,
  type JsonFlag,
  mockStoreFlag,
  storeFlags,
  type StoreFlags,
  configFlag,
  type PlaceFlags,
} from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface Flags extends JsonFlag, StoreFlags {}

const flags: readonly Flag[] = [jsonFlag, mockStoreFlag, ...storeFlags];

/** The result as JSON, or as a sentence for people. */
const tell = (io: Io, given: JsonFlag, result: object, sentence: string): void =>
  io.print(given.json === true ? JSON.stringify(result) : sentence);

const infoLines = (io: Io, info: StoreInfo): readonly string[] => {
  const kind = info.mock === undefined ? 'no run yet' : info.mock ? "a mock's" : 'real';
  const lines = [
    `${shownPath(io, info.path)}: ${kind}, schema ${info.schema}, ${size(info.bytes.database)}${info.attachments === 0 ? '' : `, attachments ${size(info.bytes.attachments)}`}`,
    `  ${count(info.objects)} objects, ${count(info.attributes)} attributes, ${count(info.tags)} tags, ${count(info.relations)} relations (${count(info.unresolved)} unresolved${info.unresolved_since === undefined ? '' : `, the oldest since ${instant(info.unresolved_since)}`}), ${count(info.attachments)} attachments (${count(info.wanted_files)} wanted)`,
    ...Object.entries(info.by_type).map(([type, times]) => `    ${harmless(type)}: ${count(times)}`),
    `  ${count(info.runs)} runs, ${count(info.quarantined)} records in quarantine, ${count(info.changes)} changes`,
  ];
  for (const { run, feed, since, why } of info.held)
    lines.push(`  held since ${instant(since)}: run ${run} of ${harmless(feed)} (${harmless(why)})`);
  if (info.instances.length === 0) return lines;
  const rows = info.instances.map(({ feed, instance, partition, source, until }) => [
    feed,
    instance,
    partition,
    source,
    instant(until),
  ]);
  return [
    ...lines,
    ...table(
      io.stdout,
      [
        { title: 'feed' },
        { title: 'instance' },
        { title: 'partition' },
        { title: 'source', wide: true },
        { title: 'next run from' },
      ],
      rows,
    ),
  ];
};

const info = defineCommand<Flags>({
  description: 'Shows what the store holds.',
  flags,
  examples: ['feedwright store info', 'feedwright store info --store sqlite:./feeds.db --json'],
  run: (io, given) =>
    withStore(io, given, 'read', async (store) => {
      const found = await store.info();
      if (given.json === true)
        io.print(
          JSON.stringify({
            ...found,
            unresolved_since: found.unresolved_since === undefined ? null : iso(found.unresolved_since),
            held: found.held.map((one) => ({ ...one, since: iso(one.since) })),
            instances: found.instances.map((one) => ({
              ...one,
              until: one.until === undefined ? null : iso(one.until),
            })),
          }),
        );
      else for (const line of infoLines(io, found)) io.print(line);
      return EXIT.fine;
    }),
});

const check = defineCommand<Flags>({
  description: 'Checks that the file is intact, that every row belongs to something, and that attachments are what was stored.',
  flags,
  examples: ['feedwright store check'],
  exits: { 0: 'the store is sound', 1: 'it is not, or could not be read' },
  run: (io, given) =>
    withStore(io, given, 'read', async (store) => {
      const { ok, problems } = await store.check();
      tell(io, given, { ok, problems }, ok ? 'the store is sound' : problems.join('\n'));
      return ok ? EXIT.fine : EXIT.failed;
    }),
});

const digest = defineCommand<Flags>({
  description: 'Prints one hash over all that the store says, without ids and times of runs: equal stores have equal digests.',
  flags,
  examples: ['feedwright store digest'],
  run: (io, given) =>
    withStore(io, given, 'read', async (store) => {
      const found = await store.digest();
      tell(io, given, { digest: found }, found);
      return EXIT.fine;
    }),
});

const backup = defineCommand<Flags, [string]>({
  description: 'Copies the store as it is at one instant, attachments with it; runs may go on meanwhile.',
  args: [{ name: '<file>', help: 'the copy; it must not exist' }],
  flags,
  examples: ['feedwright store backup ./backups/feeds.db'],
  run: (io, given, file) =>
    withStore(io, given, 'read', async (store) => {
      await store.backup(resolve(io.cwd, file));
      tell(io, given, { backup: resolve(io.cwd, file) }, `copied to ${file}`);
      return EXIT.fine;
    }),
});

interface PruneFlags extends Flags {
  readonly runs?: number;
  readonly quarantine?: number;
  readonly actions?: number;
  readonly changes?: number;
}

const age = (name: string, what: string): Flag => ({
  flags: `--${name} <duration>`,
  help: `delete ${what} older than this, such as P90D (default: retention in feedwright.yaml)`,
  parse: (text) => {
    const ms = parseDuration(text);
    if (ms === undefined)
      throw new UsageError('usage.duration', `--${name} takes a duration, not "${text}".`, {
        hint: 'Write days or hours, such as P90D or PT12H.',
      });
    return ms;
  },
});

const prune = defineCommand<PruneFlags>({
  description:
    'Deletes old runs, quarantined records and actions, and what runs have replaced: later they can not be undone. Objects are never deleted.',
  flags: [
    age('runs', 'runs'),
    age('quarantine', 'quarantined records'),
    age('actions', 'actions'),
    age('changes', 'what runs have replaced that is'),
    ...flags,
  ],
  examples: ['feedwright store prune', 'feedwright store prune --runs P90D --quarantine P30D'],
  run: (io, given) =>
    withStore(io, given, 'write', async (store, { retention }) => {
      const { runs = retention.runs, quarantine = retention.quarantine, actions = retention.actions } = given;
      const { changes = retention.changes } = given;
      if ([runs, quarantine, actions, changes].every((one) => one === undefined)) {
        throw new UsageError('usage.no-retention', 'Nothing says how long things are kept.', {
          hint: 'Give --runs, --quarantine, --actions or --changes, or write "retention:" in feedwright.yaml.',
        });
      }
      const pruned = await store.prune({ runs, quarantine, actions, changes }, io.now());
      tell(
        io,
        given,
        pruned,
        `deleted ${count(pruned.runs)} runs, ${count(pruned.quarantine)} quarantined records, ${count(pruned.actions)} actions; ${count(pruned.changes)} runs can no longer be undone`,
      );
      return EXIT.fine;
    }),
});

const compact = defineCommand<Flags>({
  description: 'Gives the room of what was deleted back to the disk, and deletes attachments that no object names.',
  flags,
  examples: ['feedwright store compact'],
  run: (io, given) =>
    withStore(io, given, 'write', async (store) => {
      const before = (await store.info()).bytes.database;
      const { orphans } = await store.compact(io.now());
      const after = (await store.info()).bytes.database;
      tell(io, given, { before, after, orphans }, `${size(before)} → ${size(after)}, ${count(orphans)} attachments deleted`);
      return EXIT.fine;
    }),
});

const copy = defineCommand<JsonFlag & Pick<PlaceFlags, 'config'>, [string, string]>({
  description:
    'Copies a store, as it is at one moment, to another that is not there yet: objects, runs, destinations and attachments. One that was broken off is gone on with, until both digests are the same.',
  args: [
    { name: '<from>', help: 'sqlite:PATH or postgres://…' },
    { name: '<to>', help: 'where nothing is, or a copy that was broken off' },
  ],
  flags: [jsonFlag, configFlag],
  examples: ['feedwright store copy sqlite:./feeds.db postgres://feedwright@db.example.com/feeds'],
  run: async (io, given, from, to) => {
    const display = copyProgress(io);
    try {
      const copied = await copyBetween(io, given, from, to, display.report);
      display.end();
      const { resumed, begunAnew } = copied;
      if (resumed) io.note('went on with a copy that was broken off');
      if (begunAnew) io.note('began anew: the store was written since the copy was broken off');
      tell(
        io,
        given,
        copied,
        `copied ${count(copied.objects)} objects, ${count(copied.rows)} rows in all, to ${copied.to}\ndigest of both: ${copied.digest}`,
      );
      return EXIT.fine;
    } finally {
      display.end();
    }
  },
});

export const command = defineCommand({
  description: 'Looks after the store.',
  examples: ['feedwright store info', 'feedwright store backup ./backup.db'],
  subcommands: { info, check, digest, backup, copy, prune, compact },
});
