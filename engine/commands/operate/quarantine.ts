import type { Streamed, QuarantineView } from '../../api/views.ts';
import { printTable } from '../display/table.ts';
import { instant, isoOr } from '../../api/wording/units.ts';
import { advice, type Again, bindAgain } from '../../api/runs/again.ts';
import { askedFeed, mustBeFeed, unknownRun } from '../../api/store/asked-feed.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';

interface QuarantineFlags extends JsonFlag, StoreFlags {
  readonly run?: string;
  readonly limit?: number;
}

const line = ({ since, until, at, ...entry }: QuarantineView, again: Again): string =>
  JSON.stringify({
    ...entry,
    since: isoOr(since, null),
    until: isoOr(until, null),
    at: isoOr(at, null),
    next_run: again.nextRun,
  });

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

async function* lines(entries: Streamed<QuarantineView>, again: ReturnType<typeof bindAgain>): AsyncGenerator<string> {
  for await (const entry of entries) yield line(entry, await again(entry));
}

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
      const [first] = await Array.fromAsync(store.quarantine({ ...query, limit: 1 }));
      if (first === undefined && name !== undefined) await mustBeFeed(io, flags, config, store, name);
      if (first === undefined && flags.run !== undefined) {
        const runs = await Array.fromAsync(store.runs({ run: flags.run, limit: 1 }));
        if (runs.length === 0) throw unknownRun(flags.run);
      }
      const again = bindAgain(io, flags, config, store);
      if (flags.json === true) {
        await io.printAll(lines(store.quarantine({ ...query, limit: flags.limit }), again));
        return EXIT.fine;
      }
      const most = flags.limit ?? SHOWN;
      const found = await Array.fromAsync(store.quarantine({ ...query, limit: most + 1 }));
      if (found.length === 0) io.note('nothing in quarantine');
      const shown = found.slice(0, most);
      const rows = await Promise.all(shown.map(async (entry) => row(entry, await again(entry))));
      if (rows.length > 0) printTable(io, columns, rows);
      for (const one of await advice(shown, again)) io.print(one);
      if (found.length > most) io.note(`there are more than ${most}: give --limit or --json`);
      return EXIT.fine;
    }),
});
