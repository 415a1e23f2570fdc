import type { QuarantineView } from '../../store/sqlite/queries/history.ts';
import { table } from '../display/table.ts';
import { instant } from '../display/units.ts';
import { advice, type Again, bindAgain } from '../feed/again.ts';
import { askedFeed, mustBeFeed, unknownRun } from '../feed/asked-feed.ts';
import { withStore } from '../feed/store-choice.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';

interface QuarantineFlags extends JsonFlag, StoreFlags {
  readonly run?: string;
  readonly limit?: number;
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

const line = ({ since, until, at, ...entry }: QuarantineView, again: Again): string =>
  JSON.stringify({ ...entry, since: iso(since), until: iso(until), at: iso(at), next_run: again.nextRun });

const columns = [
  { title: 'feed' },
  { title: 'key', wide: true },
  { title: 'place' },
  { title: 'error', wide: true },
  { title: 'window' },
  { title: 'next run' },
  { title: 'run' },
];

const row = ({ feed, instance, key, place, error, code, since, until, run }: QuarantineView, again: Again): readonly string[] => [
  instance === '' ? feed : `${feed} (${instance})`,
  key,
  place,
  `${error} [${code}]`,
  until === undefined ? '–' : `${instant(since)} → ${instant(until)}`,
  again.nextRun,
  run,
];

const SHOWN = 100;

export const command = defineCommand<QuarantineFlags, [string | undefined]>({
  description:
    'Shows the records that could not be mapped: key, place in the response and error, never their content. A run that gets them again puts them through once the definition is right; whether the next run asks for them, and what to do if not, stands behind them.',
  args: [{ name: '[feed]', help: "pack/feed, or an instance's name" }],
  flags: [
    { flags: '--run <id>', help: 'only what this run set aside' },
    { flags: '--limit <n>', help: `at most so many (default: all with --json, else ${SHOWN})`, parse: wholeNumber('--limit') },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright quarantine', 'feedwright quarantine PACK/FEED --json'],
  run: (io, flags, name) =>
    withStore(io, flags, 'read', async (store, config) => {
      const query = { ...askedFeed(name, config), run: flags.run };
      const [first] = store.quarantine({ ...query, limit: 1 });
      if (first === undefined && name !== undefined) mustBeFeed(io, flags, config, store, name);
      if (first === undefined && flags.run !== undefined && [...store.runs({ run: flags.run, limit: 1 })].length === 0)
        throw unknownRun(flags.run);
      const again = bindAgain(io, flags, config, store);
      if (flags.json === true) {
        await io.printAll([...store.quarantine({ ...query, limit: flags.limit })].map((entry) => line(entry, again(entry))));
        return EXIT.fine;
      }
      const most = flags.limit ?? SHOWN;
      const found = [...store.quarantine({ ...query, limit: most + 1 })];
      if (found.length === 0) io.note('nothing in quarantine');
      const shown = found.slice(0, most);
      const rows = shown.map((entry) => row(entry, again(entry)));
      if (rows.length > 0) for (const one of table(io.stdout, columns, rows)) io.print(one);
      for (const one of advice(shown, again)) io.print(one);
      if (found.length > most) io.note(`there are more than ${most}: give --limit or --json`);
      return EXIT.fine;
    }),
});
