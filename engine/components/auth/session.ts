import { described, expr, integer, list, object, request, treeMap } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import type { Auth, AuthContext } from './auth.ts';
import { loginAnswer } from './login-answer.ts';
import { tokenSession } from './token-session.ts';

const options = object(
  {
    login: described(request(), 'The request that logs in.'),
    token: described(expr(), "The token, over the login's answer."),
    headers: described(treeMap(), 'Headers of every request, with the token as `$token` or `{{@token}}`.'),
  },
  {
    expires_in: described(expr(), "Seconds until the token ends, over the login's answer; it is renewed ahead of that."),
    renew_on: described(list(integer({ minimum: 400, maximum: 599 })), 'Statuses that may mean that the session has ended: one new login, and the request is sent once more.', [401]),
  },
);

export const session: Auth<Infer<typeof options>> = {
  name: 'session',
  summary: 'Logs in once, sends the token with every request, logs in again once where the session has ended.',
  options,
  example: `kind: session
login: { method: POST, path: /login, json: { key: !expr $user.key } }
token: !expr token
headers: { Authorization: !tmpl "Bearer {{@token}}" }`,
  open: (given, context) => tokenSession(() => login(given, context), given.headers.members.map(({ name }) => name), given.renew_on ?? [401], () => context.now()),
};

async function login(given: Infer<typeof options>, context: AuthContext) {
  const answer = await loginAnswer(context.request(given.login), context);
  const token = context.text(given.token, {}, answer);
  if (token === undefined || token === '') throw loginAnswer.without('token');
  context.secret(token);
  const seconds = given.expires_in === undefined ? undefined : Number(context.text(given.expires_in, {}, answer));
  return {
    headers: context.headers(given.headers, { token }),
    expiresAt: seconds === undefined || !Number.isFinite(seconds) ? undefined : context.now() + seconds * 1000,
  };
}
