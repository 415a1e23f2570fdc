import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { TestCase } from '../case/read-case.ts';
import type { Lab } from '../lab/lab.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { type CaseResult, runCase } from '../testing/run-case.ts';
import { askedIds } from './asked-ids.ts';
import type { Cell, Kill } from './cell.ts';
import { actionCell, actionKills } from './prove-action.ts';
import { dataTroubles } from './troubles/data-troubles.ts';
import { judge, type JudgeRules, type Judged } from './judge.ts';
import { killAll } from './kills.ts';
import { leakFinder } from './leaks.ts';
import { networkTroubles } from './troubles/network-troubles.ts';
import { observe } from './observe.ts';
import { play, type Played } from './play.ts';
import { processTroubles, withUpgrade } from './troubles/process-troubles.ts';
import { realKills } from './real-kills.ts';
import { chosenEvenly, randomFrom } from './random.ts';
import { scenarioOf } from './scenario.ts';
import type { Seen, Trouble } from './troubles/trouble.ts';

export interface ProveOptions {
  readonly seed: number;
  /** How many times the process dies, in all scenarios together. */
  readonly kills: number;
  /** Only these cells and kills, by their ids or how their ids begin; without any, all. */
  readonly only: readonly string[];
  /** So many cells, chosen by the seed evenly over the groups; by default all. */
  readonly cells?: number | undefined;
  /** The command that starts Feedwright, word by word; without it no process is killed with a signal. */
  readonly cli?: readonly string[] | undefined;
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
  const troubles = main === undefined ? [] : troublesOf(main);
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
  const play = isAction(main) ? actionCell : cellOf;
  for (const trouble of troubles) if (wanted.has(trouble.id)) add(await play(trouble, main, leak));
  const steps = durable.filter(({ id }) => wanted.has(id)).map(({ name }) => name);
  if (steps.length > 0) for (const cell of await upgrades(main, leak, steps)) add(cell);
  const kills = isAction(main) ? await killsOfAction(main, leak, options) : await killsOf(target, seen, parts, options);
  return { target, cells, kills, left: options.only.length > 0 ? 0 : candidates.length - cells.length };
};

const isAction = ({ scenario }: Seen): boolean => scenario.test.kind === 'action';

const troublesOf = (main: Seen): readonly Trouble[] =>
  isAction(main) ? networkTroubles(main) : [...networkTroubles(main), ...dataTroubles(main), ...processTroubles(main)];

const nameOf = ({ file }: TestCase): string => basename(file).replace(/\.ya?ml$/, '');

/** The ids of the cells that are played. */
const wantedOf = (candidates: readonly Candidate[], target: string, { only, cells, seed }: ProveOptions): ReadonlySet<string> => {
  const idsOf = (some: readonly Candidate[]): readonly string[] => some.map(({ id }) => id);
  if (only.length > 0 || cells === undefined) return askedIds(idsOf(candidates), only);
  // Each feed has a choice of its own: together they have more.
  const mixed = [...target].reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0), seed);
  const possible = candidates.filter(({ notApplicable }) => notApplicable === undefined);
  return new Set(idsOf(chosenEvenly(possible, cells, randomFrom(mixed))));
};

/** Of so many kills one is a signal to a process of its own, and no more than so many in all. */
const KILLS_FOR_A_REAL_ONE = 40;
const MAX_REAL = 5;

/** May some of these kills be asked for? `begins`: how their ids begin. */
const areAsked = (begins: string, only: readonly string[]): boolean =>
  only.length === 0 || only.some((one) => one.startsWith(begins) || begins.startsWith(one));

const killsOf = async (
  target: string,
  seen: readonly Seen[],
  { world }: CaseParts,
  options: ProveOptions,
): Promise<readonly Kill[]> => {
  const { only, cli, seed, onKill } = options;
  const kills: Kill[] = [];
  const [main] = seen;
  if (areAsked('kill-9/', only) && cli !== undefined && main !== undefined) {
    const count = Math.min(MAX_REAL, Math.ceil(options.kills / KILLS_FOR_A_REAL_ONE));
    const ids = Array.from({ length: count }, (_, index) => `kill-9/${index + 1}`);
    const asked = askedIds(ids, only);
    const onReal = (kill: Kill): void => {
      if (!asked.has(kill.id)) return;
      kills.push(kill);
      onKill(kill);
    };
    const definitions = main.scenario.target.root;
    await realKills({ cli, target, definitions, count, random: randomFrom(seed), signal: world.signal, onKill: onReal });
  }
  for (const { scenario, clean } of seen) {
    const name = nameOf(scenario.test);
    const named = only.filter((one) => /\/\d+(?:\.\d+)?$/.test(one) && one.startsWith(`kill/${name}/`));
    const wanted = options.kills - kills.length;
    if (!areAsked(`kill/${name}/`, only) || (wanted <= 0 && named.length === 0)) continue;
    const rules = { step: -1, leak: leakFinder(scenario.secrets) };
    const judged = (played: Played): Judged => judge(clean, played, rules);
    kills.push(
      ...(await killAll({ name, scenario, clean, judge: judged, wanted, only: named, random: randomFrom(seed), onKill })),
    );
  }
  return kills;
};

const killsOfAction = async (
  main: Seen,
  leak: JudgeRules['leak'],
  { only, kills: wanted, onKill }: ProveOptions,
): Promise<readonly Kill[]> => {
  if (wanted === 0 || !areAsked('kill/', only)) return [];
  const all = await actionKills(main, leak);
  const ids = all.map(({ id }) => id);
  const asked = askedIds(only.length === 0 ? ids.slice(0, wanted) : ids, only);
  const kills = all.filter(({ id }) => asked.has(id));
  for (const kill of kills) onKill(kill);
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
  const { id, group, trouble: what, at, injection, notApplicable, against, ...rules } = trouble;
  const cell = { id, group, trouble: what, at };
  if (notApplicable !== undefined) return { ...cell, verdict: 'not applicable', why: notApplicable };
  const played = await play(scenario, { clean, injection });
  const measure = against === undefined ? clean : await play(scenario, { clean, injection, more: against });
  return { ...cell, ...judge(measure, played, { ...rules, exact: against !== undefined, step: injection.step, leak }) };
};

/** The durable steps of the clean play behind which the definition may be upgraded, each name once. */
const upgradeSteps = ({ scenario, clean }: Seen): readonly (Candidate & { readonly name: string })[] =>
  scenario.test.kind === 'action'
    ? []
    : [...new Set(clean.steps.flatMap(({ result }) => result.durable))].map((name) => ({
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
    lab.hooks.onDurable = (name) => {
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
