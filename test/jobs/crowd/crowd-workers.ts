import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../engine/cli/feedwright.mjs', import.meta.url));

/** Workers as processes, each of which may be killed or stopped at any instant. */
export class CrowdWorkers {
  /** Events of their logs, by name. */
  readonly told = new Map<string, number>();
  /** Lines that are no events: there are none. */
  readonly mistakes: string[] = [];
  readonly #folder: string;
  readonly #silence: number;
  readonly #all: ChildProcess[] = [];

  /** `silence`: s. */
  constructor(folder: string, silence: number) {
    this.#folder = folder;
    this.#silence = silence;
  }

  start(): void {
    const args = [COMMAND, 'worker', '--json', '--runs', '8', '--silence', String(this.#silence)];
    const env = { ...process.env, FEEDWRIGHT_DEBUG: '1', NODE_NO_WARNINGS: '1' };
    const child = spawn(process.execPath, args, { cwd: this.#folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    this.#all.push(child);
  }

  /** Kills the one that has been there for the longest, and starts another. */
  async replace(): Promise<void> {
    const child = this.#all.shift();
    if (child === undefined) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.start();
  }

  /** Stops the youngest for longer than it may be silent. */
  async freeze(): Promise<void> {
    const child = this.#all.at(-1);
    child?.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, (this.#silence * 1.5 + 2) * 1000));
    child?.kill('SIGCONT');
  }

  /** They end as somebody ends them. */
  async end(): Promise<void> {
    for (const child of this.#all) child.kill('SIGTERM');
    for (const child of this.#all) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  #hear(line: string): void {
    if (line.startsWith('stopping')) return;
    try {
      const { event, error, level } = JSON.parse(line) as { event: string; level: string; error?: { code: string } | null };
      this.told.set(event, (this.told.get(event) ?? 0) + 1);
      if (level === 'error' && event !== 'away') this.mistakes.push(`${event} ${error?.code ?? ''}: ${line.slice(0, 600)}`);
    } catch {
      this.mistakes.push(line);
    }
  }
}
