import { choice, described, value } from '../../../language/basics/shape.ts';
import { requestOption } from '../../../language/endpoint/request.ts';
import type { RequestSpec } from '../../../language/model.ts';
import { percentEncode } from '../../../http/request/percent-encode.ts';
import type { HttpRequest } from '../../../http/http.ts';
import type { AuthContext, AuthSession } from '../auth.ts';
import { basicPair } from '../basic.ts';
import { lacks, login } from './login.ts';
import { secondsOf } from './seconds.ts';
import { tokenSession, type Token } from './token-session.ts';

export const tokenRequest = () =>
  described(
    requestOption(),
    'The token endpoint: method and path, with members of its own where it wants some; the grant is added to its form.',
  );
export const clientId = () => described(value(), 'The client id that the vendor gave out.');
export const clientSecret = () => described(value(), 'The client secret that belongs to the client id.');

/** What every grant may have. */
export const commonOptions = () => ({
  scope: described(value(), 'The scopes, separated by blanks.'),
  audience: described(value(), 'The audience, where the vendor asks for one.'),
  credentials_in: described(choice('body', 'header'), 'Whether client id and secret go in the form or as HTTP Basic.', 'body'),
});

export interface GrantOptions {
  readonly request: RequestSpec;
  readonly client_id?: unknown;
  readonly client_secret?: unknown;
  readonly scope?: unknown;
  readonly audience?: unknown;
  readonly credentials_in?: 'body' | 'header';
}

export interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly refresh_token?: unknown;
}

/** A session of a token endpoint (RFC 6749). `grant`: the members of the form that the grant consists of; they are secrets. */
export const oauth2Session = (
  given: GrantOptions,
  context: AuthContext,
  grant: () => Readonly<Record<string, string>>,
  onAnswer: (answer: TokenAnswer) => void = () => undefined,
): AuthSession =>
  tokenSession({ context, names: ['authorization'], renewOn: [401], logIn: () => logIn(given, context, grant(), onAnswer) });

async function logIn(
  given: GrantOptions,
  context: AuthContext,
  grant: Readonly<Record<string, string>>,
  onAnswer: (answer: TokenAnswer) => void,
): Promise<Token> {
  const request = withGrant(given, context, grant);
  const answer = await login(request, context, (response) => context.json(response));
  if (!isAnswer(answer)) throw lacks(request, 'access_token', context.quote(answer));
  const { access_token: token, expires_in: expiresIn } = answer;
  if (typeof token !== 'string' || token === '') throw lacks(request, 'access_token', context.quote(answer));
  context.secret(token);
  onAnswer(answer);
  return { headers: { authorization: `Bearer ${token}` }, lasts: secondsOf(expiresIn) };
}

const isAnswer = (answer: unknown): answer is TokenAnswer =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer);

function withGrant(given: GrantOptions, context: AuthContext, grant: Readonly<Record<string, string>>): HttpRequest {
  const base = context.request(given.request);
  const id = given.client_id === undefined ? undefined : context.plain(given.client_id);
  const secret = given.client_secret === undefined ? undefined : context.text(given.client_secret);
  const inHeader = given.credentials_in === 'header' && id !== undefined;
  const members: Readonly<Record<string, string | undefined>> = {
    ...grant,
    scope: context.plain(given.scope),
    audience: context.plain(given.audience),
    ...(inHeader ? {} : { client_id: id, client_secret: secret }),
  };
  const form = Object.entries(members).flatMap(([name, text]) =>
    text === undefined ? [] : [`${name}=${percentEncode(text).replaceAll('%20', '+')}`],
  );
  const own =
    typeof base.body === 'string' && base.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
      ? [base.body]
      : [];
  return {
    ...base,
    method: 'POST',
    body: [...own, ...form].join('&'),
    headers: {
      ...base.headers,
      'content-type': 'application/x-www-form-urlencoded',
      ...(inHeader ? { authorization: `Basic ${clientPair(id, secret ?? '', context)}` } : {}),
    },
  };
}

/** RFC 6749, section 2.3.1: both are form-encoded before they become user name and password. */
function clientPair(id: string, secret: string, context: AuthContext): string {
  const pair = basicPair(percentEncode(id), percentEncode(secret));
  context.secret(pair);
  return pair;
}
