import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../language/basics/errors.ts';

/** Does tasks somewhere; what they tell on the way and what comes of them is plain data. */
export interface Runner<Task, Told, Done> {
  run(task: Task, tell: (told: Told) => void): Promise<Done>;
  /** It has broken down, and does no more. */
  readonly hasEnded: boolean;
  close(): Promise<unknown>;
}

export interface ThreadData<Manner> {
  readonly manner: Manner;
  readonly compileCache: string | undefined;
}
export type ToThread<Task> = 'stop' | { readonly id: number; readonly task: Task };
export type FromThread<Told, Done> = { readonly id: number; readonly told: Told } | { readonly id: number; readonly done: Done };

export interface ThreadParts<Manner, Task, Done> {
  /** A module that calls `serveThread`. */
  readonly module: URL;
  /** How the tasks are done. */
  readonly manner: Manner;
  /** Aborted: the thread's tasks are to end soon by themselves. */
  readonly signal: AbortSignal;
  /** What comes of a task whose thread broke down. */
  readonly broken: (task: Task, error: unknown) => Done;
}

interface Waiting<Task, Told, Done> {
  readonly task: Task;
  readonly tell: (told: Told) => void;
  readonly resolve: (done: Done) => void;
}

/** A thread that does tasks, several at once. When it breaks down, the tasks that it had fail. */
export class WorkThread<Manner, Task, Told, Done> implements Runner<Task, Told, Done> {
  readonly #worker: Worker;
  readonly #broken: ThreadParts<Manner, Task, Done>['broken'];
  readonly #waiting = new Map<number, Waiting<Task, Told, Done>>();
  #last = 0;
  hasEnded = false;

  constructor({ module, manner, signal, broken }: ThreadParts<Manner, Task, Done>) {
    const workerData: ThreadData<Manner> = { manner, compileCache: getCompileCacheDir() };
    this.#broken = broken;
    this.#worker = new Worker(module, { workerData });
    this.#worker.on('message', (message: FromThread<Told, Done>) => this.#hear(message));
    this.#worker.on('error', (error) => this.#breakDown(error));
    this.#worker.on('exit', () => this.#breakDown(new EngineError('thread.ended', 'The thread that worked on it has ended.')));
    signal.addEventListener('abort', () => this.#worker.postMessage('stop' satisfies ToThread<Task>), { once: true });
  }

  run(task: Task, tell: (told: Told) => void): Promise<Done> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, { task, tell, resolve });
      this.#worker.postMessage({ id, task } satisfies ToThread<Task>);
    });
  }

  #hear(message: FromThread<Told, Done>): void {
    const one = this.#waiting.get(message.id);
    if ('told' in message) return one?.tell(message.told);
    this.#waiting.delete(message.id);
    one?.resolve(message.done);
  }

  #breakDown(error: unknown): void {
    this.hasEnded = true;
    for (const { task, resolve } of this.#waiting.values()) resolve(this.#broken(task, error));
    this.#waiting.clear();
  }

  close(): Promise<unknown> {
    return this.#worker.terminate();
  }
}
