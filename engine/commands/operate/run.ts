import type { MockSays } from '../../api/mock/asked-mock.ts';
import { fetchFeed } from '../../api/runs/run-feed.ts';
import type { RunRow } from '../../api/views.ts';
import { createProgress } from '../display/progress.ts';
import { shownDrift } from '../display/drift-lines.ts';
import { summaryLines } from '../display/summary.ts';
import { createTrace, tellNotice, traceFlags, type TraceFlags } from '../display/trace/create-trace.ts';
import { feedHelp } from '../feed/option-help.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { failureLines, mockLines, shownPath } from '../shell/failure.ts';
import {
  feedFlags,
  type FeedFlags,
  jsonFlag,
  type JsonFlag,
  mockRunFlags,
  type MockRunFlags,
  rangeFlags,
  type RangeFlags,
  wholeNumber,
} from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface RunFlags extends FeedFlags, RangeFlags, MockRunFlags, JsonFlag, TraceFlags {
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly hold?: boolean;
  readonly dropGone?: boolean;
  readonly acceptDrift?: boolean;
}

const run = async (io: Io, flags: RunFlags, text: string): Promise<number> => {
  const progress = createProgress(io);
  const unlimit = io.limitMemory?.();
  try {
    let mockSays: string | undefined;
    const onMock = (says: MockSays): void => void (mockSays = mockLines(says));
    const trace = createTrace(io, flags);
    // Lines of a trace leave no room for live ones.
    const report: typeof progress.report = (event) => {
      if (trace === undefined || (event.kind === 'notice' && !tellNotice(io, flags, event))) progress.report(event);
    };
    const row = await fetchFeed(io, { ...flags, trace, tellsStart: flags.json !== true, onMock }, text, report);
    progress.end();
    const code = conclude(io, flags, row);
    if (code === EXIT.failed && mockSays !== undefined) io.note(mockSays);
    return code;
  } finally {
    progress.end();
    unlimit?.();
  }
};

/** With its place as one sees it from here. */
const placed = <T extends { readonly place?: string }>(io: Io, one: T): T =>
  one.place === undefined ? one : { ...one, place: shownPath(io, one.place) };

const conclude = (io: Io, flags: JsonFlag, row: RunRow): number => {
  const error = row.error && placed(io, row.error);
  const { lacks, first_aside: aside } = row.seen;
  const shown = {
    ...row,
    mapping: row.mapping.map((line) => placed(io, line)),
    drift: shownDrift(io, row.drift),
    seen: { ...row.seen, lacks: lacks.map((lack) => placed(io, lack)), first_aside: aside && placed(io, aside) },
    error,
  };
  if (flags.json === true) io.print(JSON.stringify(shown));
  else for (const line of summaryLines(io, row)) io.print(line);
  if (error !== null) io.note(failureLines(io, error));
  return { succeeded: EXIT.fine, held: EXIT.fine, failed: EXIT.failed, interrupted: EXIT.interrupted }[row.status];
};

export const command = defineCommand<RunFlags, [string]>({
  description: 'Fetches a feed and brings the store up to date. The next run goes on where this one ends.',
  args: [{ name: '<feed>', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" }],
  flags: [
    ...feedFlags,
    { flags: '--mock', help: 'run against a mock vendor that serves the fixtures, into a store of its own' },
    ...mockRunFlags,
    ...rangeFlags,
    { flags: '--dry-run', help: 'fetch and map, but write nothing' },
    { flags: '--limit <n>', help: 'stop after so many records; the checkpoint does not move', parse: wholeNumber('--limit') },
    { flags: '--hold', help: 'seal what comes and do not apply it: see `review`, `apply` and `discard`' },
    { flags: '--drop-gone', help: 'where a feed runs once for each of several values: objects of values that are gone expire' },
    {
      flags: '--accept-drift',
      help: 'the shape in which the records come is as it should be from now on, whatever it was before',
    },
    ...traceFlags,
    jsonFlag,
  ],
  moreHelp: feedHelp,
  examples: [
    'feedwright run PACK/FEED --mock',
    'feedwright run PACK/FEED --mock --fault "GET /cases: 503 x2" --clock 2026-01-31',
    'feedwright run PACK/FEED --set api_key=@./key.txt',
    'feedwright run PACK/FEED --since P7D --dry-run --json',
    'feedwright run PACK/FEED --mock --trace --trace-record KEY',
    'feedwright run definitions/mine.yaml#feed --store sqlite:./feeds.db',
  ],
  exits: {
    0: 'the run succeeded, or is held as was asked for',
    1: 'the run failed, and the checkpoint has not moved past what was applied; or an earlier run is held',
  },
  run: async (io, flags, text) => run(io, flags, text),
});
