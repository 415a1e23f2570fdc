/** Pushes that are killed at counted steps, when the tool is asked and when it has answered, with what changes in the store between them. */
import { expect } from 'vitest';
import { copyOf, live, type Kill, type Lived, type Work } from '../kills/harness.ts';
import type { FarSide } from './far-side.ts';
import { type Harbour, TIMES, type State } from './harbour.ts';

export interface Tool {
  readonly far: FarSide;
  /** Forgets everything. */
  reset(): void;
  /** What counts there, in an order of its own, and the relations between; what is gone may be there as gone, or was never. */
  state(): unknown;
}

const work = (state: State): Work => ({
  command: 'push',
  flags: { json: true },
  args: ['far'],
  env: {},
  now: TIMES[state],
});

const AT = ['step', 'request', 'answer'] as const;

/** Each third kill at a step of the process, when the tool is asked, and when it has answered. */
const spread = (trial: number, { steps, requests }: Lived): Kill => {
  const at = AT[trial % 3] ?? 'step';
  return { at, n: 1 + Math.floor(((trial * 0.618_034) % 1) * (at === 'step' ? steps : requests)) };
};

/**
 * From copies of a folder that was filled and never pushed. Each second trial is killed in the first state, and again after the store has
 * changed; then a push lives. What the tool holds must be what it holds where nothing was killed. `harbour` is in the state `first`.
 */
export const killPushes = async (harbour: Harbour, tool: Tool, kills: number): Promise<string> => {
  const clean = harbour.in(copyOf(harbour.cwd));
  const lived = await live(work('first'), clean.cwd, tool.far.events);
  expect(lived).toMatchObject({ killed: false });
  await end(clean, 'lived');
  const expected = tool.state();
  let killed = 0;
  let trials = 0;
  for (; killed < kills; trials++) {
    tool.reset();
    const one = harbour.in(copyOf(harbour.cwd));
    const marks: string[] = [];
    for (const state of trials % 2 === 0 ? (['first'] as const) : (['first', 'second'] as const)) {
      if (state !== 'first') await one.fill(state);
      const kill = spread(trials + 5 * marks.length, lived);
      marks.push(`${state}: ${kill.at} ${kill.n}`);
      if ((await live(work(state), one.cwd, tool.far.events, kill)).killed) killed++;
    }
    const name = `killed at ${marks.join(', ')}`;
    await end(one, name);
    expect(tool.state(), name).toEqual(expected);
  }
  return `${killed} kills in ${trials} trials, over ${lived.steps} steps and ${lived.requests} requests`;
};

/** The store goes to its last state, and the tool is told of all of it. */
const end = async (harbour: Harbour, name: string): Promise<void> => {
  for (const state of ['second', 'third'] as const) {
    await harbour.fill(state);
    if (state === 'third') expect(await harbour.push(), name).toMatchObject({ code: 0, row: { status: 'succeeded' } });
  }
};
