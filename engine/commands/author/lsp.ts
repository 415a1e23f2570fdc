import { serve } from '../../editor/server/serve.ts';
import { defineCommand } from '../shell/command.ts';
import { placeFlags, type PlaceFlags } from '../shell/flags.ts';

interface LspFlags extends PlaceFlags {
  readonly stdio?: boolean;
}

export const command = defineCommand<LspFlags>({
  description:
    'Speaks the Language Server Protocol over stdin and stdout: an editor starts it, and shows findings while you type, completes, explains, finds and renames.',
  flags: [{ flags: '--stdio', help: 'over stdin and stdout, as in any case: some editors say it' }, ...placeFlags],
  examples: ['feedwright lsp', 'feedwright lsp --definitions feeds'],
  exits: { 0: 'the editor has ended it' },
  run(io, flags) {
    if (io.interactive) io.note('Waiting for an editor, which starts this by itself; Ctrl+C ends it.');
    return serve({ input: io.stdin, output: io.wire }, io, flags);
  },
});
