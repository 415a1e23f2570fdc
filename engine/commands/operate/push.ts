import { pushTo, type PushRow } from '../../api/outputs/push/push.ts';
import { count, counted } from '../../api/wording/units.ts';
import { liveLines } from '../display/live-lines.ts';
import { reasons } from '../display/reasons.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { failureLines, shownPath } from '../shell/failure.ts';
import { jsonFlag, mockStoreFlag, mustBeOne, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { waitFor } from '../../api/outputs/push/wait-for.ts';

interface PushFlags extends JsonFlag, StoreFlags {
  readonly all?: boolean;
  readonly refused?: boolean;
  readonly watch?: boolean;
}

const tell = (io: Io, { json }: JsonFlag, row: PushRow): void => {
  if (json === true) return io.print(JSON.stringify(row));
  const { destination, sent, taken_back, left_out, refused, files, error, status } = row;
  const done = [`${counted(sent, 'object')} sent`, ...(taken_back === 0 ? [] : [`${count(taken_back)} taken back`])];
  io.print(`${destination}: ${status}, ${sent + taken_back === 0 && error === undefined ? 'nothing new' : done.join(', ')}`);
  for (const file of files) io.print(`  wrote ${harmless(file)}`);
  if (Object.keys(left_out).length > 0) io.print(`  left out: ${reasons(left_out)}`);
  if (Object.keys(refused).length > 0) io.print(`  refused: ${reasons(refused)}`);
  if (error !== undefined) io.note(failureLines(io, { ...error, place: error.place && shownPath(io, error.place) }));
};

const once = async (io: Io, flags: PushFlags, name: string): Promise<PushRow> => {
  let line = '';
  const unlimit = io.limitMemory?.();
  const live = io.stderr.isTerminal && flags.json !== true ? liveLines(io, () => [name, line]) : undefined;
  try {
    return await pushTo(io, flags, name, ({ sent, takenBack }) => {
      line = `${count(sent)} sent · ${count(takenBack)} taken back`;
      live?.draw();
    });
  } finally {
    unlimit?.();
    live?.clear();
  }
};

const codeOf = ({ status, refused }: PushRow): number => {
  if (status === 'interrupted') return EXIT.interrupted;
  return status === 'failed' || Object.keys(refused).length > 0 ? EXIT.failed : EXIT.fine;
};

export const command = defineCommand<PushFlags, [string]>({
  description:
    'Sends a destination of the configuration what it does not have yet: objects that are new or have changed, and what is gone is taken back. It goes on where the far side last confirmed; what it refused is kept, and does not hold up the rest.',
  args: [{ name: '<destination>', help: 'its name under `destinations:` in feedwright.yaml' }],
  flags: [
    { flags: '--all', help: 'send everything again, from the first change on' },
    { flags: '--refused', help: 'send again what the far side has refused, and nothing else' },
    { flags: '--watch', help: 'go on as changes come, until interrupted' },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright push hub', 'feedwright push hub --watch', 'feedwright push hub --refused --json'],
  exits: { 0: 'the destination has everything', 1: 'it could not be reached, or refused some objects' },
  async run(io, flags, name) {
    mustBeOne({ '--all': flags.all, '--refused': flags.refused });
    mustBeOne({ '--watch': flags.watch, '--refused': flags.refused });
    const first = await once(io, flags, name);
    tell(io, flags, first);
    if (flags.watch !== true) return codeOf(first);
    while (await waitFor(io)) {
      const row = await once(io, { ...flags, all: false }, name);
      if (row.sent + row.taken_back > 0 || row.status !== 'succeeded') tell(io, flags, row);
    }
    return EXIT.interrupted;
  },
});
