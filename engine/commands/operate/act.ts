import type { AskedObjects } from '../../api/actions/action-objects.ts';
import type { MockSays } from '../../api/mock/asked-mock.ts';
import { runAction } from '../../api/actions/run-action.ts';
import type { ActRow } from '../../api/views.ts';
import { confirmationOf } from '../action/confirm-action.ts';
import { harmless } from '../display/text.ts';
import { actionHelp } from '../feed/option-help.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { mockLines } from '../shell/failure.ts';
import { jsonFlag, type JsonFlag, mockRunFlags, type MockRunFlags, storeFlags, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface ActFlags extends StoreFlags, MockRunFlags, JsonFlag, AskedObjects {
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly again?: boolean;
}

const run = async (io: Io, flags: ActFlags, reference: string): Promise<number> => {
  let mockSays: string | undefined;
  const asked = { ...flags, onMock: (says: MockSays): void => void (mockSays = mockLines(says)) };
  const rows = await runAction(io, asked, reference, flags.yes === true ? undefined : confirmationOf(io));
  if (rows === undefined) io.note('Nothing was sent.');
  const refused = io.signal.aborted ? EXIT.interrupted : EXIT.failed;
  const code = rows === undefined ? refused : conclude(io, flags, rows);
  if (code === EXIT.failed && mockSays !== undefined) io.note(mockSays);
  return code;
};

const conclude = (io: Io, flags: ActFlags, rows: readonly ActRow[]): number => {
  if (flags.json === true) io.print(JSON.stringify(rows));
  else for (const row of rows) for (const line of lines(row)) io.print(line);
  for (const { action, object, error } of rows) {
    if (error === null) continue;
    const name = object ?? action;
    const names = error.message.includes(name) ? '' : `${harmless(name)}: `;
    io.note(`${io.stderr.style('red', 'error')}: ${names}${harmless(error.message)} [${error.code}]`);
    if (error.hint !== undefined) io.note(`  hint: ${error.hint}`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  // One that succeeded has an error where the store could not keep that.
  if (rows.some(({ status, error }) => status !== 'refused' && error !== null)) return EXIT.failed;
  return rows.some(({ status }) => status === 'refused') ? EXIT.usage : EXIT.fine;
};

const says = {
  succeeded: 'done',
  failed: 'failed',
  refused: 'refused, nothing was sent',
  uncertain: 'may have happened',
  dry_run: 'would send',
} as const;

function* lines({ action, object, status, result, request }: ActRow): Generator<string> {
  yield `${harmless(object ?? action)}: ${says[status]}${result === null ? '' : ` (${harmless(typeof result === 'string' ? result : JSON.stringify(result))})`}`;
  if (status !== 'dry_run' || request === null) return;
  yield `  ${request.method} ${harmless(request.url)}`;
  for (const [name, value] of Object.entries(request.headers)) yield `  ${name}: ${harmless(value)}`;
  if (request.body !== null) yield `  ${harmless(JSON.stringify(request.body))}`;
}

export const command = defineCommand<ActFlags, [string]>({
  description: 'Runs an action of a vendor, on objects where it takes some, and keeps what was sent and what came of it.',
  args: [{ name: '<action>', help: 'pack/action' }],
  flags: [
    { flags: '--object <type:value>', help: 'an object of the store', repeat: true },
    { flags: '--object-file <file>', help: 'an object, or a list of them, as JSON', repeat: true },
    { flags: '--case <id>', help: 'stands for an incident with this value', repeat: true },
    {
      flags: '--set <name=value>',
      help: 'an option of the action or its connection; name=@file takes the value from a file',
      repeat: true,
    },
    { flags: '--dry-run', help: 'print the exact request, secrets masked, and send nothing' },
    { flags: '--yes', help: 'send without asking' },
    { flags: '--again', help: 'send although an earlier one may have happened' },
    { flags: '--mock', help: 'send to a mock vendor, with a store of its own' },
    ...mockRunFlags,
    ...storeFlags,
    jsonFlag,
  ],
  examples: [
    'feedwright act PACK/ACTION --help',
    'feedwright act PACK/ACTION --object incident:CASE1 --set message="…" --dry-run',
    'feedwright act PACK/ACTION --case CASE1 --set message=@./text.txt --yes --json',
  ],
  exits: {
    0: 'done, for every object',
    1: 'it failed or may have happened, for one of them',
    2: 'refused, for one of them: nothing was sent for it; or wrong definition or usage',
  },
  moreHelp: actionHelp,
  run,
});
