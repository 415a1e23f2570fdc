import { undoLines, undoOfRun } from '../../api/review/undo-run.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import { consentOf, yesFlag } from '../action/consent.ts';

const WAYS = ['hold', 'fetch', 'skip'] as const;

interface UndoFlags extends JsonFlag, StoreFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly next?: (typeof WAYS)[number];
}

const wayOf = (text: string): UndoFlags['next'] => {
  const way = WAYS.find((one) => one === text);
  if (way !== undefined) return way;
  throw new UsageError('usage.next', `--next takes ${WAYS.join(', ')}, not "${harmless(text.slice(0, 64))}".`, {
    hint: 'hold: the next run fetches the same again and is held; fetch: it is not held; skip: it goes on behind it.',
  });
};

export const command = defineCommand<UndoFlags, [string]>({
  description:
    'Gives objects back what they were before a run, as long as what it replaced is kept (`retention: { changes: … }`, else 7 days). What other feeds say stays. Of runs that have changed the same the newest is undone first. Destinations get the corrections with their next push.',
  args: [
    { name: '<run>', help: 'the id of a run, the beginning of it, or a feed or instance: its latest run that is in the store' },
  ],
  flags: [
    {
      flags: '--next <way>',
      help: 'what becomes of what it fetched: hold (default), the next run fetches it again and is held; fetch, it is not held; skip, it is left out',
      parse: wayOf,
    },
    { flags: '--dry-run', help: 'count what it would change, and change nothing' },
    yesFlag,
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: [
    'feedwright undo 20260131120000-1a2b3c4d --dry-run',
    'feedwright undo 20260131120000-1a2b3c4d',
    'feedwright undo 20260131120000-1a2b3c4d --yes --next skip --json',
  ],
  async run(io, flags, run) {
    const row = await undoOfRun(io, { ...flags, consent: consentOf(io, flags) }, run);
    if (flags.json === true) io.print(JSON.stringify(row));
    else {
      const [first = '', ...lines] = undoLines(row);
      io.print(harmless(`${row.status === 'undone' ? 'undone' : 'would undo'} ${first}`));
      for (const line of lines) io.print(`  ${harmless(line)}`);
    }
    return EXIT.fine;
  },
});
