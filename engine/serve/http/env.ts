import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { EngineError } from '../../language/basics/errors.ts';
import type { Approvals } from '../access/approvals.ts';
import type { Sessions } from '../access/sessions.ts';
import type { SignIns } from '../access/sign-ins.ts';
import type { Who } from '../access/who.ts';
import type { Core } from '../core.ts';

/** What the routes work with. */
export interface Serving {
  /** Whose project it shows: '' the one itself. */
  readonly tenant: string;
  readonly core: Core;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly approvals: Approvals;
  readonly version: string;
  /** Hosts that requests may be for. */
  readonly hosts: readonly string[];
  /** The folder of the console's files; undefined: there is none. */
  readonly files: string | undefined;
  /** For this machine alone: a collector needs no token. */
  readonly isOpen: boolean;
  /** Gives the figures for a collector; `all`: those of tenants as well. */
  readonly scrape: (all: boolean) => Promise<string>;
  /** Browsers come by https: a proxy stands in front of it. */
  readonly isSecure: boolean;
}

export interface Env {
  readonly Bindings: HttpBindings;
  readonly Variables: { readonly who: Who };
}

export type Asked = Context<Env>;

/** Bytes of a body. */
export const MAX_BODY = 256 * 1024;

/** What is wrong with a request. */
export class RequestError extends EngineError {
  readonly answer: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 429;

  constructor(answer: RequestError['answer'], code: string, message: string, hint?: string) {
    super(code, message, hint === undefined ? {} : { hint });
    this.answer = answer;
  }
}

export const notFound = (what: string): RequestError => new RequestError(404, 'serve.not-found', `There is no ${what}.`);

/** The body, which must be a map in JSON. */
export const bodyOf = async (asked: Asked): Promise<Readonly<Record<string, unknown>>> => {
  if (!/^application\/json(;|$)/i.test(asked.req.header('content-type') ?? ''))
    throw new RequestError(415, 'serve.no-json', 'The body must be application/json.');
  try {
    const body: unknown = await asked.req.json();
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RequestError(400, 'serve.no-json', 'The body is no map in JSON.');
};

type Kind = 'string' | 'boolean' | 'number' | 'object' | 'strings';

const isOf = (value: unknown, kind: Kind): boolean => {
  if (kind === 'strings') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === kind;
};

/** Members of a body by their kinds; `?` behind it: it may be left out. What else is in it is an error. */
export const readBody = <T>(body: Readonly<Record<string, unknown>>, shape: Readonly<Record<string, Kind | `${Kind}?`>>): T => {
  for (const name of Object.keys(body))
    if (!Object.hasOwn(shape, name))
      throw new RequestError(400, 'serve.unknown-member', `The body has an unknown member "${name.slice(0, 64)}".`);
  for (const [name, kind] of Object.entries(shape)) {
    const isOptional = kind.endsWith('?');
    const value = body[name];
    if (value === undefined ? !isOptional : !isOf(value, (isOptional ? kind.slice(0, -1) : kind) as Kind))
      throw new RequestError(400, 'serve.wrong-member', `The body's "${name}" must be a ${kind.replace('?', '')}.`);
  }
  return body as T;
};

/** Parameters of the query by name; each may come once, and no others. */
export const queryOf = <Name extends string>(asked: Asked, ...names: readonly Name[]): { readonly [N in Name]?: string } => {
  const given = asked.req.queries();
  for (const [name, values] of Object.entries(given))
    if (!(names as readonly string[]).includes(name) || values.length > 1)
      throw new RequestError(400, 'serve.query', `The parameter "${name.slice(0, 64)}" is unknown here, or comes twice.`);
  return Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value])) as { readonly [N in Name]?: string };
};
