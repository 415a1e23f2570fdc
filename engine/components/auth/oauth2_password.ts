import { described, value, type Infer } from '../../language/basics/shape.ts';
import { authOptions, type Auth } from './auth.ts';
import { clientId, clientSecret, commonOptions, oauth2Session, tokenRequest } from './credentials/oauth2.ts';
import { requiredSecret, requiredText } from './credentials/required.ts';

const options = authOptions(
  {
    request: tokenRequest(),
    username: described(value(), 'The user name; usually an option of the user.'),
    password: described(value(), 'The password; usually an option of the user.'),
  },
  { client_id: clientId(), client_secret: clientSecret(), ...commonOptions() },
);

/** RFC 6749, section 4.3. */
export const oauth2Password: Auth<Infer<typeof options>> = {
  name: 'oauth2_password',
  summary: 'OAuth 2: gets a token for user name and password, and another before it ends or where it is refused.',
  options,
  example: `kind: oauth2_password
request: { method: POST, path: /api/token }
username: !expr $user.name
password: !expr $user.password
client_id: !expr $user.client_id`,
  open: (given, context) =>
    oauth2Session(given, context, () => ({
      grant_type: 'password',
      username: requiredText(context, given.username, 'username'),
      password: requiredSecret(context, given.password, 'password'),
    })),
};
