import { EngineError } from '../../language/errors.ts';
import { MASK } from '../../http/redactor.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { AuthSession } from './auth.ts';

export interface Token {
  readonly headers: Readonly<Record<string, string>>;
  /** Ms since epoch; undefined where the vendor does not say. */
  readonly expiresAt: number | undefined;
}

/** Renewed so long before its end: requests take a while. */
const AHEAD_MS = 30_000;

/** A token that is had by logging in, sent in the headers `names`: one login for all who wait, one renewal for all who were refused with the same token. */
export function tokenSession(login: () => Promise<Token>, names: readonly string[], renewOn: readonly number[], now: () => number): AuthSession {
  let current: { readonly generation: number; readonly token: Promise<Token> } | undefined;
  let logins = 0;
  const usedBy = new WeakMap<HttpRequest, number>();

  const start = (): NonNullable<typeof current> => {
    logins++;
    const started = { generation: (current?.generation ?? 0) + 1, token: login() };
    // A login that failed stays failed: whoever asks again gets the same answer, not another login.
    started.token.catch(() => undefined);
    current = started;
    return started;
  };
  const fresh = async (): Promise<{ readonly generation: number; readonly token: Token }> => {
    let held = current ?? start();
    let token = await held.token;
    if (token.expiresAt !== undefined && token.expiresAt - AHEAD_MS <= now() && current === held && logins < MOST_LOGINS) {
      held = start();
      token = await held.token;
    } else if (current !== undefined && current !== held) {
      held = current;
      token = await held.token;
    }
    return { generation: held.generation, token };
  };

  return {
    renewOn,
    preview: (request) => ({ ...request, headers: { ...request.headers, ...Object.fromEntries(names.map((name) => [name.toLowerCase(), MASK])) } }),
    logins: () => logins,
    apply: async (request) => {
      const { generation, token } = await fresh();
      const signed = { ...request, headers: { ...request.headers, ...token.headers } };
      usedBy.set(signed, generation);
      return signed;
    },
    renew: async (response, request) => {
      if (!renewOn.includes(response.status)) return false;
      if (current !== undefined && current.generation === usedBy.get(request)) {
        if (logins >= MOST_LOGINS) throw new EngineError('auth.storm', `The session ended ${MOST_LOGINS} times in one run.`, { hint: 'Is another program using the same credentials?' });
        start();
      }
      await current?.token;
      return true;
    },
  };
}

/** More renewals in one run mean that the vendor takes back every token at once. */
const MOST_LOGINS = 1000;
