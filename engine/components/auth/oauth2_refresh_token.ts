import { described, value, type Infer } from '../../language/basics/shape.ts';
import { authOptions, type Auth } from './auth.ts';
import { clientId, clientSecret, commonOptions, oauth2Session, tokenRequest } from './credentials/oauth2.ts';
import { requiredSecret } from './credentials/required.ts';

const options = authOptions(
  {
    request: tokenRequest(),
    refresh_token: described(
      value(),
      'The refresh token. One that the vendor replaces is used for the rest of the run, but not kept: the next run begins with this one again.',
    ),
  },
  { client_id: clientId(), client_secret: clientSecret(), ...commonOptions() },
);

/** RFC 6749, section 6. */
export const oauth2RefreshToken: Auth<Infer<typeof options>> = {
  name: 'oauth2_refresh_token',
  summary: 'OAuth 2: gets a token for a refresh token, and another before it ends or where it is refused.',
  options,
  example: `kind: oauth2_refresh_token
request: { method: POST, path: /oauth2/token }
refresh_token: !expr $user.refresh_token
client_id: !expr $user.client_id`,
  open: (given, context) => {
    let replaced: string | undefined;
    return oauth2Session(
      given,
      context,
      () => ({
        grant_type: 'refresh_token',
        refresh_token: replaced ?? requiredSecret(context, given.refresh_token, 'refresh_token'),
      }),
      ({ refresh_token: next }) => {
        if (typeof next !== 'string' || next === '') return;
        context.secret(next);
        replaced = next;
      },
    );
  },
};
