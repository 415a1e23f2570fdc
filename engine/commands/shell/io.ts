/** The world as a command sees it: streams, clock, environment, interruption. The only place that knows `process`. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
export type Streams = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'stdin' | 'env' | 'cwd'>;

export interface Output {
  /** A person is looking: live lines, tables of the window's width, sensitive values masked. */
  readonly isTerminal: boolean;
  columns(): number;
  /** Colours where the stream and the environment (`NO_COLOR`, a dumb terminal) take them. */
  style(style: Style, text: string): string;
}

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interactive: boolean;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** ms since epoch. */
  readonly now: () => number;
  /** Monotonic, ms. */
  readonly ticks: () => number;
  /** What stdout failed with; undefined while it takes what it is given, and where its reader has gone. Waits for what is on its way. */
  readonly printFailure: () => Promise<NodeJS.ErrnoException | undefined>;
  /** A result, to stdout, with a newline. */
  readonly print: (text: string) => void;
  /** Many results; stops without a word when the reader has gone. */
  readonly printAll: (lines: Iterable<string> | AsyncIterable<string>) => Promise<void>;
  /** Anything that is no result, to stderr, with a newline. */
  readonly note: (text: string) => void;
  /** To stderr as it is: live lines. */
  readonly draw: (text: string) => void;
  /** From here on everything that is written goes through `redact`. */
  readonly protect: (redact: (text: string) => string) => void;
  readonly redact: (text: string) => string;
}

const output = (stream: NodeJS.WriteStream, env: Io['env']): Output => ({
  isTerminal: stream.isTTY === true && env['TERM'] !== 'dumb',
  columns: () => stream.columns || 80,
  style: (style, text) => (env['TERM'] === 'dumb' ? text : styleText(style, text, { stream, validateStream: true })),
});

/** A stream that fails is written to no more. */
const watched = (stream: NodeJS.WriteStream, onEnd: (error: NodeJS.ErrnoException) => void): void =>
  void stream.on('error', onEnd);

/** A reader that went away (`| head`) is no failure: what is still written is dropped. */
const hasGone = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'EOF' || code === 'ERR_STREAM_DESTROYED';

export const createIo = (streams: Streams, signal: AbortSignal): Io => {
  const { stdout, stderr, stdin, env } = streams;
  const open = { stdout: true, stderr: true };
  let failure: NodeJS.ErrnoException | undefined;
  watched(stdout, (error) => {
    open.stdout = false;
    if (!hasGone(error)) failure ??= error;
  });
  // Where stderr fails there is nobody left to be told.
  watched(stderr, () => (open.stderr = false));
  let redact = (text: string): string => text;
  const write = (text: string): boolean => !open.stdout || stdout.write(redact(text));
  return {
    cwd: streams.cwd(),
    env,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    stdin,
    stdout: output(stdout, env),
    stderr: output(stderr, env),
    signal,
    now: () => Date.now(),
    ticks: () => performance.now(),
    printFailure: async () => {
      if (open.stdout) await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
      // The error of a write is told after its callback.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return failure;
    },
    print: (text) => void write(`${text}\n`),
    printAll: async (lines) => {
      for await (const block of blocks(lines)) {
        if (!open.stdout || signal.aborted) return;
        if (!write(block)) await drained(stdout);
      }
    },
    note: (text) => void (open.stderr && stderr.write(redact(`${text}\n`))),
    draw: (text) => void (open.stderr && stderr.write(redact(text))),
    protect: (next) => (redact = next),
    redact: (text) => redact(text),
  };
};

/** Until more can be written, or never will be. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) stream.once(event, () => resolve());
  });

/** Lines gathered to some 32 KiB, so that a long list costs few writes. */
async function* blocks(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const line of lines) {
    block += `${line}\n`;
    if (block.length >= 32_768) {
      yield block;
      block = '';
    }
  }
  if (block !== '') yield block;
}
