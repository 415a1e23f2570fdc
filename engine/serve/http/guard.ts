import type { MiddlewareHandler } from 'hono';
import type { Role } from '../contract/session.ts';
import { mayAs } from '../access/who.ts';
import { type Asked, type Env, RequestError, type Serving } from './env.ts';

/** Lets through who has this role, or one that may more. */
export const asks =
  (role: Role): MiddlewareHandler<Env> =>
  async (asked, next) => {
    if (!mayAs(asked.var.who.role, role))
      throw new RequestError(403, 'serve.role', `This takes the role ${role}.`, 'Ask an admin of this server.');
    await next();
  };

/** Writes down what somebody is about to do. */
export const noted = (
  { core }: Serving,
  asked: Asked,
  deed: { readonly what: string; readonly on: string | null; readonly details?: Readonly<Record<string, unknown>> },
): void => {
  const { user, role, address } = asked.var.who;
  core.audit.write({ user, role, address, ...deed });
};
