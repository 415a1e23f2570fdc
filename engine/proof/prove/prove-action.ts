import { rmSync } from 'node:fs';
import { failureOf } from '../expect/compare-step.ts';
import { isEqual } from '../expect/difference.ts';
import type { Lab, LabResult } from '../lab/lab.ts';
import type { Cell, Kill } from './cell.ts';
import type { Judged } from './judge.ts';
import type { JudgeRules } from './judge.ts';
import { hasFailed, play, type Played } from './play.ts';
import type { Seen, Trouble } from './troubles/trouble.ts';

/** An action is sent under trouble, and a second time, as somebody who saw it fail would: what counts is how often the vendor acted. */
export const actionCell = async (trouble: Trouble, { scenario, clean }: Seen, leak: JudgeRules['leak']): Promise<Cell> => {
  const { id, group, trouble: what, at, injection, unknowable } = trouble;
  const played = await play(scenario, { clean, injection });
  return { id, group, trouble: what, at, ...judgeAction(clean, played, { leak, unknowable }) };
};

/** Dies while each request is under way, and is sent again. */
export const actionKills = async ({ scenario, clean }: Seen, leak: JudgeRules['leak']): Promise<readonly Kill[]> => {
  const deaths: { readonly folder: string; readonly index: number }[] = [];
  const onLab = (lab: Lab): void => {
    lab.hooks.onArrival = () => void deaths.push({ folder: lab.snapshot(), index: deaths.length + 1 });
  };
  await play(scenario, { clean, onLab });
  const kills: Kill[] = [];
  try {
    for (const { folder, index } of deaths) {
      const played = await play(scenario, { clean, from: { folder, step: 0 } });
      // What the dead process had sent counts with what the next one sends.
      const before = (clean.steps[0]?.result.requests ?? []).slice(0, index);
      kills.push({ id: `kill/${index}`, at: `during request ${index}`, ...judgeAction(clean, played, { leak, before }) });
    }
  } finally {
    for (const { folder } of deaths) rmSync(folder, { recursive: true, force: true });
  }
  return kills;
};

interface ActionRules {
  readonly leak: JudgeRules['leak'];
  readonly unknowable?: string | undefined;
  /** Sent by a process that died. */
  readonly before?: LabResult['requests'] | undefined;
}

const judgeAction = (clean: Played, played: Played, { leak, unknowable, before = [] }: ActionRules): Judged => {
  const leaked = leak(played);
  if (leaked !== undefined) return { verdict: 'LEAKED', why: leaked };
  if (played.hung !== undefined) return { verdict: 'HUNG', why: played.hung };
  const [hit] = played.steps;
  const wanted = clean.steps[0]?.result;
  const own = wanted?.requests.at(-1);
  if (hit === undefined || own === undefined) return { verdict: 'HUNG', why: 'It sent nothing.' };
  const sent = [...before, ...hit.result.requests, ...(hit.mended?.requests ?? [])];
  const acted = sent.filter(
    ({ method, url, status }) => method === own.method && pathOf(url) === pathOf(own.url) && mayHaveActed(status),
  );
  if (acted.length > 1)
    return unknowable === undefined
      ? { verdict: 'DOUBLED', why: `The vendor may have acted ${acted.length} times.` }
      : { verdict: "can't know", why: unknowable };
  if (!hasFailed(hit.result)) {
    if (isEqual(hit.result.acted[0]?.result, wanted?.acted[0]?.result)) return { verdict: 'same store', why: undefined };
    if (unknowable !== undefined) return { verdict: "can't know", why: unknowable };
    return { verdict: 'LOST', why: `It succeeded, with the result ${JSON.stringify(hit.result.acted[0]?.result ?? null)}.` };
  }
  const first = failureOf(hit.result)?.code ?? '';
  if (hit.mended === undefined || !hasFailed(hit.mended))
    return hit.mended === undefined ? { verdict: 'told', why: first } : { verdict: 'mended', why: first };
  const second = failureOf(hit.mended);
  // Only where it may have happened does it wait for somebody to say that it is to be sent again.
  if (acted.length > 0 || second?.code === 'act.uncertain')
    return { verdict: 'told', why: `${first}, then ${second?.code ?? ''}` };
  return { verdict: 'LOST', why: `It failed (${first}), and the next run failed too: ${second?.message ?? ''}` };
};

/** The vendor has answered that it did nothing: not even GET and HEAD differ in this. */
const REFUSED = new Set([401, 403, 404, 429, 503]);

const mayHaveActed = (status: number | undefined): boolean =>
  status === undefined || (!REFUSED.has(status) && (status < 300 || status >= 400));

const pathOf = (url: string): string => url.replace(/\?.*$/, '');
