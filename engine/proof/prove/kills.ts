import { rmSync } from 'node:fs';
import type { Lab } from '../lab/lab.ts';
import type { Kill } from './cell.ts';
import type { Judged } from './judge.ts';
import { play, type Played } from './play.ts';
import type { Scenario } from './scenario.ts';

/** What a process that died left. */
export interface Death {
  readonly id: string;
  readonly at: string;
  readonly folder: string;
  /** The step of the scenario that it was in. */
  readonly step: number;
}

/** Every object is a batch of its own: as many durable steps as there can be. */
const SMALL = { storeLimits: { batch: 1 } };

export interface KillParts {
  /** Of the case: a part of each kill's id. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly clean: Played;
  readonly judge: (played: Played) => Judged;
  /** Kills that are wanted in all. */
  readonly wanted: number;
  /** Only these kills, by their whole ids; without any, all. */
  readonly only: readonly string[];
  /** From 0 up to 1, the same for the same seed. */
  readonly random: () => number;
  readonly onKill: (kill: Kill) => void;
}

/**
 * Lets a process die behind each durable step and while each request is under way, by copying what it had written by then; and, until there
 * are as many as wanted, a second time while it goes on from the first death.
 */
export const killAll = async (parts: KillParts): Promise<readonly Kill[]> => {
  if (parts.only.length > 0) return killThese(parts);
  const kills: Kill[] = [];
  const { count } = await dying(parts, undefined, () => false);
  const numbers = spread(count, parts);
  const { deaths: first } = await dying(parts, undefined, (number) => numbers.has(number));
  try {
    for (const death of first) kills.push(await revived(parts, death));
    for (let index = 0; index < first.length && kills.length < parts.wanted; index++) {
      const left = parts.wanted - kills.length;
      kills.push(...(await again(parts, first[index] as Death, (count) => count <= left)));
    }
  } finally {
    for (const { folder } of first) rmSync(folder, { recursive: true, force: true });
  }
  return kills;
};

/** Plays again the kills that are named. */
const killThese = async (parts: KillParts): Promise<readonly Kill[]> => {
  const { only, name } = parts;
  const isAsked = (count: number): boolean =>
    only.some((one) => one === idOf(name, count) || one.startsWith(`${idOf(name, count)}.`));
  const { deaths } = await dying(parts, undefined, isAsked);
  const kills: Kill[] = [];
  try {
    for (const death of deaths) {
      if (only.includes(death.id)) kills.push(await revived(parts, death));
      for (const one of only.filter((id) => id.startsWith(`${death.id}.`)))
        kills.push(...(await again(parts, death, (count) => `${death.id}.${count}` === one)));
    }
  } finally {
    for (const { folder } of deaths) rmSync(folder, { recursive: true, force: true });
  }
  return kills;
};

const idOf = (name: string, count: number): string => `kill/${name}/${count}`;

/** Numbers from 1 up to `count`: all, or as many as are wanted, spread evenly and from a random one on. */
const spread = (count: number, { wanted, random }: KillParts): ReadonlySet<number> => {
  const share = Math.max(1, count / wanted);
  const offset = random() * (share - 1);
  return new Set(Array.from({ length: Math.min(count, wanted) }, (_, index) => Math.floor(index * share + offset) + 1));
};

const again = async (parts: KillParts, death: Death, isWanted: (count: number) => boolean): Promise<readonly Kill[]> => {
  const { deaths } = await dying(parts, death, isWanted);
  const kills: Kill[] = [];
  try {
    for (const second of deaths) kills.push(await revived(parts, second));
  } finally {
    for (const { folder } of deaths) rmSync(folder, { recursive: true, force: true });
  }
  return kills;
};

/** Plays the scenario, from its beginning or from an earlier death, and copies the store wherever the process might die. */
const dying = async (
  { scenario, clean, name: caseName }: KillParts,
  from: Death | undefined,
  isWanted: (count: number) => boolean,
): Promise<{ readonly deaths: readonly Death[]; readonly count: number }> => {
  const deaths: Death[] = [];
  let step = from?.step ?? 0;
  let count = 0;
  const watch = (lab: Lab): void => {
    const die = (at: string): void => {
      if (!isWanted(++count)) return;
      deaths.push({ id: from === undefined ? idOf(caseName, count) : `${from.id}.${count}`, at, folder: lab.snapshot(), step });
    };
    lab.hooks.onDurable = (name) => die(`behind "${name}"`);
    lab.hooks.onArrival = () => die(`during request ${lab.vendor.requests.length}`);
  };
  await play(scenario, {
    clean,
    from,
    onLab: watch,
    more: SMALL,
    injection: { step: -1, prepare: (_, index) => void (step = index) },
  });
  return { deaths, count };
};

const revived = async (parts: KillParts, death: Death): Promise<Kill> => {
  const { scenario, clean, judge, onKill } = parts;
  const played = await play(scenario, { clean, from: death, more: SMALL });
  const kill = { id: death.id, at: `${death.at}, ${scenario.steps[death.step]?.title ?? ''}`, ...judge(played) };
  onKill(kill);
  return kill;
};
