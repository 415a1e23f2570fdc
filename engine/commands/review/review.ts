import { listHeld, reviewRun } from '../../api/review/review-run.ts';
import { instant, iso } from '../../api/wording/units.ts';
import { printTable } from '../display/table.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, mustBeOne, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { printReview, reviewJson, reviewMarkdown } from '../display/review-text.ts';

interface ReviewFlags extends JsonFlag, StoreFlags {
  readonly markdown?: boolean;
  readonly limit?: number;
}

const SHOWN = 20;

const list = async (io: Io, flags: ReviewFlags): Promise<number> => {
  const held = await listHeld(io, flags);
  if (flags.json === true) io.print(JSON.stringify(held.map((one) => ({ ...one, since: iso(one.since) }))));
  else if (held.length === 0) io.note('nothing is held');
  else
    printTable(
      io,
      [{ title: 'run' }, { title: 'feed' }, { title: 'held since' }, { title: 'because', wide: true }],
      held.map(({ run, feed, instance, partition, since, why }) => [
        run,
        [feed, instance, partition].filter((one) => one !== '').join(' '),
        instant(since),
        why,
      ]),
    );
  return EXIT.fine;
};

export const command = defineCommand<ReviewFlags, [string | undefined]>({
  description:
    'Shows what a run that is held would change if it were applied: objects that appear, change or are withdrawn, each attribute with its old and new values. Nothing is changed. Without a run it lists what is held.',
  args: [{ name: '[run]', help: 'the id of a run, the beginning of it, or a feed or instance: its run that is held' }],
  flags: [
    {
      flags: '--limit <n>',
      help: `at most so many objects of each kind (default ${SHOWN}); all of them are counted`,
      parse: wholeNumber('--limit'),
    },
    { flags: '--markdown', help: 'print tables for a review; sensitive values are left out' },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: [
    'feedwright review',
    'feedwright review 20260131120000-1a2b3c4d',
    'feedwright review 20260131 --markdown --limit 100',
  ],
  async run(io, flags, run) {
    mustBeOne({ '--json': flags.json, '--markdown': flags.markdown });
    if (run === undefined) return list(io, flags);
    const review = await reviewRun(io, flags, run, flags.limit ?? SHOWN);
    if (flags.json === true) io.print(JSON.stringify(reviewJson(review)));
    else if (flags.markdown === true) io.print(reviewMarkdown(review));
    else printReview(io, review);
    return EXIT.fine;
  },
});
