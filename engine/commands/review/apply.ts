import { applyRun } from '../../api/review/apply-run.ts';
import { count } from '../../api/wording/units.ts';
import { liveLines } from '../display/live-lines.ts';
import { tellDecided } from '../display/decided-lines.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import { consentOf, yesFlag } from '../action/consent.ts';

interface ApplyFlags extends JsonFlag, StoreFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const command = defineCommand<ApplyFlags, [string]>({
  description: 'Brings what a run that is held has fetched into the store; the checkpoint moves with it.',
  args: [{ name: '<run>', help: 'the id of a run, the beginning of it, or a feed or instance: its run that is held' }],
  flags: [
    { flags: '--dry-run', help: 'count what it would change, and change nothing' },
    yesFlag,
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright apply 20260131120000-1a2b3c4d', 'feedwright apply 20260131120000-1a2b3c4d --yes --json'],
  async run(io, flags, run) {
    let line = '';
    const live = io.stderr.isTerminal && flags.json !== true ? liveLines(io, () => [line]) : undefined;
    const onBatch = (done: number, total: number): void => {
      line = `${count(done)} of ${count(total)} applied`;
      live?.draw();
    };
    const unlimit = io.limitMemory?.();
    try {
      const row = await applyRun(io, { ...flags, consent: consentOf(io, flags), onBatch }, run);
      live?.clear();
      tellDecided(io, flags, row);
      return EXIT.fine;
    } finally {
      live?.clear();
      unlimit?.();
    }
  },
});
