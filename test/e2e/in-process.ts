/** Runs a command within this process, as the command line would: where a test needs many runs, or a clock or a user of its own. */
import { tmpdir } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { commands } from '../../engine/commands/registry.ts';
import { reportFailure } from '../../engine/commands/shell/failure.ts';
import { createIo, type Io } from '../../engine/commands/shell/io.ts';
import type { Ended } from '../cli/feedwright.ts';

export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** ms since epoch; default the real clock. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  /** What a person at a terminal types; without it there is no terminal. */
  readonly typed?: string;
}

const collector = (into: string[]): Writable =>
  new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      into.push(text);
      done();
    },
  });

/** `flags` as they come out of the command line: `{ json: true, set: ['name=value'] }`. */
export const inProcess = async (
  name: keyof typeof commands & string,
  flags: object,
  args: readonly string[],
  { cwd, env = {}, now, signal = new AbortController().signal, typed }: World,
): Promise<Ended> => {
  const [out, err]: [string[], string[]] = [[], []];
  const isTTY = typed !== undefined;
  const streams = {
    stdout: Object.assign(collector(out), { isTTY }),
    stderr: Object.assign(collector(err), { isTTY }),
    stdin: Object.assign(Readable.from(typed === undefined ? [] : [typed]), { isTTY }),
    env: { HOME: tmpdir(), ...env },
    cwd: () => cwd,
  } as unknown as Parameters<typeof createIo>[0];
  const io: Io = createIo(streams, signal);
  const world = now === undefined ? io : { ...io, now };
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
