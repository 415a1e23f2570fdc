import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from './protocol.ts';
import type { InputOf, OutputOf, TaskName } from '../tasks/registry.ts';
import type { Common, Frozen, Places } from '../tasks/task.ts';
import { DIED, ENDING, TaskError } from './task-error.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Garbage is collected early: a process that lives for weeks stays small. */
const FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=30', '--disable-warning=ExperimentalWarning'];

/** A process that has had nothing to do for so long is let go, ms. */
const IDLE = 60_000;

interface CallOptions {
  readonly onEvent?: ((event: unknown) => void) | undefined;
  /** Aborted: it ends at the next safe point. */
  readonly signal?: AbortSignal | undefined;
}

/** What every task is told: where things are, and which texts count. */
export interface Surroundings {
  readonly places: Places;
  /** Another one: the texts are others. */
  readonly generation: number;
  readonly texts: Frozen;
}

export interface PoolOptions {
  /** Processes at most; a task has one to itself. */
  readonly size: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since epoch: what its tasks take for the time. */
  readonly now: () => number;
  readonly surroundings: () => Surroundings;
  /** False: processes without work stay. */
  readonly letsGo?: boolean;
}

interface Waiting extends CallOptions {
  readonly task: TaskName;
  readonly input: object;
  readonly resolve: (text: string) => void;
  readonly reject: (error: unknown) => void;
}

const ending = (): TaskError => new TaskError({ code: ENDING, message: 'The server is ending.', isUsage: false });

/** One process and what it is at. */
class Worker {
  readonly child: ChildProcess;
  task: (Waiting & { readonly id: number }) | undefined;
  idle: NodeJS.Timeout | undefined;
  /** Called once it has nothing to do any more. */
  onFree = (): void => undefined;
  /** Of the texts that it has. */
  generation: number | undefined;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  send(message: ToChild): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}

/** Processes that do one task after the other. One that dies takes its task along, and no other. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #queue: Waiting[] = [];
  #id = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Tasks that are being done, and those that wait for a process. */
  get load(): { readonly busy: number; readonly queued: number } {
    return { busy: [...this.#workers].filter(({ task }) => task !== undefined).length, queued: this.#queue.length };
  }

  /** Process ids. */
  get processes(): readonly number[] {
    return [...this.#workers].flatMap(({ child }) => child.pid ?? []);
  }

  /** Gives what the task gives, as JSON. Rejects with a TaskError, whose code is `serve.process-died` where the process did. */
  call<Name extends TaskName>(task: Name, input: InputOf<Name>, options: CallOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed || options.signal?.aborted === true) return reject(ending());
      this.#queue.push({ ...options, task, input, resolve, reject });
      this.#next();
    });
  }

  /** The same as a value. */
  async ask<Name extends TaskName>(task: Name, input: InputOf<Name>, options: CallOptions = {}): Promise<OutputOf<Name>> {
    return JSON.parse(await this.call(task, input, options)) as OutputOf<Name>;
  }

  /** What is under way ends at its next safe point; the processes end with it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(ending());
    // They say what came of it before they are let go.
    await Promise.all([...this.#workers].map((worker) => this.#finish(worker)));
    await Promise.all([...this.#workers].map((worker) => this.#end(worker)));
  }

  #finish(worker: Worker): Promise<void> {
    const { task } = worker;
    if (task === undefined) return Promise.resolve();
    worker.send({ kind: 'abort', id: task.id });
    return new Promise((resolve) => (worker.onFree = resolve));
  }

  #end(worker: Worker): Promise<void> {
    const { child } = worker;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      if (child.connected) child.disconnect();
    });
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const worker = [...this.#workers].find(({ task }) => task === undefined) ?? this.#spawn();
      if (worker === undefined) return;
      this.#give(worker, this.#queue.shift() as Waiting);
    }
  }

  #give(worker: Worker, waiting: Waiting): void {
    const id = ++this.#id;
    clearTimeout(worker.idle);
    const { signal, task, input, resolve, reject } = waiting;
    const abort = (): void => worker.send({ kind: 'abort', id });
    const settle =
      <T>(done: (value: T) => void) =>
      (value: T): void => {
        signal?.removeEventListener('abort', abort);
        done(value);
      };
    worker.task = { ...waiting, id, resolve: settle(resolve), reject: settle(reject) };
    worker.send({ kind: 'begin', id, task, input: { ...input, ...this.#surroundingsFor(worker) }, now: this.#options.now() });
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
  }

  /** The texts are sent once. */
  #surroundingsFor(worker: Worker): Common {
    const { places, generation, texts } = this.#options.surroundings();
    const hasThem = worker.generation === generation;
    worker.generation = generation;
    return hasThem ? { places, generation } : { places, generation, texts };
  }

  #spawn(): Worker | undefined {
    if (this.#isClosed || this.#workers.size >= this.#options.size) return undefined;
    const { cwd, env } = this.#options;
    const child = fork(CHILD, [], {
      cwd,
      env: { MALLOC_ARENA_MAX: '2', ...env },
      execArgv: FLAGS,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const worker = new Worker(child);
    this.#workers.add(worker);
    child.on('message', (message: FromChild) => this.#hear(worker, message));
    child.on('error', () => this.#lose(worker, 'could not be started'));
    child.on('exit', (code, signal) =>
      this.#lose(worker, signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
    return worker;
  }

  #hear(worker: Worker, message: FromChild): void {
    const { task } = worker;
    if (message.kind === 'ready' || task?.id !== message.id) return;
    if (message.kind === 'event') return task.onEvent?.(message.event);
    worker.task = undefined;
    if (message.kind === 'done') task.resolve(message.text);
    else task.reject(new TaskError(message.error));
    worker.onFree();
    this.#next();
    if (worker.task === undefined && this.#options.letsGo !== false)
      worker.idle = setTimeout(() => void this.#end(worker), IDLE).unref();
  }

  #lose(worker: Worker, how: string): void {
    if (!this.#workers.delete(worker)) return;
    clearTimeout(worker.idle);
    worker.task?.reject(
      new TaskError({
        code: DIED,
        message: `The process of this run ${how}.`,
        hint: 'What it had sealed is kept: the next run goes on from there.',
        isUsage: false,
      }),
    );
    worker.task = undefined;
    worker.onFree();
    this.#next();
  }
}
