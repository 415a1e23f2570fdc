/** Runs commands within this process: where a test needs many runs, or a clock or a user of its own. */
import { tmpdir } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { main } from '../../engine/cli/main.ts';
import { commands } from '../../engine/commands/registry.ts';
import { reportFailure } from '../../engine/commands/shell/failure.ts';
import { createIo, type Io, type Streams } from '../../engine/commands/shell/io.ts';
import type { Ended } from '../cli/feedwright.ts';

export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** ms since epoch; default the real clock. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  /** Waits take no time, though clocks that measure say that they did. */
  readonly hurries?: boolean;
  /** What a person at a terminal types; without it there is no terminal. */
  readonly typed?: string;
  /** Told what is written to stderr, as it is written. */
  readonly heard?: (text: string) => void;
}

const collector = (into: string[], heard?: (text: string) => void): Writable =>
  new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      into.push(text);
      heard?.(text);
      done();
    },
  });

const streamsOf = ({ cwd, env = {}, typed, heard }: World, out: string[], err: string[]): Streams => {
  const isTTY = typed !== undefined;
  return {
    stdout: Object.assign(collector(out), { isTTY }),
    stderr: Object.assign(collector(err, heard), { isTTY }),
    stdin: Object.assign(Readable.from(typed === undefined ? [] : [typed]), { isTTY }),
    env: { HOME: tmpdir(), ...env },
    cwd: () => cwd,
  } as unknown as Streams;
};

/** A whole command line, its words and all that is said against them, as `feedwright` runs it in a process of its own. */
export const commandLine = async (words: readonly string[], world: Pick<World, 'cwd' | 'env'>): Promise<Ended> => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(words, () => undefined, streamsOf(world, out, err));
  return { code, stdout: out.join(''), stderr: err.join('') };
};

/** `flags` as they come out of the command line: `{ json: true, set: ['name=value'] }`. */
export const inProcess = async (
  name: keyof typeof commands & string,
  flags: object,
  args: readonly string[],
  given: World,
): Promise<Ended> => {
  const { now, hurries = false, signal = new AbortController().signal } = given;
  const [out, err]: [string[], string[]] = [[], []];
  const io: Io = createIo(streamsOf(given, out, err), signal);
  const world: Io = { ...io, ...(now === undefined ? {} : { now }), ...(hurries ? hurried() : {}) };
  let code: number;
  try {
    const loaded = await commands[name]?.load();
    const run = loaded?.command.run as unknown as (io: Io, flags: object, ...args: readonly string[]) => Promise<number>;
    code = await run(world, flags, ...args);
  } catch (error) {
    code = reportFailure(world, error);
  }
  return { code, stdout: out.join(''), stderr: err.join('') };
};

const hurried = () => {
  let passed = 0;
  return {
    ticks: () => performance.now() + passed,
    sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
      signal?.throwIfAborted();
      passed += ms;
    },
  };
};
