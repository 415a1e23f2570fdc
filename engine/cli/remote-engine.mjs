// `openEngine` for a program under a Node that is too old for the engine: it lives in a process under the Node 24 that came with the
// package. Records and events go over a channel; the process starts with the first call that needs it.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EngineError, UsageError } from '../../dist/errors.js';
import { startRun } from '../../dist/feed-run.js';
import { bundledNode, missingNode, thriftyEnvironment } from './node24.mjs';
import { unpackError } from './remote-error.mjs';

const CHILD = fileURLToPath(new URL('./remote-child.mjs', import.meta.url));
const LARGEST_ANSWER = 1 << 28;

const nodePath = () => {
  const node = bundledNode();
  if (node === undefined) throw new EngineError('engine.node', missingNode());
  return node;
};

/** What of the options goes over; the rest stays here. */
const optionsOf = ({ clock, tell: _tell, signal: _signal, env, ...options }) => {
  if (clock !== undefined)
    throw new UsageError('engine.clock', `A clock can't be handed to the engine from Node ${process.versions.node}.`, {
      hint: 'Run the program under Node 24 or newer, or leave the clock out.',
    });
  return { ...options, cwd: options.cwd ?? process.cwd(), ...(env === undefined ? {} : { env: { ...env } }) };
};

/** One call in a process of its own, waited for. */
const callOnce = (options, call, args, tell) => {
  const input = JSON.stringify({ options, call, args });
  const { stdout, error, stderr } = spawnSync(nodePath(), [CHILD, '--once'], {
    input,
    encoding: 'utf8',
    maxBuffer: LARGEST_ANSWER,
  });
  if (error !== undefined || stdout === '')
    throw new EngineError('engine.ended', `The engine's process ended without an answer: ${(error?.message ?? stderr).trim()}`);
  const answer = JSON.parse(stdout);
  for (const words of answer.told) tell?.(...words);
  if (answer.error !== undefined) throw unpackError(answer.error);
  return answer.value;
};

/** The engine's process, and who waits for what from it. */
class Channel {
  #child;
  #lastId = 0;
  #waiting = new Map();
  #options;
  #given;

  constructor(options, given) {
    this.#options = options;
    this.#given = given;
    given.signal?.addEventListener('abort', () => this.isOpen && this.tell({ kind: 'abort' }), { once: true });
  }

  get isOpen() {
    return this.#child !== undefined;
  }

  newId() {
    return ++this.#lastId;
  }

  /** Sends a message that is answered once; `event` hears what comes before. */
  ask(message, event) {
    return new Promise((resolve, reject) => {
      this.#start();
      this.#waiting.set(message.id, { resolve, reject, event });
      this.#hold();
      this.tell(message);
    });
  }

  tell(message) {
    try {
      this.#child?.send(message, () => undefined);
    } catch (cause) {
      const error = new UsageError('engine.not-sent', `The request can't be handed to the engine: ${cause.message}`, {
        hint: 'Give plain values only: texts, numbers, booleans, dates, lists and objects of them.',
      });
      this.#settle(message.id, { error });
    }
  }

  end() {
    this.#child.disconnect();
  }

  #start() {
    if (this.#child !== undefined) return;
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'];
    this.#child = spawn(nodePath(), [CHILD], { stdio, serialization: 'advanced', env: thriftyEnvironment() });
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.on('error', () => this.#lose());
    this.#child.on('close', () => this.#lose());
    this.tell({ kind: 'open', options: this.#options });
    if (this.#given.signal?.aborted === true) this.tell({ kind: 'abort' });
  }

  #hear({ id, event, value, error, told }) {
    if (told !== undefined) this.#given.tell?.(...told);
    else if (event !== undefined) this.#waiting.get(id)?.event?.(event);
    else this.#settle(id, error === undefined ? { value } : { error: unpackError(error) });
  }

  #settle(id, { value, error }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#hold();
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(error);
  }

  #lose() {
    this.#child = undefined;
    for (const id of this.#waiting.keys())
      this.#settle(id, { error: new EngineError('engine.ended', "The engine's process has ended.", { hint: 'Call it again.' }) });
  }

  /** The program waits for this process only while it waits for an answer. */
  #hold() {
    const call = this.#waiting.size > 0 ? 'ref' : 'unref';
    this.#child?.[call]();
    this.#child?.channel?.[call]();
  }
}

/** Calls `call`; a `signal` in its request is heeded here, and goes over as a message. */
const callWith = async (channel, call, [subject, { signal, ...request } = {}], event) => {
  const id = channel.newId();
  const stop = () => channel.tell({ kind: 'abort', id });
  const answer = channel.ask({ kind: 'call', id, call, args: [subject, request], abortable: true }, event);
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await answer;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};

/** Asked for batch by batch, so that nothing heaps up on the way. */
async function* readStream(channel, call, args) {
  const id = channel.newId();
  let kind = 'call';
  try {
    for (;;) {
      const { items, done } = await channel.ask({ kind, id, call, args });
      kind = 'next';
      yield* items;
      if (done) return;
    }
  } finally {
    channel.tell({ kind: 'end', id });
  }
}

export const openEngine = (given = {}) => {
  const options = optionsOf(given);
  const channel = new Channel(options, given);
  let isClosed = false;
  const open = () => {
    if (isClosed)
      throw new EngineError('engine.closed', 'The engine has been closed.', { hint: 'Open another with openEngine.' });
    return channel;
  };
  const atOnce = (call, args) => {
    open();
    return callOnce(options, call, args, given.tell);
  };
  return {
    packs: () => atOnce('packs', []),
    validate: async (...paths) => {
      const id = open().newId();
      return channel.ask({ kind: 'call', id, call: 'validate', args: paths });
    },
    plan: async (...args) => callWith(open(), 'plan', args),
    run: (...args) => startRun(async (event) => callWith(open(), 'run', args, event)),
    act: async (...args) => callWith(open(), 'act', args),
    async *objects(...args) {
      yield* readStream(open(), 'objects', args);
    },
    health: async (...feed) => {
      const id = open().newId();
      return channel.ask({ kind: 'call', id, call: 'health', args: feed });
    },
    async *runs(...args) {
      yield* readStream(open(), 'runs', args);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (!channel.isOpen) return;
      await callWith(channel, 'close', []);
      channel.end();
    },
  };
};
