/** Kills a command with SIGKILL at counted steps and events, again and again, and looks at what the next run makes of what is left. */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { newFolder } from '../izoologic/vendor.ts';
import type { ChildJob } from './kill-child.ts';

const CHILD = join(import.meta.dirname, 'kill-child.ts');

/** All kills of all scenes; the normal tests make a few, `FEEDWRIGHT_KILLS=200` makes many. */
export const KILLS = Number(process.env['FEEDWRIGHT_KILLS'] ?? 12);

/** So many of them, and the time that they may take. */
export const share = (part: number): { readonly kills: number; readonly timeout: number } => {
  const kills = Math.max(1, Math.round(KILLS * part));
  return { kills, timeout: 60_000 + kills * 30_000 };
};

/** At the n-th step of the process itself, or when the vendor gets its n-th request or has answered it; from 1. */
export interface Kill {
  readonly at: 'step' | 'request' | 'answer';
  readonly n: number;
}

/** What happens at the vendor, as the scene tells it. */
export class Events {
  #watch: ((at: Kill['at'], n: number) => void) | undefined;
  readonly #counts = { request: 0, answer: 0 };

  tell(at: 'request' | 'answer'): void {
    this.#watch?.(at, ++this.#counts[at]);
  }

  get requests(): number {
    return this.#counts.request;
  }

  begin(watch: (at: Kill['at'], n: number) => void): void {
    Object.assign(this.#counts, { request: 0, answer: 0 });
    this.#watch = watch;
  }
}

export interface Lived {
  readonly killed: boolean;
  readonly steps: number;
  readonly requests: number;
}

export type Work = Omit<ChildJob, 'dieAt' | 'cwd'>;

/** Runs the command in a process of its own, to its end or to its kill. */
export const live = async (work: Work, cwd: string, events: Events, kill?: Kill): Promise<Lived> => {
  const job: ChildJob = { ...work, cwd, dieAt: kill?.at === 'step' ? kill.n : 0 };
  const started = spawn(process.execPath, [CHILD, JSON.stringify(job)], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'compiled') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  events.begin((at, n) => {
    if (kill !== undefined && kill.at === at && kill.n === n) started.kill('SIGKILL');
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => started.once('close', (_, signal) => resolve(signal)));
  const said = await text(started.stdout);
  const killed = (await ended) === 'SIGKILL';
  const steps = said === '' ? 0 : (JSON.parse(said) as { readonly steps: number }).steps;
  return { killed, steps, requests: events.requests };
};

/** Spread over a run: every third kill when the vendor is asked, the others at a step. */
export const spread = (trial: number, { steps, requests }: Lived): Kill => {
  const lot = (trial * 0.618_034) % 1;
  const [at, of] = trial % 3 === 1 ? (['request', requests] as const) : (['step', steps] as const);
  return { at, n: 1 + Math.floor(lot * of) };
};

export const copyOf = (folder: string): string => {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
};
