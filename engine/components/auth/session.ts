import { described, expr, integer, list, treeMap, type Infer } from '../../language/basics/shape.ts';
import { requestOption } from '../../language/endpoint/request.ts';
import { stepSamples } from '../../language/endpoint/sample-shapes.ts';
import { authOptions, type Auth, type AuthContext } from './auth.ts';
import { lacks, login } from './credentials/login.ts';
import { secondsOf } from './credentials/seconds.ts';
import { tokenSession, type Token } from './credentials/token-session.ts';

const options = authOptions(
  {
    login: described(requestOption(), 'The request that logs in.'),
    token: described(expr(), "The token, over the login's answer."),
    headers: described(treeMap(), 'Headers of every request, with the token as `$token` or `{{@token}}`.'),
  },
  {
    expires_in: described(expr(), "Seconds until the token ends, over the login's answer; it is renewed ahead of that."),
    samples: stepSamples('the login'),
    renew_on: described(
      list(integer({ minimum: 400, maximum: 599 })),
      'Statuses that may mean that the session has ended: one new login, and the request is sent once more.',
      [401],
    ),
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
  open: (given, context) =>
    tokenSession({
      context,
      logIn: () => logIn(given, context),
      names: given.headers.members.map(({ name }) => name),
      renewOn: given.renew_on ?? [401],
    }),
};

async function logIn(given: Infer<typeof options>, context: AuthContext): Promise<Token> {
  const request = context.request(given.login);
  const answer = await login(request, context, (response) => context.json(response));
  const token = context.text(given.token, {}, answer);
  if (token === undefined || token === '') throw lacks(request, 'token', context.quote(answer));
  return {
    headers: context.headers(given.headers, { token }),
    lasts: given.expires_in === undefined ? undefined : secondsOf(context.plain(given.expires_in, {}, answer)),
  };
}
