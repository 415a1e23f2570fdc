import type { Infer } from '../../language/basics/shape.ts';
import { authOptions, type Auth } from './auth.ts';
import { clientId, clientSecret, commonOptions, oauth2Session, tokenRequest } from './credentials/oauth2.ts';
import { requiredSecret, requiredText } from './credentials/required.ts';

const options = authOptions({ request: tokenRequest(), client_id: clientId(), client_secret: clientSecret() }, commonOptions());

/** RFC 6749, section 4.4. */
export const oauth2ClientCredentials: Auth<Infer<typeof options>> = {
  name: 'oauth2_client_credentials',
  summary: 'OAuth 2: gets a token for client id and secret, and another before it ends or where it is refused.',
  options,
  example: `kind: oauth2_client_credentials
request: { method: POST, path: /oauth2/token }
client_id: !expr $user.client_id
client_secret: !expr $user.client_secret`,
  open: (given, context) =>
    oauth2Session(given, context, () => {
      requiredText(context, given.client_id, 'client_id');
      requiredSecret(context, given.client_secret, 'client_secret');
      return { grant_type: 'client_credentials' };
    }),
};
