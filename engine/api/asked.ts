/** What whoever calls may say of where things are and what is meant; nothing of it has to be said. */
import type { Probe } from '../expression/definition/probe.ts';
import type { LoadPack } from '../language/resolve.ts';

export interface AskedPlaces {
  /** Folder or folders of definitions. */
  readonly definitions?: string | readonly string[] | undefined;
  /** The configuration's path; false: none, not even the usual one. */
  readonly config?: string | false | undefined;
  /** How packs are loaded: whoever runs the same ones again and again need not load them anew. */
  readonly load?: LoadPack | undefined;
}

export interface AskedStore extends AskedPlaces {
  /** As `sqlite:PATH`. */
  readonly store?: string | undefined;
  /** The mock's own store, and in runs the mock instead of the vendor. */
  readonly mock?: boolean | undefined;
  /** The disk is never waited for: nothing of the store need survive a power cut, as in tests. */
  readonly isFleeting?: boolean | undefined;
}

/** Who wants to know what is taken of a definition. */
export interface AskedProbe {
  readonly probe?: Probe | undefined;
}

export interface AskedFeed extends AskedStore, AskedProbe {
  /** Options as `name=value`, in order. */
  readonly set?: readonly string[] | undefined;
  /** Options by name, as a program gives them: they win over all others. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** The name of an instance in the configuration. */
  readonly instance?: string | undefined;
}

export interface AskedRange {
  /** In the forms that `parseTime` takes. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Goes on without the part of the range that the vendor no longer serves. */
  readonly clip?: boolean | undefined;
}

/** How the mock behaves in a run over it. */
export interface AskedMock {
  /** One of its variants. */
  readonly variant?: string | undefined;
  /** What goes wrong, as `feedwright mock --fault` writes it. */
  readonly fault?: readonly string[] | undefined;
  /** Where its clock stands, in the forms that `parseTime` takes. */
  readonly clock?: string | undefined;
}
