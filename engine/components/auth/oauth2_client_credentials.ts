import { choice, described, object, request, value } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import { percentEncode } from '../../http/percent-encode.ts';
import type { Auth, AuthContext } from './auth.ts';
import { loginAnswer } from './login-answer.ts';
import { requiredText } from './required.ts';
import { tokenSession } from './token-session.ts';

const options = object(
  {
    request: described(request(), 'The token endpoint: method and path; the form is added.'),
    client_id: described(value(), 'The client id.'),
    client_secret: described(value(), 'The client secret.'),
  },
  {
    scope: described(value(), 'The scopes, separated by blanks.'),
    audience: described(value(), 'The audience, where the vendor asks for one.'),
    credentials_in: described(choice('body', 'header'), 'Whether id and secret go in the form or as HTTP Basic.', 'body'),
  },
);

/** RFC 6749, section 4.4. */
export const oauth2ClientCredentials: Auth<Infer<typeof options>> = {
  name: 'oauth2_client_credentials',
  summary: 'OAuth 2: a token for client id and secret, renewed before it ends or where it is refused.',
  options,
  example: `kind: oauth2_client_credentials
request: { method: POST, path: /oauth2/token }
client_id: !expr $user.client_id
client_secret: !expr $user.client_secret`,
  open: (given, context) => tokenSession(() => login(given, context), ['authorization'], [401], () => context.now()),
};

async function login(given: Infer<typeof options>, context: AuthContext) {
  const id = requiredText(context, given.client_id, 'client_id');
  const secret = requiredText(context, given.client_secret, 'client_secret');
  const inHeader = given.credentials_in === 'header';
  const members = [
    ['grant_type', 'client_credentials'],
    ['scope', context.text(given.scope)],
    ['audience', context.text(given.audience)],
    ...(inHeader ? [] : [['client_id', id], ['client_secret', secret]]),
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  const pair = Buffer.from(`${percentEncode(id)}:${percentEncode(secret)}`).toString('base64');
  context.secret(pair);
  const base = context.request(given.request);
  const answer = (await loginAnswer(
    {
      ...base,
      method: 'POST',
      body: members.map(([name, text]) => `${name}=${percentEncode(text)}`).join('&'),
      headers: { ...base.headers, 'content-type': 'application/x-www-form-urlencoded', ...(inHeader ? { authorization: `Basic ${pair}` } : {}) },
    },
    context,
  )) as { readonly access_token?: unknown; readonly expires_in?: unknown } | null;
  const token = answer?.access_token;
  if (typeof token !== 'string' || token === '') throw loginAnswer.without('access_token');
  context.secret(token);
  const seconds = Number(answer?.expires_in);
  return { headers: { authorization: `Bearer ${token}` }, expiresAt: Number.isFinite(seconds) && seconds > 0 ? context.now() + seconds * 1000 : undefined };
}
