import { described, expr, integer, list, text, treeMap, type Infer } from '../../language/basics/shape.ts';
import { requestOption } from '../../language/endpoint/request.ts';
import { stepSamples } from '../../language/endpoint/sample-shapes.ts';
import type { HttpResponse } from '../../http/http.ts';
import { authOptions, type Auth, type AuthContext } from './auth.ts';
import { lacks, login } from './credentials/login.ts';
import { tokenSession, type Token } from './credentials/token-session.ts';

const options = authOptions(
  { login: described(requestOption(), 'The request that logs in.') },
  {
    names: described(list(text({ minLength: 1 })), 'The cookies that make the session; without it all that the login sets.'),
    token: described(expr(), "A text that further headers need (against forged requests), over the login's JSON answer."),
    headers: described(treeMap(), 'Further headers of every request, with that text as `$token` or `{{@token}}`.'),
    samples: stepSamples('the login'),
    renew_on: described(
      list(integer({ minimum: 400, maximum: 599 })),
      'Statuses that may mean that the session has ended: one new login, and the request is sent once more.',
      [401],
    ),
  },
);

/** RFC 6265, without paths and domains: the cookies go where the credentials go. */
export const cookie: Auth<Infer<typeof options>> = {
  name: 'cookie',
  summary: 'Logs in once, sends the cookies of the login with every request, logs in again once where the session has ended.',
  options,
  example: `kind: cookie
login: { method: POST, path: /login, form: { user: !expr $user.name, password: !expr $user.password } }`,
  open: (given, context) =>
    tokenSession({
      context,
      logIn: () => logIn(given, context),
      names: ['cookie', ...(given.headers?.members ?? []).map(({ name }) => name)],
      renewOn: given.renew_on ?? [401],
    }),
};

async function logIn(given: Infer<typeof options>, context: AuthContext): Promise<Token> {
  const request = context.request(given.login);
  const read = async (response: HttpResponse) => ({
    cookies: cookiesOf(response),
    answer: given.token === undefined ? undefined : await context.json(response),
    // Why there is no cookie may stand on the page.
    page: given.token === undefined ? await pageOf(response) : undefined,
  });
  // A page that logs in leads on to another one, and the cookies stand in the first answer.
  const { cookies, answer, page } = await login(request, context, read, 'answer');
  const kept = [...cookies].filter(([name]) => given.names?.includes(name) ?? true);
  const says = context.quote(answer ?? page);
  if (kept.length === 0)
    throw lacks(request, given.names === undefined ? 'cookie' : `cookie named ${given.names.join(' or ')}`, says);
  for (const [, content] of kept) context.secret(content);
  const token = given.token === undefined ? undefined : context.text(given.token, {}, answer);
  if (given.token !== undefined && token === undefined) throw lacks(request, 'token', says);
  const headers = given.headers === undefined ? {} : context.headers(given.headers, { token });
  return { headers: { ...headers, cookie: kept.map(([name, content]) => `${name}=${content}`).join('; ') }, lasts: undefined };
}

/** Its JSON or its text; undefined where that cannot be read: it only explains. */
async function pageOf(response: HttpResponse): Promise<unknown> {
  try {
    const text = new TextDecoder().decode(await response.bytes(64 * 1024));
    return /json/i.test(response.contentType ?? '') ? (JSON.parse(text) as unknown) : text;
  } catch {
    return undefined;
  }
}

/** The cookies that an answer sets; a later one of the same name wins, one that has ended is taken back. */
function cookiesOf({ headers }: HttpResponse): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const line of [headers['set-cookie'] ?? []].flat() as readonly string[]) {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim();
    const content = pair.slice(at + 1).trim();
    if (name === '' || /[^\x21-\x7e]/.test(name) || /[^\x20-\x7e]/.test(content)) continue;
    if (content === '' || attributes.some((attribute) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(attribute))) cookies.delete(name);
    else cookies.set(name, content);
  }
  return cookies;
}
