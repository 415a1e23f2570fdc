import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../language/basics/errors.ts';
import { caseError, type Ran } from './ran.ts';
import type { CaseFile, Manner } from './run-file.ts';

export interface ThreadData {
  readonly manner: Manner;
  readonly compileCache: string | undefined;
}
export type ToThread = 'stop' | { readonly id: number; readonly one: CaseFile };
export interface FromThread {
  readonly id: number;
  readonly ran: Ran;
}

/** Runs cases somewhere. */
export interface CaseRunner {
  run(one: CaseFile): Promise<Ran>;
  /** It has broken down, and runs no more. */
  readonly hasEnded: boolean;
  close(): Promise<unknown>;
}

/** A thread that runs cases, several at once. When it breaks down, the cases that it had fail. Aborted: those end soon by themselves. */
export class CaseThread implements CaseRunner {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { readonly one: CaseFile; readonly done: (ran: Ran) => void }>();
  #last = 0;
  hasEnded = false;

  constructor(manner: Manner, signal: AbortSignal) {
    const workerData: ThreadData = { manner, compileCache: getCompileCacheDir() };
    this.#worker = new Worker(new URL('./case-thread.ts', import.meta.url), { workerData });
    this.#worker.on('message', ({ id, ran }: FromThread) => this.#settle(id, ran));
    this.#worker.on('error', (error) => this.#breakDown(error));
    this.#worker.on('exit', () => this.#breakDown(new EngineError('test.thread', 'The thread that ran the case has ended.')));
    signal.addEventListener('abort', () => this.#worker.postMessage('stop' satisfies ToThread), { once: true });
  }

  run(one: CaseFile): Promise<Ran> {
    const id = ++this.#last;
    return new Promise((done) => {
      this.#waiting.set(id, { one, done });
      this.#worker.postMessage({ id, one } satisfies ToThread);
    });
  }

  #settle(id: number, ran: Ran): void {
    this.#waiting.get(id)?.done(ran);
    this.#waiting.delete(id);
  }

  #breakDown(error: unknown): void {
    this.hasEnded = true;
    const failed = { title: '', took: 0, differences: [], error: caseError(error), updated: undefined };
    for (const [id, { one }] of this.#waiting) this.#settle(id, { ...one, ...failed });
  }

  close(): Promise<unknown> {
    return this.#worker.terminate();
  }
}
