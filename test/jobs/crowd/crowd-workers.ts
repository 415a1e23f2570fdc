import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../engine/cli/feedwright.mjs', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  /** It has ended a run, or is gone. */
  readonly isAtWork: Promise<void>;
}

/** Workers as processes, each of which may be killed or stopped at any instant. */
export class CrowdWorkers {
  /** Events of their logs, by name. */
  readonly told = new Map<string, number>();
  /** Lines that are no events: there are none. */
  readonly mistakes: string[] = [];
  readonly #folder: string;
  readonly #silence: number;
  readonly #all: Started[] = [];
  readonly #over = Promise.withResolvers<void>();

  /** `silence`: s. */
  constructor(folder: string, silence: number) {
    this.#folder = folder;
    this.#silence = silence;
  }

  start(): void {
    const args = [COMMAND, 'worker', '--json', '--runs', '8'];
    const env = { ...process.env, FEEDWRIGHT_DEBUG: '1', NODE_NO_WARNINGS: '1' };
    const child = spawn(process.execPath, args, { cwd: this.#folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const isAtWork = Promise.withResolvers<void>();
    child.once('exit', () => isAtWork.resolve());
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (this.#hear(line) === 'run') isAtWork.resolve();
    });
    this.#all.push({ child, isAtWork: Promise.race([isAtWork.promise, this.#over.promise]) });
  }

  /** Kills the one that has been there for the longest, once it has ended a run, and starts another. */
  async replace(): Promise<void> {
    const oldest = this.#all.shift();
    if (oldest === undefined) return;
    const { child, isAtWork } = oldest;
    await isAtWork;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.start();
  }

  /** Stops the youngest for longer than it may be silent. */
  async freeze(): Promise<void> {
    const youngest = this.#all.at(-1);
    await youngest?.isAtWork;
    const child = youngest?.child;
    child?.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, (this.#silence * 1.5 + 2) * 1000));
    child?.kill('SIGCONT');
  }

  /** There is nothing more to run: nobody waits for a worker to be at work. */
  over(): void {
    this.#over.resolve();
  }

  /** They end as somebody ends them. */
  async end(): Promise<void> {
    for (const { child } of this.#all) child.kill('SIGTERM');
    for (const { child } of this.#all) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Gives the event. */
  #hear(line: string): string | undefined {
    if (line.startsWith('stopping')) return undefined;
    try {
      const { event, error, level } = JSON.parse(line) as { event: string; level: string; error?: { code: string } | null };
      this.told.set(event, (this.told.get(event) ?? 0) + 1);
      if (level === 'error' && event !== 'away') this.mistakes.push(`${event} ${error?.code ?? ''}: ${line.slice(0, 600)}`);
      return event;
    } catch {
      this.mistakes.push(line);
      return undefined;
    }
  }
}
