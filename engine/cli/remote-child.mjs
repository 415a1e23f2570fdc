// One engine under Node 24, for a program under an older one (`remote-engine.mjs`): at the other end of a channel, or, with
// `--once`, for one call that is written to stdin and answered on stdout.
import { readFileSync } from 'node:fs';
import { EngineError, openEngine } from '../../dist/index.js';
import { packError } from './remote-error.mjs';

/** Records that go over at once: a message a record would take longer than what it carries. */
const BATCH = 100;

if (process.argv.includes('--once')) once();
else serve();

function once() {
  const { options, call, args } = JSON.parse(readFileSync(0, 'utf8'));
  const told = [];
  let answer;
  try {
    const engine = openEngine({ ...options, tell: (...words) => told.push(words) });
    answer = { value: engine[call](...args) };
  } catch (error) {
    answer = { error: packError(error) };
  }
  process.stdout.write(JSON.stringify({ ...answer, told }));
}

function serve() {
  // The program decides what an interruption means; when it is gone, so is this process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const ended = new AbortController();
  const calls = new Map();
  let engine;
  const send = (message) => process.connected && process.send(message, () => undefined);

  const follow = async (id, run) => {
    try {
      for await (const event of run) send({ id, event });
    } catch {
      // It is the result's error as well.
    }
    return run.result;
  };

  const begin = async ({ id, call, args, abortable }) => {
    const stop = new AbortController();
    const request = abortable ? [args[0], { ...args[1], signal: stop.signal }] : args;
    const started = call === 'objects' || call === 'runs' ? stream(engine[call](...args)) : undefined;
    calls.set(id, { stop, started });
    if (started !== undefined) return send({ id, value: await started.next() });
    const value = await (call === 'run' ? follow(id, engine.run(...request)) : engine[call](...request));
    calls.delete(id);
    send({ id, value });
  };

  const handle = async (message) => {
    const { id, kind } = message;
    if (kind === 'open')
      engine = openEngine({ ...message.options, signal: ended.signal, tell: (...words) => send({ told: words }) });
    else if (kind === 'abort') (id === undefined ? ended : calls.get(id)?.stop)?.abort();
    else if (kind === 'next') {
      const started = calls.get(id)?.started;
      if (started === undefined)
        throw new EngineError('engine.ended', "The engine's process has ended.", { hint: 'Call it again.' });
      send({ id, value: await started.next() });
    } else if (kind === 'end') {
      await calls.get(id)?.started.end();
      calls.delete(id);
    } else await begin(message);
  };

  process.on('message', (message) => {
    handle(message).catch((error) => {
      calls.delete(message.id);
      send({ id: message.id, error: packError(error) });
    });
  });
}

/** What is iterated, a batch a call. */
function stream(iterable) {
  const items = iterable[Symbol.asyncIterator]();
  return {
    async next() {
      const batch = [];
      while (batch.length < BATCH) {
        const { value, done } = await items.next();
        if (done) return { items: batch, done: true };
        batch.push(value);
      }
      return { items: batch, done: false };
    },
    end: () => items.return?.(),
  };
}
