import { described, value, type Infer } from '../../language/basics/shape.ts';
import { authOptions, withHeaders, type Auth } from './auth.ts';
import { requiredSecret } from './credentials/required.ts';
import { steady } from './credentials/steady.ts';

const options = authOptions({ token: described(value(), 'The token; usually an option of the user.') }, {});

/** RFC 6750. */
export const bearer: Auth<Infer<typeof options>> = {
  name: 'bearer',
  summary: 'Sends a fixed token in the Authorization header.',
  options,
  example: '{ kind: bearer, token: !expr $user.token }',
  open: ({ token }, context) =>
    steady(context, (shown) => {
      const text = requiredSecret(context, token, 'token');
      return (request) => withHeaders(request, { authorization: `Bearer ${shown(text)}` });
    }),
};
