import type { Io } from './io.ts';

export interface Flag {
  /** As commander reads it: `--limit <n>`. */
  readonly flags: string;
  readonly help: string;
  /** May be given several times; its value is a list. */
  readonly repeat?: true;
  readonly parse?: (text: string) => unknown;
}

/** What a command says of itself, and what it does; `--help` follows from it. */
export interface Command<Flags, Args extends readonly unknown[]> {
  readonly description: string;
  /** `<feed>` is required, `[path...]` takes any number. */
  readonly args?: readonly { readonly name: string; readonly help: string }[];
  readonly flags?: readonly Flag[];
  readonly examples: readonly string[];
  /** What the exit codes mean here, where it is more than usual. */
  readonly exits?: Readonly<Record<number, string>>;
  /** Gives the exit code. An argument that was not given is undefined, a variadic one a list. */
  readonly run?: (io: Io, flags: Flags, ...args: Args) => Promise<number>;
  /** It looks at all tenants itself: what `--tenant` means is its own. */
  readonly knowsTenants?: true;
  readonly subcommands?: Readonly<Record<string, AnyCommand>>;
  /** More for `--help`, known only from the arguments (an action's own options). */
  readonly moreHelp?: (io: Io, argv: readonly string[]) => Promise<string>;
}

/** A command whose flags and arguments commander has checked against its own declaration. */
export type AnyCommand = Command<never, never>;

export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export const defineCommand = <Flags = object, Args extends readonly unknown[] = []>(command: Command<Flags, Args>): AnyCommand =>
  command as unknown as AnyCommand;
