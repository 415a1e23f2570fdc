/** What the server tells by itself, and answers that are asked for again once something has changed. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Routes } from '../../serve/contract/routes.ts';
import type { ServerEvent } from '../../serve/contract/session.ts';
import { ask, failureOf, recognize, type Failure, type Given, type Route } from './api.ts';
import { now } from './words.ts';

type Listener = (event: ServerEvent | 'back') => void;

const listeners = new Set<Listener>();
const tell: Listener = (event) => listeners.forEach((listener) => listener(event));

/** Since when nothing has come from the server; null while it is there. */
export const lostSince = signal<string | null>(null);

let source: EventSource | undefined;

const again = async (): Promise<void> => {
  await recognize().catch(() => undefined);
  listen();
};

/** Listens, until told to stop; the browser connects again by itself. */
export const listen = (): (() => void) => {
  source?.close();
  const opened = new EventSource('/api/events');
  source = opened;
  opened.addEventListener('message', ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as ServerEvent));
  opened.addEventListener('error', () => {
    lostSince.value ??= new Date(now()).toISOString();
    // One that was refused does not come back by itself: the session has ended, or there were too many.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => source === opened && void again(), 3000);
  });
  opened.addEventListener('open', () => {
    if (lostSince.value === null) return;
    lostSince.value = null;
    void recognize().catch(() => undefined);
    tell('back');
  });
  return () => {
    opened.close();
    source = undefined;
  };
};

export const useEvents = (listener: Listener): void => {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
};

export interface Answer<Data> {
  /** The last that came; it stays while it is asked for again. */
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  readonly again: () => void;
}

/** So much time passes at least between two questions for the same. */
const BREATH = 400;

interface When {
  readonly on?: readonly ServerEvent['kind'][];
  readonly every?: number | undefined;
}

/** Asks a route, and again once an event of one of these kinds comes, or all `every` ms. */
export const useAnswer = <R extends Route>(
  route: R | null,
  given: Given<R> = {},
  when: When = {},
): Answer<Routes[R]['answer']> => {
  const { on = [], every } = when;
  const state = useSignal<{ readonly key: string; readonly data?: Routes[R]['answer']; readonly failure?: Failure }>({ key: '' });
  const key = JSON.stringify([route, given]);
  const load = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const asking = async (): Promise<void> => {
      timer = undefined;
      if (route === null) return;
      const known = state.peek().key === key ? state.peek() : { key };
      const next = await ask(route, given).then(
        (data) => ({ key, data }),
        (error: unknown) => ({ ...known, failure: failureOf(error) }),
      );
      if (!isGone) state.value = next;
    };
    load.current = () => void asking();
    const listener: Listener = (event) => {
      if (event === 'back' || on.includes(event.kind)) timer ??= setTimeout(load.current, BREATH);
    };
    listeners.add(listener);
    const turns = every === undefined ? undefined : setInterval(load.current, every);
    load.current();
    return () => {
      isGone = true;
      clearTimeout(timer);
      clearInterval(turns);
      listeners.delete(listener);
    };
  }, [key, every]);
  return { data: state.value.data, failure: state.value.failure, again: () => load.current() };
};
