import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../language/basics/errors.ts';
import { Patience } from '../../jobs/database/away.ts';
import { awayTelling } from '../../serve/elsewhere/open-watch.ts';
import { logTelling } from '../../serve/log/log-telling.ts';
import { openLog } from '../../serve/log/open-log.ts';
import { openServe, type ServeOptions } from '../../serve/open-serve.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { mockStoreFlag, projectFlags, wholeNumber, type StoreFlags } from '../shell/flags.ts';

interface Flags extends StoreFlags {
  readonly port?: number;
  readonly host?: string;
  readonly name?: readonly string[];
  readonly atOnce?: number;
}

/** What the console is made of, in the package and in a checkout that was built. */
const console = (): string | undefined => {
  const folder = fileURLToPath(new URL('../../../dist/console', import.meta.url));
  return existsSync(folder) ? folder : undefined;
};

/** Where it was, and what: a stack is for whoever mends it. */
const mistakeOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const usualAtOnce = (): number => Math.max(2, Math.min(8, availableParallelism()));

export const command = defineCommand<Flags>({
  description:
    'Runs the instances of the configuration when they are due, pushes destinations as changes come, and serves a console for the browser, until it is interrupted. Definitions and configuration are taken over as they are saved, where they have no mistakes.',
  flags: [
    {
      flags: '--port <n>',
      help: 'the port of the console (default: 8470; 0 takes any that is free)',
      parse: wholeNumber('--port', { least: 0, example: 8470 }),
    },
    { flags: '--host <address>', help: 'where it listens (default: 127.0.0.1, this machine alone); any other needs users' },
    {
      flags: '--name <address>',
      help: 'an address under which browsers come, such as https://feeds.example, where a proxy stands in front of it',
      repeat: true,
    },
    {
      flags: '--at-once <n>',
      help: 'runs at once (default: as many as processors, 2 to 8)',
      parse: wholeNumber('--at-once', { example: 4 }),
    },
    mockStoreFlag,
    ...projectFlags,
  ],
  examples: [
    'feedwright serve',
    'feedwright serve --mock --port 0',
    'feedwright serve --host 0.0.0.0 --name https://feeds.example',
  ],
  exits: { 0: 'it was interrupted, which is how it ends', 2: 'it can not be served so' },
  async run(io, flags) {
    const { port = 8470, host = '127.0.0.1', name = [], atOnce = usualAtOnce() } = flags;
    if (port > 65_535)
      throw new UsageError('usage.port', `There is no port ${port}.`, { hint: 'Ports end at 65535; 0 takes any that is free.' });
    const { definitions, config, store, mock } = flags;
    const isPlain = io.stderr.isTerminal;
    const log = openLog({ write: io.note, now: io.now, redact: io.redact, isPlain });
    const telling = logTelling(log);
    const options: ServeOptions = {
      cwd: io.cwd,
      env: io.env,
      now: io.now,
      redactor: io.redactor,
      places: { definitions, config, store, mock },
      atOnce,
      pushes: mock !== true,
      host,
      port,
      names: name,
      files: console(),
      onMistake: (error) => log.error({ event: 'mistake', error: mistakeOf(error) }, 'the server met a mistake of its own'),
      telling,
      onSecret: (secret) => void io.redactor.add(secret),
      tellingOf: (tenant) => logTelling(log.child({ tenant })),
    };
    // One that begins while the database is away waits for it as one that is at work.
    const serve = await new Patience(awayTelling(telling)).until(() => openServe(options), io.signal);
    io.print(`console  ${serve.login ?? serve.origin}`);
    io.onHangup?.(() => serve.reload());
    log.info({ event: 'started', origin: serve.origin }, 'feedwright serves');
    if (!io.signal.aborted) await once(io.signal, 'abort');
    log.info({ event: 'ending' }, 'what is under way ends at its next safe point');
    await serve.close();
    log.info({ event: 'ended' }, 'feedwright has ended');
    return EXIT.fine;
  },
});
