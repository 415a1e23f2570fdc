/**
 * The world as a command sees it: streams, clock, environment, interruption. The only place that knows `process`, and the only
 * one that writes: whatever comes from elsewhere and would steer a terminal is spelt out here. What JSON allows within its
 * texts is spelt as JSON does, so that JSON stays what it was.
 */
import { createRedactor, type Redactor } from '../../api/world.ts';
import { randomInt } from 'node:crypto';
import type { Readable } from 'node:stream';
import { styleText } from 'node:util';
import { spelledOut } from '../display/text.ts';

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
  readonly stdin: Readable;
  /** stdout itself, for a protocol that another program speaks: nothing is spelt out, so that lengths stay what they are. */
  readonly wire: NodeJS.WritableStream;
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
  /** A file's text, piece by piece, as it is: nothing is added, and nothing is spelt out where no terminal is. */
  readonly pour: (parts: AsyncIterable<string>) => Promise<void>;
  /** Anything that is no result, to stderr, with a newline. */
  readonly note: (text: string) => void;
  /** The same for what may be wrong. */
  readonly warn: (text: string) => void;
  /** To stderr without a newline: live lines, questions. */
  readonly draw: (text: string) => void;
  /** Takes so many lines that were drawn last from the terminal. */
  readonly erase: (lines: number) => void;
  /** Knows the secrets: everything that is written is masked by it. */
  readonly redactor: Redactor;
  readonly redact: (text: string) => string;
  /** From here on SIGHUP calls this, and is no interruption. */
  readonly onHangup?: (call: () => void) => void;
  /** Keeps memory flat while a feed runs, until the function that it returns is called. */
  readonly limitMemory?: () => () => void;
}

/** Colours carry this number until they are written: nobody else's text can ask for one. As large as a terminal's sequences take. */
const MARK = Array.from({ length: 3 }, () => `;${randomInt(1000, 10_000)}`).join('');
// oxlint-disable-next-line no-control-regex -- the colour that was just made
const COLOUR = /\u001b\[([\d;]*)m/g;
const OURS = new RegExp(`\\u001b\\[([\\d;]*)${MARK}m`, 'g');

const output = (stream: NodeJS.WriteStream, env: Io['env']): Output => ({
  isTerminal: stream.isTTY === true && env['TERM'] !== 'dumb',
  columns: () => stream.columns || 80,
  style: (style, text) => {
    const plain = spelledOut(text);
    if (env['TERM'] === 'dumb') return plain;
    return styleText(style, plain, { stream, validateStream: true }).replace(COLOUR, `\u001b[$1${MARK}m`);
  },
});

/** Text as it may be written: our own colours, and otherwise nothing that a terminal obeys. */
const written = (text: string): string => {
  if (!text.includes(MARK)) return spelledOut(text);
  const parts: string[] = [];
  let end = 0;
  for (const found of text.matchAll(OURS)) {
    parts.push(spelledOut(text.slice(end, found.index)), `\u001b[${found[1]}m`);
    end = found.index + found[0].length;
  }
  return parts.join('') + spelledOut(text.slice(end));
};

/** Of an address that was typed in a place for something else; a port is none. */
const PASSWORD = /(:\/\/[^\s/:@]*:)(?!\d+[/?#])[^\s@]+(?=@)/g;

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
  const redactor = createRedactor();
  const { redact } = redactor;
  const note = (text: string): void =>
    void (open.stderr && stderr.write(written(redact(`${text.replace(PASSWORD, '$1***')}\n`))));
  const errors = output(stderr, env);
  const write = (text: string): boolean => !open.stdout || stdout.write(written(redact(text)));
  return {
    cwd: streams.cwd(),
    env,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    stdin,
    wire: stdout,
    stdout: output(stdout, env),
    stderr: errors,
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
    pour: async (parts) => {
      const isTerminal = stdout.isTTY === true;
      for await (const part of parts) {
        if (!open.stdout || signal.aborted) return;
        if (isTerminal ? !write(part) : !stdout.write(redact(part))) await drained(stdout);
      }
    },
    note,
    warn: (text) => note(`${errors.style('yellow', 'warning')}: ${text}`),
    draw: (text) => void (open.stderr && stderr.write(written(redact(text)))),
    erase: (lines) => void (open.stderr && lines > 0 && stderr.write(`\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(lines - 1)}`)),
    redactor,
    redact,
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
