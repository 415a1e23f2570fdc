import { EngineError } from '../../../language/basics/errors.ts';
import { MASK } from '../../../http/redactor/redactor.ts';
import type { HttpRequest } from '../../../http/http.ts';
import { withHeaders, type AuthContext, type AuthSession } from '../auth.ts';

export interface Token {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long it lasts, in ms; undefined where the vendor does not say. */
  readonly lasts: number | undefined;
}

/** Renewed so long before its end, since requests take a while; a token of a few minutes a quarter of its life before. */
const AHEAD_MS = 60_000;
/** More in one run means that the vendor takes back every token at once. */
const MOST_LOGINS = 1000;

interface Held {
  readonly token: Promise<Token>;
  /** From when on it is better not used, ms since epoch; infinite until it is known. */
  staleAt: number;
  /** Had because the one before was refused. */
  readonly replaces: boolean;
  accepted: boolean;
}

export interface TokenSessionOptions {
  readonly context: AuthContext;
  readonly logIn: () => Promise<Token>;
  /** Headers that will carry the token. */
  readonly names: readonly string[];
  readonly renewOn: readonly number[];
}

/**
 * A token that is had by logging in: one login for all who wait, one renewal for all who were refused with the same token. A
 * login that failed stays failed, and a new token that is refused before it was ever accepted is not replaced again: it isn't the
 * token that is wrong.
 */
export function tokenSession({ context, logIn, names, renewOn }: TokenSessionOptions): AuthSession {
  let current: Held | undefined;
  let logins = 0;
  const appliedBy = new WeakMap<HttpRequest, Held>();

  const logInAgain = async (): Promise<Token> => {
    await context.reread?.();
    return logIn();
  };

  const start = (replaces: boolean): Held => {
    if (++logins > MOST_LOGINS)
      throw new EngineError('auth.storm', `The session ended ${MOST_LOGINS} times in one run.`, {
        hint: 'Is another program using the same credentials?',
      });
    const held: Held = { token: replaces ? logInAgain() : logIn(), staleAt: Number.POSITIVE_INFINITY, replaces, accepted: false };
    held.token.then(
      ({ lasts }) => {
        if (lasts !== undefined) held.staleAt = context.now() + lasts - Math.min(AHEAD_MS, lasts / 4);
      },
      () => undefined,
    );
    current = held;
    return held;
  };

  /** The token that holds now; who comes while it is being renewed waits for the new one. */
  const fresh = async (): Promise<Held> => {
    for (;;) {
      const held = current ?? start(false);
      await held.token;
      if (held === current && held.staleAt <= context.now()) start(false);
      if (held === current) return held;
    }
  };

  return {
    renewOn,
    logins: () => logins,
    preview: (request) => withHeaders(request, Object.fromEntries(names.map((name) => [name.toLowerCase(), MASK]))),
    apply: async (request) => {
      const held = await fresh();
      const applied = withHeaders(request, (await held.token).headers);
      appliedBy.set(applied, held);
      return applied;
    },
    accepted: (request) => {
      const held = appliedBy.get(request);
      if (held !== undefined) held.accepted = true;
    },
    renew: async ({ status }, request) => {
      const held = appliedBy.get(request);
      if (!renewOn.includes(status) || held === undefined) return false;
      if (held === current) {
        if (held.replaces && !held.accepted) return false;
        start(true);
      }
      await current?.token;
      return true;
    },
  };
}
