import { described, value, type Infer } from '../../language/basics/shape.ts';
import { authOptions, withHeaders, type Auth } from './auth.ts';
import { requiredSecret, requiredText } from './credentials/required.ts';
import { steady } from './credentials/steady.ts';

const options = authOptions(
  {
    username: described(value(), 'The user name; usually an option of the user.'),
    password: described(value(), 'The password; usually an option of the user.'),
  },
  {},
);

/** RFC 7617, in UTF-8. */
export const basic: Auth<Infer<typeof options>> = {
  name: 'basic',
  summary: 'Sends user name and password in the Authorization header (HTTP Basic).',
  options,
  example: '{ kind: basic, username: !expr $user.name, password: !expr $user.password }',
  open: ({ username, password }, context) =>
    steady(context, (shown) => {
      const pair = basicPair(requiredText(context, username, 'username'), requiredSecret(context, password, 'password'));
      context.secret(pair);
      return (request) => withHeaders(request, { authorization: `Basic ${shown(pair)}` });
    }),
};

export const basicPair = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
