import { createRedactor } from '../../api/world.ts';
import type { Task, TaskWorld } from '../tasks/task.ts';
import type { FromChild, ToChild } from './protocol.ts';
import { carried } from './task-error.ts';

/** How long a run may take to its next safe point once the server is gone, ms. */
const LAST_WAY = 60_000;

type Process = Pick<NodeJS.Process, 'on' | 'send' | 'exit' | 'connected' | 'cwd' | 'env'>;

/** The world as a task sees it: time as the server counts it, what is told goes to the server, secrets are masked. */
const worldOf = (host: Process, signal: AbortSignal, now: number, tell: (event: unknown) => void): TaskWorld => {
  const begun = performance.now();
  const redactor = createRedactor();
  const { redact } = redactor;
  return {
    cwd: host.cwd(),
    env: host.env,
    signal,
    now: () => now + Math.round(performance.now() - begun),
    ticks: () => performance.now(),
    note: (message) => tell({ kind: 'notice', level: 'info', message: redact(message) }),
    warn: (message) => tell({ kind: 'notice', level: 'warning', message: redact(message) }),
    redactor,
    redact,
    tell: (event) => {
      const text = JSON.stringify(event);
      const shown = redact(text);
      tell(shown === text ? event : JSON.parse(shown));
    },
  };
};

/** Answers the server until it is gone: then what is under way ends at the next safe point, and the process with it. */
export const serveTasks = (tasks: Readonly<Record<string, Task>>, host: Process): void => {
  const underWay = new Map<number, AbortController>();
  const send = (message: FromChild): void => {
    if (host.connected) host.send?.(message, undefined, {}, () => undefined);
  };
  // A terminal's Ctrl-C reaches this process too: the server says what is to be done.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) host.on(signal, () => undefined);
  host.on('disconnect', () => {
    if (underWay.size === 0) host.exit(0);
    for (const one of underWay.values()) one.abort(new Error('the server is gone'));
    setTimeout(() => host.exit(1), LAST_WAY);
  });
  const begin = async ({ id, task, input, now }: Extract<ToChild, { kind: 'begin' }>): Promise<void> => {
    const stop = new AbortController();
    underWay.set(id, stop);
    const world = worldOf(host, stop.signal, now, (event) => send({ kind: 'event', id, event }));
    try {
      const value = await (tasks[task] as Task)(world, input as never);
      send({ kind: 'done', id, text: world.redact(JSON.stringify(value ?? null)) });
    } catch (error) {
      send({ kind: 'failed', id, error: carried(error, world.redact) });
    } finally {
      underWay.delete(id);
      if (!host.connected && underWay.size === 0) host.exit(0);
    }
  };
  host.on('message', (message: ToChild) => {
    if (message.kind === 'abort') underWay.get(message.id)?.abort(new Error('interrupted'));
    else void begin(message);
  });
  send({ kind: 'ready' });
};
