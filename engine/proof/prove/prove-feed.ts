import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { TestCase } from '../case/read-case.ts';
import type { Lab } from '../lab/lab.ts';
import { type CaseParts, type CaseResult, runCase } from '../testing/run-case.ts';
import type { Cell, Kill } from './cell.ts';
import { dataTroubles } from './data-troubles.ts';
import { judge, type JudgeRules, type Judged } from './judge.ts';
import { killAll } from './kills.ts';
import { leakFinder } from './leaks.ts';
import { networkTroubles } from './network-troubles.ts';
import { observe } from './observe.ts';
import { play, type Played } from './play.ts';
import { processTroubles, withUpgrade } from './process-troubles.ts';
import { chosenEvenly, randomFrom } from './random.ts';
import { scenarioOf } from './scenario.ts';
import type { Seen, Trouble } from './trouble.ts';

export interface ProveOptions {
  readonly seed: number;
  /** How many times the process dies, in all scenarios together. */
  readonly kills: number;
  /** Only these cells and kills, by their ids or how their ids begin; without any, all. */
  readonly only: readonly string[];
  /** So many cells, chosen by the seed evenly over the groups; by default all. */
  readonly cells?: number | undefined;
  readonly onCell: (cell: Cell) => void;
  readonly onKill: (kill: Kill) => void;
}

export interface FeedProof {
  readonly target: string;
  readonly cells: readonly Cell[];
  readonly kills: readonly Kill[];
  /** Cells that were not played, since others were chosen. */
  readonly left: number;
}

/** What may be played or left out. */
type Candidate = Pick<Cell, 'id' | 'group'> & { readonly notApplicable?: string | undefined };

/** Plays the cases of one feed or action under every trouble. */
export const proveFeed = async (
  target: string,
  tests: readonly TestCase[],
  parts: CaseParts,
  options: ProveOptions,
): Promise<FeedProof> => {
  const cells: Cell[] = [];
  const add = (cell: Cell): void => {
    cells.push(cell);
    options.onCell(cell);
  };
  const seen = await observeAll(tests, parts);
  const [main] = seen;
  const cases = tests.map((test) => ({ id: `case/${nameOf(test)}`, group: 'case' as const, test }));
  const troubles = main === undefined ? [] : [...networkTroubles(main), ...dataTroubles(main), ...processTroubles(main)];
  const durable = main === undefined ? [] : upgradeSteps(main);
  const candidates = [...cases, ...troubles, ...durable];
  const wanted = wantedOf(candidates, target, options);
  for (const { id, group, test } of cases)
    if (wanted.has(id)) add({ id, group, trouble: 'none', at: test.title, ...judgeCase(await runCase(test, parts)) });
  if (main === undefined)
    throw new UsageError('prove.no-case', `No case of ${target} begins with a run that succeeds and leaves something.`, {
      hint: 'Write one: a feed, and a step without faults; see "Cases" in schemas/reference.md.',
    });
  const leak = leakFinder(main.scenario.secrets);
  for (const trouble of troubles) if (wanted.has(trouble.id)) add(await cellOf(trouble, main, leak));
  const steps = durable.filter(({ id }) => wanted.has(id)).map(({ name }) => name);
  if (steps.length > 0) for (const cell of await upgrades(main, leak, steps)) add(cell);
  const kills = await killsOf(seen, options);
  return { target, cells, kills, left: options.only.length > 0 ? 0 : candidates.length - cells.length };
};

const nameOf = ({ file }: TestCase): string => basename(file).replace(/\.ya?ml$/, '');

/** The ids of the cells that are played. */
const wantedOf = (candidates: readonly Candidate[], target: string, { only, cells, seed }: ProveOptions): ReadonlySet<string> => {
  const idsOf = (some: readonly Candidate[]): readonly string[] => some.map(({ id }) => id);
  const ids = idsOf(candidates);
  if (only.length > 0) return new Set(only.flatMap((one) => (ids.includes(one) ? one : ids.filter((id) => id.startsWith(one)))));
  if (cells === undefined) return new Set(ids);
  // Each feed has a choice of its own: together they have more.
  const mixed = [...target].reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0), seed);
  return new Set(
    idsOf(
      chosenEvenly(
        candidates.filter(({ notApplicable }) => notApplicable === undefined),
        cells,
        randomFrom(mixed),
      ),
    ),
  );
};

