import { rmSync } from 'node:fs';
import { UsageError } from '../../language/basics/errors.ts';
import type { TestCase } from '../case/read-case.ts';
import type { Lab } from '../lab/lab.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { type CaseResult, runCase } from '../testing/run-case.ts';
import type { Cell, Kill } from './cell.ts';
import { actionCell, actionKills } from './prove-action.ts';
import { dataTroubles } from './data-troubles.ts';
import { judge, type JudgeRules, type Judged } from './judge.ts';
import { killAll } from './kills.ts';
import { leakFinder } from './leaks.ts';
import { networkTroubles } from './network-troubles.ts';
import { observe } from './observe.ts';
import { play, type Played } from './play.ts';
import { processTroubles, withUpgrade } from './process-troubles.ts';
import { realKills } from './real-kills.ts';
import { randomFrom } from './random.ts';
import { scenarioOf } from './scenario.ts';
import type { Seen, Trouble } from './trouble.ts';

export interface ProveOptions {
  readonly seed: number;
  /** How many times the process dies, in all scenarios together. */
  readonly kills: number;
  /** Only the cells and kills whose ids begin with one of these. */
  readonly only: readonly string[];
  /** The command that starts Feedwright, word by word; without it no process is killed with a signal. */
  readonly cli?: readonly string[] | undefined;
  readonly onCell: (cell: Cell) => void;
  readonly onKill: (kill: Kill) => void;
}

export interface FeedProof {
  readonly target: string;
  readonly cells: readonly Cell[];
  readonly kills: readonly Kill[];
}

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
  const isWanted = (id: string): boolean => options.only.length === 0 || options.only.some((one) => id.startsWith(one));
  for (const test of tests) {
    const cell = {
      id: `case/${
        test.file
          .split('/')
          .at(-1)
          ?.replace(/\.ya?ml$/, '') ?? ''
      }`,
      group: 'case' as const,
      trouble: 'none',
      at: test.title,
    };
    if (isWanted(cell.id)) add({ ...cell, ...judgeCase(await runCase(test, parts)) });
  }
  const seen = await observeAll(tests, parts);
  const [main] = seen;
  if (main === undefined)
    throw new UsageError('prove.no-case', `No case of ${target} begins with a run that succeeds and leaves something.`, {
      hint: 'Write one: a feed, and a step without faults; see "Cases" in schemas/reference.md.',
    });
  const leak = leakFinder(main.scenario.secrets);
  if (main.scenario.test.kind === 'action') return { target, ...(await proveAction(main, leak, cells, add, isWanted, options)) };
  for (const trouble of [...networkTroubles(main), ...dataTroubles(main), ...processTroubles(main)])
    if (isWanted(trouble.id)) add(await cellOf(trouble, main, leak));
  if (isWanted('process/upgrade')) for (const cell of await upgrades(main, leak)) add(cell);
  return { target, cells, kills: await killsOf(target, seen, parts, options) };
};

/** Of so many kills one is a signal to a process of its own, and no more than so many in all. */
const KILLS_FOR_A_REAL_ONE = 40;
const MAX_REAL = 5;

const killsOf = async (
  target: string,
  seen: readonly Seen[],
  { world }: CaseParts,
  options: ProveOptions,
): Promise<readonly Kill[]> => {
  const { only, cli, onKill } = options;
  const wants = (kind: string): boolean => only.length === 0 || only.some((one) => one.startsWith(kind) || kind.startsWith(one));
  const isWanted = ({ id }: Kill): boolean => only.length === 0 || only.some((one) => id.startsWith(one));
  const random = randomFrom(options.seed);
  const kills: Kill[] = [];
  const [main] = seen;
  if (wants('kill-9') && cli !== undefined && main !== undefined) {
    const count = Math.min(MAX_REAL, Math.ceil(options.kills / KILLS_FOR_A_REAL_ONE));
    const definitions = main.scenario.target.root;
    kills.push(...(await realKills({ cli, target, definitions, count, random, signal: world.signal, onKill })));
  }
  if (!wants('kill/')) return kills.filter(isWanted);
  for (const one of seen) {
    const wanted = options.kills - kills.length;
    if (wanted <= 0) break;
    const rules = { step: -1, leak: leakFinder(one.scenario.secrets) };
    const judged = (played: Played): Judged => judge(one.clean, played, rules);
    kills.push(...(await killAll({ scenario: one.scenario, clean: one.clean, judge: judged, wanted, random, onKill })));
  }
  return kills.filter(isWanted);
};

const proveAction = async (
  main: Seen,
  leak: JudgeRules['leak'],
  cells: readonly Cell[],
  add: (cell: Cell) => void,
  isWanted: (id: string) => boolean,
  options: ProveOptions,
): Promise<Omit<FeedProof, 'target'>> => {
  for (const trouble of networkTroubles(main)) if (isWanted(trouble.id)) add(await actionCell(trouble, main, leak));
  const kills = isWanted('kill/') ? await actionKills(main, leak) : [];
  for (const kill of kills) options.onKill(kill);
  return { cells, kills };
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
  return { ...cell, ...judge(measure, played, { ...rules, step: injection.step, leak }) };
};

/** An upgrade of the definition behind each durable step of the first run. */
const upgrades = async ({ scenario, clean }: Seen, leak: JudgeRules['leak']): Promise<readonly Cell[]> => {
  const copies: { readonly name: string; readonly folder: string }[] = [];
  const onLab = (lab: Lab): void => {
    lab.hooks.onDurable = (name) =>
      void (copies.some((one) => one.name === name) || copies.push({ name, folder: lab.snapshot() }));
  };
  await play(scenario, { clean, onLab });
  const cells: Cell[] = [];
  try {
    await withUpgrade(scenario, async (definitions) => {
      const setup = { places: { ...scenario.setup.places, definitions } };
      for (const { name, folder } of copies) {
        const played = await play(scenario, { clean, from: { folder, step: 0 }, setup });
        cells.push({
          id: `process/upgrade-${name}`,
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
