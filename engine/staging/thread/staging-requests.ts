import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { Stager, type Staged } from '../sorter.ts';

/** What the staging thread is asked to do. */
export type Request =
  | { readonly kind: 'block'; readonly bytes: Uint8Array }
  | { readonly kind: 'finish'; readonly durable: boolean }
  | { readonly kind: 'close' };

/** What it says: to `finish`, and where something failed. */
export type Reply = { readonly staged: Staged } | { readonly failure: Failure };

/** An error's own members do not survive the way between threads by themselves. */
export interface Failure {
  readonly message: string;
  readonly code: unknown;
}

/** Slots of the memory that both threads see: requests made, requests done. */
export const MADE = 0;
export const DONE = 1;

export interface ThreadData {
  readonly port: MessagePort;
  readonly counts: Int32Array;
  /** The staging file, and whether each segment is put on the disk as it is written. */
  readonly path: string;
  readonly syncs: boolean;
  /** URL of this module. */
  readonly module: string;
  /** Folder of the process's compile cache. */
  readonly compileCache: string | undefined;
}

/** Blocks after which garbage is collected: some 15 MB of drafts. */
const BLOCKS_BETWEEN = 40;

/** By itself the collector lets garbage grow to what a whole run needs, in each thread. */
const collect = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  // Another flag than at the start would make compiled code that is kept of no use (`heap-growth.ts`).
  setFlagsFromString('--no-expose-gc');
};

const isError = (cause: unknown): cause is Error & { readonly code?: unknown } => cause instanceof Error;

/**
 * Answers until its thread is ended. It waits for the other thread without an event loop of its own: so the other one can wait for
 * it as well, and a window is staged and sealed by calls that return when it is so.
 */
export function answerRequests({ port, counts, path, syncs }: Omit<ThreadData, 'module' | 'compileCache'>): never {
  const stager = new Stager(path, { syncs });
  let failed = false;
  let blocks = 0;
  const answer = (request: Request): void => {
    switch (request.kind) {
      case 'block':
        if (!failed) stager.take(Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.length));
        if (++blocks % BLOCKS_BETWEEN === 0) collect();
        return;
      case 'finish':
        if (!failed) port.postMessage({ staged: stager.finish(request.durable) } satisfies Reply);
        return;
      case 'close':
        return stager.close();
      default:
        throw request satisfies never;
    }
  };
  for (let done = 0; ;) {
    Atomics.wait(counts, MADE, done);
    const request = (receiveMessageOnPort(port) as { readonly message: Request } | undefined)?.message;
    if (request === undefined) continue;
    try {
      answer(request);
    } catch (cause) {
      failed = true;
      const failure = isError(cause) ? { message: cause.message, code: cause.code } : { message: String(cause), code: undefined };
      port.postMessage({ failure } satisfies Reply);
    }
    done = Atomics.add(counts, DONE, 1) + 1;
    Atomics.notify(counts, DONE);
  }
}
