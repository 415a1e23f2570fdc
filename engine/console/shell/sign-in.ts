import type { SignIn } from '../../serve/contract/session.ts';
import { ask, failureOf, signedIn, ui, useAnswer, useEffect, useSignal, type Failure, type Piece } from '../base.ts';
import { answered, empty, trouble } from '../parts.ts';

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

type Enter = (by: SignIn) => Promise<void>;

const submit =
  (enter: Enter, by: (form: FormData) => SignIn) =>
  (event: SubmitEvent): void => {
    event.preventDefault();
    void enter(by(new FormData(event.currentTarget as HTMLFormElement)));
  };

const withToken = (
  enter: Enter,
  isBusy: boolean,
): Piece => ui`<form onSubmit=${submit(enter, (form) => ({ token: text(form, 'token') }))}>
  <h2>With the token</h2>
  <p class="says" id="token-help"><code>feedwright serve</code> has printed it where it was started. It counts once.</p>
  <label for="token">Token</label>
  <input id="token" name="token" required autocomplete="off" spellcheck="false" aria-describedby="token-help" />
  <button class="main" disabled=${isBusy}>Sign in with the token</button>
</form>`;

const asUser = (
  enter: Enter,
  isBusy: boolean,
): Piece => ui`<form onSubmit=${submit(enter, (form) => ({ user: text(form, 'user'), password: String(form.get('password') ?? '') }))}>
  <h2>As a user</h2>
  <label for="user">Name</label>
  <input id="user" name="user" required autocomplete="username" spellcheck="false" />
  <label for="password">Password</label>
  <input id="password" name="password" type="password" required autocomplete="current-password" />
  <button class="main" disabled=${isBusy}>Sign in as a user</button>
</form>`;

export const SignInPage = (): Piece => {
  const ways = useAnswer('GET /api/session');
  const failure = useSignal<Failure | undefined>(undefined);
  const isBusy = useSignal(false);
  useEffect(() => {
    document.title = 'Sign in · Feedwright';
  }, []);
  const enter: Enter = async (by) => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      signedIn(await ask('POST /api/session', { body: by }));
    } catch (error) {
      failure.value = failureOf(error);
    }
    isBusy.value = false;
  };
  return ui`<main class="sign-in">
    <div class="card">
      <h1><img src="/icon.svg" alt="" width="28" height="28" /> Feedwright</h1>
      <div role="alert">${failure.value && trouble(failure.value.problem)}</div>
      ${answered(
        ways,
        ({ token, password, oidc }) => ui`<div>
        ${oidc !== null && ui`<p class="provider"><a class="button" href=${oidc}>Sign in with your organization</a></p>`}
        ${token && withToken(enter, isBusy.value)}${password && asUser(enter, isBusy.value)}
        ${!token && !password && oidc === null && empty('Nobody can sign in yet.', ui`Add somebody: <code>feedwright user add NAME --role admin</code>`)}
      </div>`,
      )}
    </div>
  </main>`;
};
