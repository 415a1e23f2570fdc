import type { SignIn } from '../../serve/contract/session.ts';
import { ask, failureOf, signedIn, ui, useAnswer, useSignal, type Failure, type Piece } from '../base.ts';
import { answered, empty, trouble } from '../parts.ts';

const TOKEN = ui`<h2>With the token</h2>
  <p class="says" id="token-help"><code>feedwright serve</code> has printed it where it was started. It counts once.</p>
  <label for="token">Token</label>
  <input id="token" name="token" required autocomplete="off" spellcheck="false" aria-describedby="token-help" />`;

const USER = ui`<h2>As a user</h2>
  <label for="user">Name</label><input id="user" name="user" required autocomplete="username" spellcheck="false" />
  <label for="password">Password</label><input id="password" name="password" type="password" required autocomplete="current-password" />`;

export const SignInPage = (): Piece => {
  const ways = useAnswer('GET /api/session');
  const failure = useSignal<Failure | void>(undefined);
  const isBusy = useSignal(false);
  document.title = 'Sign in · Feedwright';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const {
      token = '',
      user = '',
      password = '',
    } = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    const by: SignIn = token ? { token: token.trim() } : { user: user.trim(), password };
    isBusy.value = true;
    failure.value = await ask('POST /api/session', { body: by }).then(signedIn, failureOf);
    isBusy.value = false;
  };
  const form = (fields: Piece, label: string): Piece =>
    ui`<form onSubmit=${submit}>${fields}<button class="main" disabled=${isBusy.value}>${label}</button></form>`;
  const none = empty('Nobody can sign in yet.', ui`Add somebody: <code>feedwright user add NAME --role admin</code>`);
  const forms = answered(
    ways,
    ({ token, password, oidc }) => ui`<div>
      ${oidc !== null && ui`<p class="provider"><a class="button" href=${oidc}>Sign in with your organization</a></p>`}
      ${token && form(TOKEN, 'Sign in with the token')}${password && form(USER, 'Sign in as a user')}
      ${!token && !password && oidc === null && none}
    </div>`,
  );
  return ui`<main class="sign-in"><div class="card">
    <h1><img src="/icon.svg" alt="" width="28" height="28" /> Feedwright</h1>
    <div role="alert">${failure.value && trouble(failure.value.problem)}</div>${forms}
  </div></main>`;
};
