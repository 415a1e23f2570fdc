import type { AskedStore } from '../../api/asked.ts';
import type { World } from '../../api/world.ts';

/** The world of a task: what it tells goes to the server, masked. */
export interface TaskWorld extends World {
  readonly tell: (event: unknown) => void;
}

/** Where things are; the same for all tasks of a server. */
export type Places = Pick<AskedStore, 'definitions' | 'store' | 'config' | 'mock' | 'isFleeting'>;

/** The texts that definitions and configuration had when they were last right: they count for the disk's. By complete path. */
export type Frozen = Readonly<Record<string, string>>;

/** What every task is told. */
export interface Common {
  readonly places: Places;
  /** Another one: the texts are others. */
  readonly generation: number;
  /** Left out where the process has had them already. */
  readonly texts?: Frozen | undefined;
}

/** Something that a process of the pool does. What it gives is sent as JSON. */
export type Task = (world: TaskWorld, input: never) => unknown;
