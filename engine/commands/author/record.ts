import { counted } from '../../api/wording/units.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { type AskedRecording, recordFeed } from '../../proof/record/record-feed.ts';
import type { Recorded } from '../../proof/record/save-recording.ts';
import { rescrub } from '../../proof/record/rescrub.ts';
import { createProgress } from '../display/progress.ts';
import { harmless } from '../display/text.ts';
import { feedHelp } from '../feed/option-help.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { failureLines, shownPath, shownPlace } from '../shell/failure.ts';
import { feedFlags, jsonFlag, type JsonFlag, wholeNumber } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface RecordFlags extends JsonFlag, Omit<AskedRecording, 'values'> {
  readonly rescrub?: string;
}

const record = async (io: Io, flags: RecordFlags, feed: string): Promise<number> => {
  const progress = createProgress(io);
  try {
    const recorded = await recordFeed(io, flags, feed, progress.report);
    progress.end();
    return conclude(io, flags, recorded);
  } finally {
    progress.end();
  }
};

const conclude = (io: Io, flags: RecordFlags, recorded: Recorded): number => {
  const { folder, caseFile, exchanges, secrets, pseudonyms, row, played } = recorded;
  const passes = played.error === undefined && played.differences.length === 0;
  const paths = { cassette: shownPath(io, folder), case: shownPath(io, caseFile) };
  if (flags.json === true)
    io.print(
      JSON.stringify({ ...paths, status: row.status, exchanges, secrets, pseudonyms, passes, differences: played.differences }),
    );
  else {
    if (row.error !== null)
      io.note(`the run failed, and was recorded as that: ${harmless(row.error.message)} [${row.error.code}]`);
    io.print(`wrote ${harmless(paths.cassette)}: ${counted(exchanges, 'exchange')}`);
    io.print(`wrote ${harmless(paths.case)}`);
    io.print(`taken out of it: secrets in ${counted(secrets, 'place')}; ${counted(pseudonyms, 'value')} replaced by pseudonyms`);
    io.print(passes ? 'played again, the case passes' : 'played again, the case fails');
  }
  if (passes) return EXIT.fine;
  if (played.error !== undefined) {
    const { code, message, hint, place } = played.error;
    io.note(failureLines(io, { code, message, hint, place: place === undefined ? undefined : shownPlace(io, place) }));
  }
  for (const { what, expected = 'nothing', actual = 'nothing', place } of played.differences)
    io.note(harmless(`${shownPlace(io, place)}: ${what}: expected ${expected}, got ${actual}`));
  return EXIT.failed;
};

const cleanUp = async (io: Io, flags: RecordFlags, name: string): Promise<number> => {
  const { folder, files, places } = await rescrub(io, flags, name);
  if (flags.json === true) io.print(JSON.stringify({ cassette: shownPath(io, folder), files, places }));
  else {
    const looked = `${counted(files, 'file')} looked through`;
    io.print(
      `${harmless(shownPath(io, folder))}: ${looked}, ${places === 0 ? 'nothing to change' : `${counted(places, 'place')} changed`}`,
    );
  }
  return EXIT.fine;
};

export const command = defineCommand<RecordFlags, [string | undefined]>({
  description:
    'Runs a feed once, into a store that is thrown away, and keeps what it exchanged with its vendor: a cassette, and a case that plays it and expects what the run gave. Secrets are taken out before anything is written.',
  args: [{ name: '[feed]', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" }],
  flags: [
    ...feedFlags.filter(({ flags }) => !flags.startsWith('--store')),
    { flags: '--mock', help: 'record the mock vendor that serves the fixtures' },
    { flags: '--since <time>', help: 'start: 2026-01-31, 2026-01-31T12:00:00Z, epoch seconds, or P2D for two days ago' },
    { flags: '--limit <n>', help: 'stop after so many records', parse: wholeNumber('--limit') },
    { flags: '--out <folder>', help: "where cassettes/ and cases/ go (default: the pack's fixtures)" },
    { flags: '--name <name>', help: 'the name of the cassette and the case (default: FEED-recorded)' },
    {
      flags: '--scrub <path>',
      help: 'a member, such as customer.email, or headers.NAME, whose values are replaced by pseudonyms',
      repeat: true,
    },
    { flags: '--rescrub <folder>', help: 'clean a cassette that is there instead, with --set and --scrub' },
    { flags: '--force', help: 'overwrite a recording of that name' },
    jsonFlag,
  ],
  moreHelp: feedHelp,
  examples: [
    'feedwright record PACK/FEED --set api_key=@./key.txt --limit 20',
    'feedwright record PACK/FEED --mock --name first-run',
    'feedwright record PACK/FEED --scrub customer.email --scrub headers.x-account',
    'feedwright record --rescrub fixtures/PACK/cassettes/NAME --set api_key=@./key.txt',
  ],
  exits: {
    0: 'written, and the case passes',
    1: 'the run could not begin, a secret could not be taken out, or the case fails',
    2: 'a flag is wrong, or a file is there already',
  },
  async run(io, flags, feed) {
    if (flags.rescrub !== undefined && feed === undefined) return cleanUp(io, flags, flags.rescrub);
    if (flags.rescrub === undefined && feed !== undefined) return record(io, flags, feed);
    throw new UsageError(
      'usage.record',
      feed === undefined ? 'No feed is named.' : '--rescrub takes a folder alone, and no feed.',
      {
        hint: 'Write `feedwright record PACK/FEED`, or `feedwright record --rescrub FOLDER`.',
      },
    );
  },
});
