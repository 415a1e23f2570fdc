import { CommanderError, Command as Parser } from 'commander';
import { EXIT, type AnyCommand, type Flag } from '../commands/shell/command.ts';
import { reportFailure, whyNotPrinted } from '../commands/shell/failure.ts';
import { inTenant } from '../commands/shell/in-tenant.ts';
import { createIo, type Io, type Streams } from '../commands/shell/io.ts';
import { packageVersion } from '../api/runs/package-version.ts';
import { commands } from '../commands/registry.ts';
import { limitHeapGrowth } from './heap-growth.ts';

type OnInterrupt = (listener: (times: number) => void, handles?: (signal: unknown) => boolean) => void;

const USUAL_EXITS: Readonly<Record<number, string>> = {
  0: 'fine',
  1: 'failed',
  2: 'wrong definition or usage',
  130: 'interrupted',
};

/** The first interruption ends gracefully, the second at once. */
const interruption = (onInterrupt: OnInterrupt, hangup: { call?: () => void }): AbortSignal => {
  const controller = new AbortController();
  onInterrupt(
    (times) => {
      if (times > 1) process.exit(EXIT.interrupted);
      process.stderr.write('stopping; once more to stop at once\n');
      controller.abort(new Error('interrupted'));
    },
    (signal) => {
      if (signal !== 'SIGHUP' || hangup.call === undefined) return false;
      hangup.call();
      return true;
    },
  );
  return controller.signal;
};

const addFlag = (parser: Parser, flag: Flag): void => {
  const { flags, help, parse, repeat } = flag;
  if (repeat === true)
    parser.option(flags, help, (text: string, all: readonly unknown[] | undefined) => [...(all ?? []), parse?.(text) ?? text]);
  else if (parse === undefined) parser.option(flags, help);
  else parser.option(flags, help, (text: string) => parse(text));
};

const exitLines = (exits: Readonly<Record<number, string>>): string =>
  Object.entries(exits)
    .map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`)
    .join('\n');

const closing = (command: AnyCommand): string => {
  const examples = command.examples.map((line) => `  $ ${line}`);
  return `\nExamples:\n${examples.join('\n')}\n\nExit codes:\n${exitLines({ ...USUAL_EXITS, ...command.exits })}`;
};

/** Gives commander a command's words; `done` gets the exit code. */
const describe = (parser: Parser, command: AnyCommand, io: Io, done: (code: number) => void): void => {
  parser.description(command.description).addHelpText('after', closing(command));
  for (const { name, help } of command.args ?? []) parser.argument(name, help);
  for (const flag of command.flags ?? []) addFlag(parser, flag);
  for (const [name, inner] of Object.entries(command.subcommands ?? {}))
    describe(quiet(parser.command(name), io), inner, io, done);
  const run = command.run as ((io: Io, flags: unknown, ...args: unknown[]) => Promise<number>) | undefined;
  if (run === undefined) return;
  parser.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2);
    const meant = command.knowsTenants === true ? { io, flags: given.at(-2) } : await inTenant(io, given.at(-2) as object);
    done(await run(meant.io, meant.flags, ...args));
  });
};

const quiet = (parser: Parser, io: Io): Parser =>
  parser
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError('  hint: add --help to see what there is and how it is called.')
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (text) => io.print(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
      getOutHelpWidth: () => Math.min(io.stdout.columns(), 120),
      getErrHelpWidth: () => Math.min(io.stderr.columns(), 120),
    });

const dispatch = async (argv: readonly string[], io: Io): Promise<number> => {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
  const called = words.find((word) => !word.startsWith('-'));
  let code: number = EXIT.fine;
  const program = quiet(new Parser('feedwright'), io).version(packageVersion(), '-V, --version', 'show the version');
  program.description('Threat-intelligence feeds as data: runs the feeds and actions that YAML definitions describe.');
  program.addHelpText(
    'after',
    `\nExamples:\n  $ feedwright list\n  $ feedwright run PACK/FEED --mock\n\nExit codes:\n${exitLines(USUAL_EXITS)}\n\n"feedwright COMMAND --help" shows more. Results go to stdout, all else to stderr.`,
  );
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const parser = quiet(program.command(name).summary(summary), io);
    if (name !== called) continue;
    const { command } = await load();
    describe(parser, command, io, (result) => (code = result));
    const more = words.includes('--help') || words.includes('-h') ? await command.moreHelp?.(io, words) : undefined;
    if (more !== undefined) parser.addHelpText('after', more);
  }
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
  return code;
};

const attempt = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw error;
    return reportFailure(io, error);
  }
};

const hasFolder = (streams: Streams): boolean => {
  try {
    return streams.cwd() !== '';
  } catch {
    return false;
  }
};

/** Runs one command line (without the program's name) and gives the exit code; nothing is thrown. */
export const main = async (argv: readonly string[], onInterrupt: OnInterrupt, streams: Streams = process): Promise<number> => {
  if (!hasFolder(streams)) {
    streams.stderr.write('error: the folder that feedwright was started in is there no more\n  hint: Go to another folder.\n');
    return EXIT.failed;
  }
  const hangup: { call?: () => void } = {};
  const io: Io = {
    ...createIo(streams, interruption(onInterrupt, hangup)),
    limitMemory: limitHeapGrowth,
    onHangup: (call) => void (hangup.call = call),
  };
  const code = await attempt(argv, io);
  const failure = await io.printFailure();
  if (failure === undefined) return code;
  io.note(`${io.stderr.style('red', 'error')}: the results cannot be written: ${whyNotPrinted(failure)}`);
  io.note('  hint: Free some space, or send stdout elsewhere.');
  return code === EXIT.fine ? EXIT.failed : code;
};
