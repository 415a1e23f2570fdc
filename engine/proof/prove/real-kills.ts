import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../store/sqlite/open-store.ts';
import type { Kill } from './cell.ts';

export interface RealKillParts {
  /** The command that starts Feedwright, word by word. */
  readonly cli: readonly string[];
  readonly target: string;
  /** The folder of definitions. */
  readonly definitions: string;
  readonly count: number;
  /** From 0 up to 1, the same for the same seed. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onKill: (kill: Kill) => void;
}

/** No run over a mock takes longer, ms. */
const LIMIT = 60_000;

/** Kills processes of their own with SIGKILL at random instants of a run over the pack's mock; the next one ends the work. */
export const realKills = async (parts: RealKillParts): Promise<readonly Kill[]> => {
  if (parts.count === 0) return [];
  const from = performance.now();
  let took = 0;
  const clean = await inFolder(async (folder) => {
    if ((await run(parts, folder)) !== 0) return undefined;
    took = performance.now() - from;
    const once = digestIn(folder);
    // One that was killed at its very end has done its work: the next one is a second run.
    return (await run(parts, folder)) === 0 ? [once, digestIn(folder)] : [once];
  });
  const kills: Kill[] = [];
  for (let number = 1; number <= parts.count && !parts.signal.aborted; number++) {
    const share = parts.random();
    const kill = await inFolder((folder) => killed(parts, folder, { number, share, took, clean }));
    parts.onKill(kill);
    kills.push(kill);
  }
  return kills;
};

interface Shot {
  readonly number: number;
  /** Of the time that a whole run takes. */
  readonly share: number;
  readonly took: number;
  /** What a run leaves that nobody kills, and what a second one does. */
  readonly clean: readonly string[] | undefined;
}

const killed = async (parts: RealKillParts, folder: string, { number, share, took, clean }: Shot): Promise<Kill> => {
  const kill = { id: `kill-9/${number}`, at: `after ${Math.round(share * 100)} % of a run's time` };
  if (clean === undefined)
    return { ...kill, verdict: 'not applicable', why: 'a run over the mock with nothing but its options fails' };
  await run(parts, folder, share * took);
  const code = await run(parts, folder);
  if (code === undefined) return { ...kill, verdict: 'HUNG', why: `The next run had not ended after ${LIMIT / 1000} s.` };
  if (code !== 0) return { ...kill, verdict: 'LOST', why: `The next run ended with exit code ${code}.` };
  if (clean.includes(digestIn(folder))) return { ...kill, verdict: 'same store', why: undefined };
  return { ...kill, verdict: 'LOST', why: 'The store is another than that of a run that nobody killed.' };
};

/** Gives the exit code; undefined where the process was killed. */
const run = (parts: RealKillParts, folder: string, killAfter = LIMIT): Promise<number | undefined> => {
  const { cli, target, definitions, signal } = parts;
  const [command = '', ...words] = cli;
  const child = spawn(
    command,
    [...words, 'run', target, '--mock', '--definitions', definitions, '--store', `sqlite:${storeIn(folder)}`],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
  const over = new AbortController();
  void sleep(killAfter, undefined, { signal: AbortSignal.any([over.signal, signal]) })
    .catch(() => undefined)
    .then(() => over.signal.aborted || child.kill('SIGKILL'));
  return ended(child).finally(() => over.abort());
};

const ended = (child: ChildProcess): Promise<number | undefined> =>
  new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? undefined));
  });

const storeIn = (folder: string): string => join(folder, 'mock.db');

const digestIn = (folder: string): string => {
  const store = openStore({ path: storeIn(folder), readOnly: true, ifMissing: 'empty' });
  try {
    return store.digest({ state: false });
  } finally {
    void store.close();
  }
};

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
