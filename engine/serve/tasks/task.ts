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

export interface Common {
  readonly places: Places;
  readonly frozen: Frozen;
}

/** Something that a process of the pool does. What it gives is sent as JSON. */
export type Task = (world: TaskWorld, input: never) => unknown;

export const task =
  <Input extends object, Output>(work: (world: TaskWorld, input: Input & Common) => Output) =>
  (world: TaskWorld, input: Input & Common): Output =>
    work(world, input);
