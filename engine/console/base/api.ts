import { signal } from '@preact/signals';
import type { Routes } from '../../serve/contract/routes.ts';
import type { Me, Problem, Role } from '../../serve/contract/session.ts';
import { setClock } from './clock.ts';

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

  constructor(status: number, problem: Problem['error']) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

const unanswered = (status: number, message: string, hint: string): Failure =>
  new Failure(status, { code: 'browser.no-answer', message, hint, place: null, findings: [] });

/** Anything that was thrown, as a failure. */
export const failureOf = (error: unknown): Failure =>
  error instanceof Failure ? error : unanswered(0, String(error), 'Load the page again; if it comes back, it is a mistake here.');

const problemOf = async (answer: Response): Promise<Failure> => {
  const { status } = answer;
  const body = (await answer.json().catch(() => undefined)) as Partial<Problem> | undefined;
  return body?.error === undefined
    ? unanswered(status, `The server answered ${status}, and not as its API does.`, 'Look at what serve has logged.')
    : new Failure(status, body.error);
};

const addressOf = (path: string, at: readonly string[] = [], query: unknown = {}): string => {
  const parts = [...at];
  const filled = path.replace(/(?<=\/)[A-Z0-9]+(?=\/|$)/g, () => encodeURIComponent(parts.shift() ?? ''));
  const given = Object.entries(query as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
};

/** Calls a route. Throws a Failure. Without a session the page to sign in takes over. */
export const ask = async <R extends Route>(route: R, { at, query, body }: Given<R> = {}): Promise<Routes[R]['answer']> => {
  const [method = 'GET', path = ''] = route.split(' ');
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-feedwright-csrf'] = me.value?.csrf ?? '';
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    const text = body === undefined ? null : JSON.stringify(body);
    answer = await fetch(addressOf(path, at, query), { method, headers, body: text, credentials: 'same-origin' });
  } catch {
    throw unanswered(
      0,
      'The server does not answer.',
      'Is `feedwright serve` still running? The page goes on by itself once it is.',
    );
  }
  if (answer.ok) return (await answer.json()) as Routes[R]['answer'];
  const failure = await problemOf(answer);
  if (answer.status === 401 && route !== 'POST /api/session') me.value = null;
  throw failure;
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
    if (failureOf(error).status === 401) me.value = null;
    else throw error;
  }
};

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** May the reader do what this role may? */
export const may = (role: Role): boolean => RANK[me.value?.role ?? 'viewer'] >= RANK[role];
