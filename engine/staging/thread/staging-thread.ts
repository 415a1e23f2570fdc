import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { EngineError } from '../../language/basics/errors.ts';
import { suspendHeapLimit } from '../heap-growth.ts';
import type { Staged } from '../sorter.ts';
import { DONE, MADE, type Failure, type Reply, type Request, type ThreadData } from './staging-requests.ts';

/** Blocks that may wait for the thread: the memory for them is bounded. */
const MOST_WAITING = 24;
/** Milliseconds without any progress after which the thread is given up; of one that has done nothing yet. */
const PATIENCE = 300_000;
const PATIENCE_AT_START = 60_000;

const WORKER = new URL('./staging-worker.mjs', import.meta.url);
const MODULE = new URL('./staging-requests.ts', import.meta.url);
/** MiB: what it makes lives for a moment, or until a segment is written. */
const YOUNG = 2;

/** The folder that the cache was given; Node tells the one that it made in there for its own version. */
const compileCache = (): string | undefined => {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
};

/**
 * A second thread that sorts, hashes and writes what the first one maps of a window. Its methods return when the thread has done
 * what they ask, but for `take`, which only waits while too much is waiting. What fails in the thread is thrown by the next call.
 */
export class StagingThread {
  readonly #counts = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #hasStarted: () => void;
  /** It does not answer any more. */
  #isLost = false;
  /** Blocks that were given, with the number of their request. */
  readonly #given: { readonly block: Uint8Array; readonly request: number }[] = [];

  constructor(path: string, { syncs }: { readonly syncs: boolean }) {
    this.#hasStarted = suspendHeapLimit();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ThreadData = {
      port: port2,
      counts: this.#counts,
      path,
      syncs,
      module: MODULE.href,
      compileCache: compileCache(),
    };
    this.#worker = new Worker(WORKER, {
      workerData,
      transferList: [port2],
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    });
    // A thread that ends by itself is told by whoever waits for it.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
    this.#port.unref();
  }

  /** The block is not to be written to any more. Gives one that was taken earlier and is done with. */
  take(block: Buffer): Buffer | undefined {
    const request = this.#ask({ kind: 'block', bytes: block });
    this.#given.push({ block, request });
    this.#await(MOST_WAITING);
    this.#reply();
    const [oldest] = this.#given;
    if (oldest === undefined || Atomics.load(this.#counts, DONE) < oldest.request) return undefined;
    this.#given.shift();
    return Buffer.from(oldest.block.buffer);
  }

  finish(durable: boolean): Staged {
    this.#ask({ kind: 'finish', durable });
    this.#await(0);
    const reply = this.#reply();
    if (reply === undefined) throw new EngineError('store.staging', 'The staging thread gave no answer.');
    return reply;
  }

  /** Nothing more is written to the file once this returns, and the thread is gone soon after: its memory is of use to others. */
  end(): void {
    if (!this.#isLost) {
      this.#ask({ kind: 'close' });
      this.#await(0);
    }
    this.#hasStarted();
    this.#port.close();
    void this.#worker.terminate();
  }

  /** Gives the request's number, from 1. */
  #ask(request: Request): number {
    this.#port.postMessage(request);
    const number = Atomics.add(this.#counts, MADE, 1) + 1;
    Atomics.notify(this.#counts, MADE);
    return number;
  }

  /** Until at most so many requests are not done. */
  #await(most: number): void {
    for (;;) {
      const done = Atomics.load(this.#counts, DONE);
      if (done > 0) this.#hasStarted();
      if (Atomics.load(this.#counts, MADE) - done <= most) return;
      const patience = done === 0 ? PATIENCE_AT_START : PATIENCE;
      if (Atomics.wait(this.#counts, DONE, done, patience) !== 'timed-out') continue;
      this.#isLost = true;
      throw new EngineError('store.staging', `The thread that stages the window has not moved for ${patience / 1000} seconds.`, {
        hint: 'Run again; if it goes on, look at the disk that the store is on, and at the memory that is free.',
      });
    }
  }

  #reply(): Staged | undefined {
    const reply = (receiveMessageOnPort(this.#port) as { readonly message: Reply } | undefined)?.message;
    if (reply === undefined) return undefined;
    if ('failure' in reply) throw errorOf(reply.failure);
    return reply.staged;
  }
}

const errorOf = ({ message, code }: Failure): Error => Object.assign(new Error(message), { code });
