/** Runs the fuzz of definitions in threads that another one watches: what hangs is ended and told with its input. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DefinitionFuzz, keepCase } from './fuzz-definitions.ts';

export interface Share {
  readonly folder: string;
  readonly from: number;
  readonly to: number;
  /** The seed that is being checked. */
  readonly at: Int32Array<SharedArrayBuffer>;
}

export type Told =
  | { readonly kind: 'fault'; readonly seed: number; readonly ways: readonly string[]; readonly why: string }
  | { readonly kind: 'codes'; readonly codes: ReadonlyMap<string, number> };

/** Seconds for one file, on the most loaded of machines. */
const HANGS = 60;
/** Faults that are shown at length. */
const MOST_SHOWN = 40;

class Watch {
  readonly #folder: string;
  readonly #say: (line: string) => void;
  readonly #fuzz: DefinitionFuzz;
  /** By thread. */
  readonly #at = new Map<string, number>();
  readonly codes = new Map<string, number>();
  faults = 0;

  constructor(folder: string, say: (line: string) => void) {
    this.#folder = folder;
    this.#say = say;
    this.#fuzz = new DefinitionFuzz(join(folder, 'kept-from'));
  }

  /** Goes on behind what hangs or ends the thread. */
  async run(name: string, from: number, to: number): Promise<void> {
    for (let next = from; next < to;) next = await this.#thread(name, next, to);
  }

  async #thread(name: string, from: number, to: number): Promise<number> {
    const at = new Int32Array(new SharedArrayBuffer(4));
    at[0] = from;
    const share: Share = { folder: join(this.#folder, name), from, to, at };
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: share });
    worker.on('message', (told: Told) => this.#hear(told));
    worker.on('error', (error) =>
      this.#fault(Atomics.load(at, 0), ['thread'], error instanceof Error ? (error.stack ?? '') : String(error)),
    );
    let [seen, since] = [from, performance.now()];
    const timer = setInterval(() => {
      const seed = Atomics.load(at, 0);
      this.#at.set(name, seed);
      if (seed !== seen) [seen, since] = [seed, performance.now()];
      if (performance.now() - since < HANGS * 1000) return;
      clearInterval(timer);
      this.#fault(seed, ['hang'], `It takes more than ${HANGS} s.`);
      void worker.terminate();
    }, 500);
    await once(worker, 'exit');
    clearInterval(timer);
    const last = Atomics.load(at, 0);
    return last === to ? to : last + 1;
  }

  /** For whoever waits. */
  progress(): string {
    return `  at the seeds ${[...this.#at.values()].join(', ')}; ${this.faults} faults`;
  }

  #hear(told: Told): void {
    if (told.kind === 'fault') this.#fault(told.seed, told.ways, told.why);
    else for (const [code, times] of told.codes) this.codes.set(code, (this.codes.get(code) ?? 0) + times);
  }

  #fault(seed: number, ways: readonly string[], why: string): void {
    if (this.faults++ >= MOST_SHOWN) return;
    const kept = keepCase(join(tmpdir(), 'feedwright-fuzz'), this.#fuzz.caseOf(seed));
    this.#say(`FAULT seed ${seed} (${ways.join(', ')}), kept as ${kept}\n  ${why.split('\n').slice(0, 8).join('\n  ')}`);
  }
}

/** Spoils so many files, says what is wrong, and gives the number of faults of ours. */
export async function fuzzDefinitions(
  count: number,
  seed: number,
  threads: number,
  say: (line: string) => void,
): Promise<number> {
  say(`fuzz: ${count} spoilt definitions, samples, mocks and cases, seeds from ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-fuzz-'));
  const started = performance.now();
  const watch = new Watch(folder, say);
  const timer = setInterval(() => say(watch.progress()), 60_000);
  try {
    const share = Math.ceil(count / threads);
    await Promise.all(
      Array.from({ length: threads }, (_, thread) =>
        watch.run(`thread-${thread}`, seed + thread * share, seed + Math.min(count, (thread + 1) * share)),
      ),
    );
    const codes = [...watch.codes].toSorted(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`);
    say(`codes, by the number of files: ${codes.join(', ')}`);
    const { user, system } = process.cpuUsage();
    const seconds = (performance.now() - started) / 1000;
    say(
      `fuzz: ${count} files, ${watch.faults} faults, ${watch.codes.size} codes, seeds from ${seed}, ${seconds.toFixed(0)} s, ${Math.round((user + system) / 1e6)} s of processor, ${Math.round(count / seconds)} files a second`,
    );
    return watch.faults;
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}
