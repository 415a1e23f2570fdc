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

/** Copies of the store that are kept at once. */
const MAX_COPIES = 400;

export interface KillParts {
  readonly scenario: Scenario;
  readonly clean: Played;
  readonly judge: (played: Played) => Judged;
  /** Kills that are wanted in all. */
  readonly wanted: number;
  /** From 0 up to 1, the same for the same seed. */
  readonly random: () => number;
  readonly onKill: (kill: Kill) => void;
}

/**
 * Lets a process die behind each durable step and while each request is under way, by copying what it had written by then; and, until there
 * are as many as wanted, a second time while it goes on from the first death.
 */
export const killAll = async (parts: KillParts): Promise<readonly Kill[]> => {
  const kills: Kill[] = [];
  const { deaths: first } = await dying(parts, undefined, chosen(parts));
  try {
    for (const death of first.slice(0, parts.wanted)) kills.push(await revived(parts, death));
    for (let index = 0; index < first.length && kills.length < parts.wanted; index++)
      kills.push(...(await again(parts, first[index] as Death, parts.wanted - kills.length)));
  } finally {
    for (const { folder } of first) rmSync(folder, { recursive: true, force: true });
  }
  return kills;
};

/** Those of many that are copied: all, or evenly spread ones that begin at random. */
const chosen = ({ wanted, random }: KillParts): ((count: number) => boolean) => {
  void wanted;
  const offset = random();
  // More than can be kept are thinned out as they come: the first hundred all, later ones ever rarer.
  return (count) =>
    count <= 100 ||
    Math.floor((count + offset) / Math.ceil(count / 100)) !== Math.floor((count - 1 + offset) / Math.ceil(count / 100));
};

const again = async (parts: KillParts, death: Death, wanted: number): Promise<readonly Kill[]> => {
  const { deaths } = await dying(parts, death, (count) => count <= wanted);
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
  { scenario, clean }: KillParts,
  from: Death | undefined,
  isWanted: (count: number) => boolean,
): Promise<{ readonly deaths: readonly Death[] }> => {
  const deaths: Death[] = [];
  let step = from?.step ?? 0;
  let count = 0;
  const watch = (lab: Lab): void => {
    const die = (at: string): void => {
      if (!isWanted(++count) || deaths.length >= MAX_COPIES) return;
      deaths.push({ id: `${from?.id ?? 'kill/'}${from === undefined ? '' : '.'}${count}`, at, folder: lab.snapshot(), step });
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
  return { deaths };
};

const revived = async (parts: KillParts, death: Death): Promise<Kill> => {
  const { scenario, clean, judge, onKill } = parts;
  const played = await play(scenario, { clean, from: death, more: SMALL });
  const kill = { id: death.id, at: `${death.at}, ${scenario.steps[death.step]?.title ?? ''}`, ...judge(played) };
  onKill(kill);
  return kill;
};