/** The processes that die, in every scenario until there are as many as wanted. */
const killsOf = async (seen: readonly Seen[], { kills: all, only, seed, onKill }: ProveOptions): Promise<readonly Kill[]> => {
  const kills: Kill[] = [];
  for (const { scenario, clean } of seen) {
    const name = nameOf(scenario.test);
    const named = only.filter((one) => /\/\d+(?:\.\d+)?$/.test(one) && one.startsWith(`kill/${name}/`));
    const areWanted = only.length === 0 || named.length > 0 || only.some((one) => `kill/${name}/`.startsWith(one));
    const wanted = all - kills.length;
    if (!areWanted || (wanted <= 0 && named.length === 0)) continue;
    const rules = { step: -1, leak: leakFinder(scenario.secrets) };
    const judged = (played: Played): Judged => judge(clean, played, rules);
    kills.push(
      ...(await killAll({ name, scenario, clean, judge: judged, wanted, only: named, random: randomFrom(seed), onKill })),
    );
  }
  return kills;
};

/** The clean plays, the one that asks for most first. */
const observeAll = async (tests: readonly TestCase[], parts: CaseParts): Promise<readonly Seen[]> => {
  const all: Seen[] = [];
  for (const test of tests) {
    const scenario = scenarioOf(test, parts);
    const seen = scenario === undefined ? undefined : await observe(scenario);
    if (seen !== undefined) all.push(seen);
  }
  const requests = ({ answers }: Seen): number => answers[0]?.length ?? 0;
  return all.toSorted((a, b) => requests(b) - requests(a) || b.scenario.test.steps.length - a.scenario.test.steps.length);
};

const judgeCase = ({ differences, error }: CaseResult): Judged => {
  if (error !== undefined) return { verdict: 'LOST', why: `The case can't be run: ${error.message}` };
  const [first] = differences;
  if (first === undefined) return { verdict: 'same store', why: undefined };
  const { what, expected = 'nothing', actual = 'nothing' } = first;
  return { verdict: 'LOST', why: `${what}: expected ${expected}, and ${actual} came.` };
};

const cellOf = async (trouble: Trouble, { scenario, clean }: Seen, leak: JudgeRules['leak']): Promise<Cell> => {
  const { id, group, trouble: what, at, injection, notApplicable, ...rules } = trouble;
  const cell = { id, group, trouble: what, at };
  if (notApplicable !== undefined) return { ...cell, verdict: 'not applicable', why: notApplicable };
  const played = await play(scenario, { clean, injection });
  return { ...cell, ...judge(clean, played, { ...rules, step: injection.step, leak }) };
};

/** The durable steps of the clean play behind which the definition may be upgraded, each name once. */
const upgradeSteps = ({ clean }: Seen): readonly (Candidate & { readonly name: string })[] =>
  [...new Set(clean.steps.flatMap(({ result }) => result.durable))].map((name) => ({
    id: upgradeId(name),
    group: 'process',
    name,
  }));

const upgradeId = (name: string): string => `process/upgrade-${name}`;

/** An upgrade of the definition behind each of the durable steps. */
const upgrades = async (
  { scenario, clean }: Seen,
  leak: JudgeRules['leak'],
  steps: readonly string[],
): Promise<readonly Cell[]> => {
  const copies: { readonly name: string; readonly folder: string }[] = [];
  const onLab = (lab: Lab): void => {
    lab.onDurable = (name) => {
      if (steps.includes(name) && !copies.some((one) => one.name === name)) copies.push({ name, folder: lab.snapshot() });
    };
  };
  await play(scenario, { clean, onLab });
  const cells: Cell[] = [];
  try {
    await withUpgrade(scenario, async (definitions) => {
      const setup = { places: { ...scenario.setup.places, definitions } };
      for (const { name, folder } of copies) {
        const played = await play(scenario, { clean, from: { folder, step: 0 }, setup });
        cells.push({
          id: upgradeId(name),
          group: 'process',
          trouble: 'the next version of the definition goes on',
          at: `behind "${name}"`,
          ...judge(clean, played, { step: -1, leak }),
        });
      }
    });
  } finally {
    for (const { folder } of copies) rmSync(folder, { recursive: true, force: true });
  }
  return cells;
};
