import { signal } from '@preact/signals';
import type { Routes } from '../../serve/contract/routes.ts';
import type { Me, Problem, Role } from '../../serve/contract/session.ts';
import { setClock } from './words.ts';

export type Route = keyof Routes;

export interface Given<R extends Route> {
  /** What stands in the place of the route's words in capitals. */
  readonly at?: readonly string[];
  readonly query?: Routes[R]['query'];
  readonly body?: Routes[R]['body'];
}

/** Who is there: undefined before that is known, null for nobody. */
export const me = signal<Me | null | undefined>(undefined);

export class Failure extends Error {
  readonly status: number;
  readonly problem: Problem['error'];

  constructor(status: number, problem: Pick<Problem['error'], 'message' | 'hint'> & Partial<Problem['error']>) {
    super(problem.message);
    this.status = status;
    this.problem = { code: 'browser.no-answer', place: null, findings: [], ...problem };
  }
}

/** Anything that was thrown, as a failure. */
export const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure(0, { message: String(error), hint: 'Load the page again; if it comes back, it is a mistake here.' });

const addressOf = (path: string, at: readonly string[] = [], query: unknown = {}): string => {
  const parts = [...at];
  const filled = path.replace(/(?<=\/)[A-Z0-9]+(?=\/|$)/g, () => encodeURIComponent(parts.shift() ?? ''));
  const given = Object.entries(query as Readonly<Record<string, string | undefined>>).filter(([, value]) => value);
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given as [string, string][])}`;
};

const SILENT = {
  message: 'The server does not answer.',
  hint: 'Is `feedwright serve` still running? The page goes on by itself once it is.',
};

/** Calls a route. Throws a Failure. Without a session the page to sign in takes over. */
export const ask = async <R extends Route>(route: R, { at, query, body }: Given<R> = {}): Promise<Routes[R]['answer']> => {
  const [method = 'GET', path = ''] = route.split(' ');
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-feedwright-csrf'] = me.value?.csrf ?? '';
  if (body !== undefined) headers['content-type'] = 'application/json';
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const answer = await fetch(addressOf(path, at, query), init).catch(() => undefined);
  if (answer === undefined) throw new Failure(0, SILENT);
  const { status } = answer;
  const given: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && given !== undefined) return given as Routes[R]['answer'];
  if (status === 401 && route !== 'POST /api/session') me.value = null;
  const { error } = (given ?? {}) as Partial<Problem>;
  const message = `The server answered ${status}, and not as its API does.`;
  throw new Failure(status, error ?? { message, hint: 'Look at what serve has logged.' });
};

export const signedIn = (who: Me): void => {
  setClock(who.now);
  me.value = who;
};

/** Asks who is there, and what time it is. */
export const recognize = async (): Promise<void> => {
  try {
    signedIn(await ask('GET /api/me'));
  } catch (error) {
    if (failureOf(error).status !== 401) throw error;
    me.value = null;
  }
};

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** May the reader do what this role may? */
export const may = (role: Role): boolean => RANK[me.value?.role ?? 'viewer'] >= RANK[role];
