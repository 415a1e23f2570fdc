import { discardRun } from '../../api/review/discard-run.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import { tellDecided } from '../display/decided-lines.ts';
import { consentOf, yesFlag } from '../action/consent.ts';

interface DiscardFlags extends JsonFlag, StoreFlags {
  readonly yes?: boolean;
}

export const command = defineCommand<DiscardFlags, [string]>({
  description:
    'Gives up what a run that is held has fetched. The checkpoint stays where it is, so that the next run fetches the same again.',
  args: [{ name: '<run>', help: 'the id of a run, the beginning of it, or a feed or instance: its run that is held' }],
  flags: [yesFlag, jsonFlag, mockStoreFlag, ...storeFlags],
  examples: ['feedwright discard 20260131120000-1a2b3c4d'],
  async run(io, flags, run) {
    tellDecided(io, flags, await discardRun(io, { ...flags, consent: consentOf(io, flags) }, run));
    return EXIT.fine;
  },
});
