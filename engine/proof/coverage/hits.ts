import { resolve } from 'node:path';
import type { Probe } from '../../expression/definition/probe.ts';
import type { Place } from '../../language/basics/place.ts';

/** How often each side was taken, plain data: by the definition's file, then by `file:line:column#side`; paths are complete. */
export type Hits = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const sideKey = ({ file, line, column }: Place, side: string): string => `${resolve(file)}:${line}:${column}#${side}`;

/** The sum of all. */
export const mergeHits = (all: readonly Hits[]): Hits => {
  const merged: Record<string, Record<string, number>> = {};
  for (const hits of all)
    for (const [file, sides] of Object.entries(hits)) {
      const sum = (merged[file] ??= {});
      for (const [key, times] of Object.entries(sides)) sum[key] = (sum[key] ?? 0) + times;
    }
  return merged;
};

/** Collects what the cases of one process take of their definitions; who shares a part of one is told apart by the file. */
export class HitLog {
  readonly #counts = new Map<string, Map<string, { times: number }>>();

  /** Of the definition in this file; to be had for as long as anything that was made with it is used. */
  probeOf(file: string): Probe {
    const path = resolve(file);
    const sides = this.#counts.get(path) ?? new Map<string, { times: number }>();
    this.#counts.set(path, sides);
    return (place, side) => {
      const key = sideKey(place, side);
      const count = sides.get(key) ?? { times: 0 };
      sides.set(key, count);
      return () => void count.times++;
    };
  }

  get hits(): Hits {
    return Object.fromEntries(
      [...this.#counts].map(([file, sides]) => [
        file,
        Object.fromEntries([...sides].flatMap(([key, { times }]) => (times === 0 ? [] : [[key, times]]))),
      ]),
    );
  }
}
